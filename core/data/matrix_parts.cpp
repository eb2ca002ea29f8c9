#include "core/data/matrix_parts.h"

#include <algorithm>
#include <numeric>

namespace lexicell::data {

namespace {

template <class F> decltype(auto) withValues(const Array &array, F &&f)
{
    return visitType(array.dtype(), [&](auto *tag) {
        using T = std::remove_cv_t<std::remove_pointer_t<decltype(tag)>>;
        return f(array.as<T>());
    });
}

CsrBlock denseRows(const Array &matrix, std::int64_t begin, std::int64_t end)
{
    CsrBlock block;
    block.rows = end - begin;
    block.columns = matrix.dim(1);
    block.indptr.reserve(static_cast<std::size_t>(block.rows) + 1);
    withValues(matrix, [&](const auto *values) {
        for (std::int64_t row = begin; row < end; ++row) {
            const auto *line = values + row * block.columns;
            for (std::int64_t column = 0; column < block.columns; ++column) {
                const auto value = static_cast<float>(line[column]);
                if (value == 0.0f) continue;
                block.indices.push_back(static_cast<std::int32_t>(column));
                block.values.push_back(value);
            }
            block.indptr.push_back(static_cast<std::int64_t>(block.indices.size()));
        }
    });
    return block;
}

CsrBlock csrRows(const SparseMatrix &matrix, std::int64_t begin, std::int64_t end)
{
    CsrBlock block;
    block.rows = end - begin;
    block.columns = matrix.columns;
    const std::int64_t first = matrix.indptr[static_cast<std::size_t>(begin)];
    const auto most = static_cast<std::size_t>(matrix.indptr[static_cast<std::size_t>(end)] - first);
    block.indptr.reserve(static_cast<std::size_t>(block.rows) + 1);
    block.indices.reserve(most);
    block.values.reserve(most);
    withValues(matrix.values, [&](const auto *values) {
        for (std::int64_t row = begin; row < end; ++row) {
            const std::int64_t last = matrix.indptr[static_cast<std::size_t>(row) + 1];
            for (std::int64_t i = matrix.indptr[static_cast<std::size_t>(row)]; i < last; ++i) {
                const auto value = static_cast<float>(values[i]);
                if (value == 0.0f) continue;
                block.indices.push_back(matrix.indices[static_cast<std::size_t>(i)]);
                block.values.push_back(value);
            }
            block.indptr.push_back(static_cast<std::int64_t>(block.indices.size()));
        }
    });
    return block;
}

// Entries of every column that fall into rows [begin, end), as first and last position in the stored order.
std::vector<std::pair<std::int64_t, std::int64_t>> windows(const SparseMatrix &csc, std::int64_t begin, std::int64_t end)
{
    std::vector<std::pair<std::int64_t, std::int64_t>> found(static_cast<std::size_t>(csc.columns));
    const auto *indices = csc.indices.data();
    for (std::size_t column = 0; column < found.size(); ++column) {
        const auto *first = indices + csc.indptr[column];
        const auto *last = indices + csc.indptr[column + 1];
        if (begin > 0) first = std::lower_bound(first, last, begin);
        if (end < csc.rows) last = std::lower_bound(first, last, end);
        found[column] = {first - indices, last - indices};
    }
    return found;
}

CsrBlock cscRows(const SparseMatrix &matrix, std::int64_t begin, std::int64_t end)
{
    CsrBlock block;
    block.rows = end - begin;
    block.columns = matrix.columns;
    const auto parts = windows(matrix, begin, end);
    std::vector<std::int64_t> next(static_cast<std::size_t>(block.rows) + 1, 0);
    withValues(matrix.values, [&](const auto *values) {
        for (const auto &[first, last] : parts)
            for (std::int64_t i = first; i < last; ++i)
                if (static_cast<float>(values[i]) != 0.0f)
                    ++next[static_cast<std::size_t>(matrix.indices[static_cast<std::size_t>(i)] - begin) + 1];
        std::partial_sum(next.begin(), next.end(), next.begin());
        block.indptr = next;
        block.indices.resize(static_cast<std::size_t>(next.back()));
        block.values.resize(block.indices.size());
        for (std::size_t column = 0; column < parts.size(); ++column)
            for (std::int64_t i = parts[column].first; i < parts[column].second; ++i) {
                const auto value = static_cast<float>(values[i]);
                if (value == 0.0f) continue;
                const auto place = static_cast<std::size_t>(
                    next[static_cast<std::size_t>(matrix.indices[static_cast<std::size_t>(i)] - begin)]++);
                block.indices[place] = static_cast<std::int32_t>(column);
                block.values[place] = value;
            }
    });
    return block;
}

// Maps every old position to its new ones: new positions of old p are order[start[p]] .. order[start[p + 1] - 1].
struct Renumbering {
    std::vector<std::int64_t> start;
    std::vector<std::int32_t> order;
    bool ascending = true;  // the kept indices ascend: rows stay sorted

    Renumbering(const Positions &keep, std::int64_t size) : start(static_cast<std::size_t>(size) + 1, 0), order(keep.size())
    {
        for (const auto old : keep) ++start[static_cast<std::size_t>(old) + 1];
        std::partial_sum(start.begin(), start.end(), start.begin());
        auto next = start;
        for (std::size_t i = 0; i < keep.size(); ++i)
            order[static_cast<std::size_t>(next[static_cast<std::size_t>(keep[i])]++)] = static_cast<std::int32_t>(i);
        ascending = std::is_sorted(keep.begin(), keep.end());
    }
};

// Positions (into the stored entries) and new minor indices of the kept entries, slice by slice.
struct Selection {
    std::vector<std::int64_t> indptr{0};
    std::vector<std::int64_t> from;
    std::vector<std::int32_t> indices;
};

Selection select(const SparseMatrix &matrix, const Positions *major, const Positions *minor)
{
    const bool csr = matrix.layout == SparseMatrix::Layout::Csr;
    const auto slices =
        static_cast<std::size_t>(major ? static_cast<std::int64_t>(major->size()) : (csr ? matrix.rows : matrix.columns));
    std::optional<Renumbering> renumbering;
    if (minor) renumbering.emplace(*minor, csr ? matrix.columns : matrix.rows);
    Selection selection;
    selection.indptr.reserve(slices + 1);
    std::vector<std::pair<std::int32_t, std::int64_t>> entries;
    for (std::size_t slice = 0; slice < slices; ++slice) {
        const auto old = major ? static_cast<std::size_t>((*major)[slice]) : slice;
        entries.clear();
        for (std::int64_t i = matrix.indptr[old]; i < matrix.indptr[old + 1]; ++i) {
            const auto index = matrix.indices[static_cast<std::size_t>(i)];
            if (!renumbering) {
                entries.emplace_back(index, i);
                continue;
            }
            const auto column = static_cast<std::size_t>(index);
            for (std::int64_t k = renumbering->start[column]; k < renumbering->start[column + 1]; ++k)
                entries.emplace_back(renumbering->order[static_cast<std::size_t>(k)], i);
        }
        if (renumbering && !renumbering->ascending) std::sort(entries.begin(), entries.end());
        for (const auto &[index, from] : entries) {
            selection.indices.push_back(index);
            selection.from.push_back(from);
        }
        selection.indptr.push_back(static_cast<std::int64_t>(selection.indices.size()));
    }
    return selection;
}

}  // namespace

Storage storageOf(const Element &matrix)
{
    const auto *sparse = matrix.as<SparseMatrix>();
    if (!sparse) return Storage::Dense;
    return sparse->layout == SparseMatrix::Layout::Csr ? Storage::Csr : Storage::Csc;
}

CsrBlock toCsrBlock(const Element &matrix)
{
    const auto *sparse = matrix.as<SparseMatrix>();
    return toCsrBlock(matrix, 0, sparse ? sparse->rows : matrix.as<Array>()->dim(0));
}

CsrBlock toCsrBlock(const Element &matrix, std::int64_t begin, std::int64_t end)
{
    const auto *sparse = matrix.as<SparseMatrix>();
    if (!sparse) return denseRows(*matrix.as<Array>(), begin, end);
    return sparse->layout == SparseMatrix::Layout::Csr ? csrRows(*sparse, begin, end) : cscRows(*sparse, begin, end);
}

std::vector<float> toColumn(const Element &matrix, std::int64_t column)
{
    const auto *sparse = matrix.as<SparseMatrix>();
    if (!sparse) {
        const auto &dense = *matrix.as<Array>();
        std::vector<float> result(static_cast<std::size_t>(dense.dim(0)));
        withValues(dense, [&](const auto *values) {
            for (std::size_t row = 0; row < result.size(); ++row)
                result[row] = static_cast<float>(values[static_cast<std::int64_t>(row) * dense.dim(1) + column]);
        });
        return result;
    }
    std::vector<float> result(static_cast<std::size_t>(sparse->rows), 0.0f);
    withValues(sparse->values, [&](const auto *values) {
        if (sparse->layout == SparseMatrix::Layout::Csc) {
            for (auto i = sparse->indptr[static_cast<std::size_t>(column)];
                 i < sparse->indptr[static_cast<std::size_t>(column) + 1]; ++i)
                result[static_cast<std::size_t>(sparse->indices[static_cast<std::size_t>(i)])] = static_cast<float>(values[i]);
            return;
        }
        const auto *indices = sparse->indices.data();
        for (std::size_t row = 0; row < result.size(); ++row) {
            const auto *last = indices + sparse->indptr[row + 1];
            const auto *found = std::lower_bound(indices + sparse->indptr[row], last, column);
            if (found != last && *found == column) result[row] = static_cast<float>(values[found - indices]);
        }
    });
    return result;
}

ElementPtr sliceMajor(const Element &matrix, std::int64_t begin, std::int64_t end)
{
    Positions keep(static_cast<std::size_t>(end - begin));
    std::iota(keep.begin(), keep.end(), begin);
    const auto *sparse = matrix.as<SparseMatrix>();
    if (!sparse) return makeElement(matrix.as<Array>()->rows(keep));
    const bool csr = sparse->layout == SparseMatrix::Layout::Csr;
    return makeElement(subset(*sparse, csr ? &keep : nullptr, csr ? nullptr : &keep));
}

SparseMatrix subset(const SparseMatrix &matrix, const Positions *rows, const Positions *columns)
{
    const bool csr = matrix.layout == SparseMatrix::Layout::Csr;
    auto selection = select(matrix, csr ? rows : columns, csr ? columns : rows);
    SparseMatrix result;
    result.layout = matrix.layout;
    result.rows = rows ? static_cast<std::int64_t>(rows->size()) : matrix.rows;
    result.columns = columns ? static_cast<std::int64_t>(columns->size()) : matrix.columns;
    result.values = matrix.values.rows(selection.from);
    result.indices = std::move(selection.indices);
    result.indptr = std::move(selection.indptr);
    return result;
}

Array subset(const Array &matrix, const Positions *rows, const Positions *columns)
{
    Array kept = rows ? matrix.rows(*rows) : matrix;
    if (!columns) return kept;
    auto shape = kept.shape();
    const std::int64_t width = shape[1];
    shape[1] = static_cast<std::int64_t>(columns->size());
    Array result(kept.dtype(), shape);
    if (kept.half()) result.markHalf();
    const auto item = static_cast<std::int64_t>(itemSize(kept.dtype())) *
                      std::accumulate(shape.begin() + 2, shape.end(), std::int64_t{1}, std::multiplies<>());
    for (std::int64_t row = 0; row < shape[0]; ++row)
        for (std::int64_t column = 0; column < shape[1]; ++column)
            std::memcpy(result.bytes() + (row * shape[1] + column) * item,
                        kept.bytes() + (row * width + (*columns)[static_cast<std::size_t>(column)]) * item,
                        static_cast<std::size_t>(item));
    return result;
}

}  // namespace lexicell::data
