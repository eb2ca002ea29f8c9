#include "core/io/hdf5/dense_rows.h"

#include "core/io/hdf5/hdf5_values.h"
#include "core/io/hdf5/sparse_slices.h"

#include <algorithm>

namespace lexicell::io {

using data::Array;
using data::SparseMatrix;

namespace {

constexpr std::int64_t kBytesAtOnce = std::int64_t{32} << 20;
constexpr std::int64_t kChunkRows = 64;  // loompy's chunks are 64 x 64: each chunk is read only once

// std::vector<bool> has no pointer to its values
template <class T> using Stored = std::conditional_t<std::is_same_v<T, bool>, std::uint8_t, T>;

template <class T> void appendRows(const Array &window, SparseMatrix &matrix, std::vector<Stored<T>> &values)
{
    const T *value = window.as<T>();
    const std::int64_t columns = window.dim(1);
    for (std::int64_t row = 0; row < window.dim(0); ++row) {
        for (std::int64_t column = 0; column < columns; ++column, ++value) {
            if (*value == T()) continue;
            matrix.indices.push_back(static_cast<std::int32_t>(column));
            values.push_back(*value);
        }
        matrix.indptr.push_back(static_cast<std::int64_t>(matrix.indices.size()));
    }
}

template <class T> SparseMatrix readRows(const Hdf5Node &dataset, std::int64_t rows, std::int64_t columns, JobContext &context)
{
    SparseMatrix matrix;
    matrix.rows = rows;
    matrix.columns = columns;
    matrix.indptr = {0};
    std::vector<Stored<T>> values;
    const std::int64_t bytes = std::max<std::int64_t>(1, columns * static_cast<std::int64_t>(sizeof(T)));
    const std::int64_t atOnce = std::max<std::int64_t>(1, kBytesAtOnce / bytes / kChunkRows) * kChunkRows;
    for (std::int64_t begin = 0; begin < rows; begin += atOnce) {
        if (context.cancelled()) throw Failure(cancelled());
        context.report(static_cast<double>(begin) / static_cast<double>(rows), "reading the matrix");
        const Array window = readNumbers(dataset, {{begin, 0}, {std::min(atOnce, rows - begin), columns}});
        if (!allFinite(window))
            throw dataset.bad(errors::nonFinite, "holds values that are not finite numbers; write the file again without them");
        appendRows<T>(window, matrix, values);
    }
    matrix.values = Array::of(values);
    return matrix;
}

template <class T> void transposeValues(const SparseMatrix &from, SparseMatrix &to)
{
    std::vector<std::int64_t> next(to.indptr.begin(), to.indptr.end() - 1);
    const T *values = from.values.as<T>();
    for (std::int64_t row = 0; row < from.rows; ++row) {
        for (std::int64_t k = from.indptr[static_cast<std::size_t>(row)]; k < from.indptr[static_cast<std::size_t>(row) + 1];
             ++k) {
            const auto place =
                static_cast<std::size_t>(next[static_cast<std::size_t>(from.indices[static_cast<std::size_t>(k)])]++);
            to.indices[place] = static_cast<std::int32_t>(row);
            to.values.as<T>()[place] = values[k];
        }
    }
}

}  // namespace

SparseMatrix sparseRows(const Hdf5Node &dataset, JobContext &context)
{
    checkReadable(dataset);
    const std::vector<std::int64_t> shape = extentOf(dataset).shape;
    return data::visitType(typeOf(dataset).dtype, [&](auto *tag) {
        using T = std::remove_cv_t<std::remove_pointer_t<decltype(tag)>>;
        return readRows<T>(dataset, shape[0], shape[1], context);
    });
}

SparseMatrix transposed(const SparseMatrix &matrix)
{
    SparseMatrix result;
    result.rows = matrix.columns;
    result.columns = matrix.rows;
    result.indptr.assign(static_cast<std::size_t>(result.rows) + 1, 0);
    result.indices.resize(matrix.indices.size());
    result.values = Array(matrix.values.dtype(), {matrix.values.size()});
    for (const std::int32_t column : matrix.indices) ++result.indptr[static_cast<std::size_t>(column) + 1];
    for (std::size_t i = 0; i < static_cast<std::size_t>(result.rows); ++i) result.indptr[i + 1] += result.indptr[i];
    data::visitType(matrix.values.dtype(),
                    [&](auto *tag) { transposeValues<std::remove_cv_t<std::remove_pointer_t<decltype(tag)>>>(matrix, result); });
    return result;
}

}  // namespace lexicell::io
