#include "core/io/hdf5/file_matrix.h"

#include "core/data/matrix_parts.h"
#include "core/io/hdf5/hdf5_values.h"
#include "core/io/hdf5/sparse_slices.h"

#include <algorithm>
#include <limits>

namespace lexicell::io {

using data::Array;
using data::CsrBlock;
using data::Element;
using data::ElementPtr;
using data::ExpressionMatrix;
using data::SparseMatrix;
using data::Storage;

namespace {

constexpr std::int64_t entriesAtOnce = std::int64_t{1} << 22;  // read between two checks for cancelling; 32 MB at most

struct SparseForm {
    std::string format;  // "csr", "csc"
    std::string shapeAttribute;
};

std::optional<SparseForm> sparseForm(const Hdf5Node &node)
{
    if (!node.isGroup()) return std::nullopt;
    const auto encoding = node.textAttribute("encoding-type");
    if (encoding == "csr_matrix") return SparseForm{"csr", "shape"};
    if (encoding == "csc_matrix") return SparseForm{"csc", "shape"};
    if (encoding) return std::nullopt;
    const auto old = node.textAttribute("h5sparse_format");
    if (old == "csr" || old == "csc") return SparseForm{*old, "h5sparse_shape"};
    return std::nullopt;
}

std::int64_t lengthOf(const Hdf5Node &node)
{
    const auto extent = extentOf(node);
    if (!node.isDataset() || extent.null || extent.shape.size() != 1)
        throw node.bad(errors::indptrInvalid, "is not a list of numbers; write the file again from its source");
    return extent.shape[0];
}

Hdf5Node part(const Hdf5Node &group, const char *name)
{
    auto node = group.child(name);
    if (!node.isDataset())
        throw node.bad(errors::badEncoding,
                       "is a group where a list of numbers is expected; write the file again from its source");
    return node;
}

void stopIfCancelled(JobContext *context)
{
    if (context && context->cancelled()) throw Failure(cancelled());
}

std::string times(std::int64_t rows, std::int64_t columns) { return std::to_string(rows) + " x " + std::to_string(columns); }

}  // namespace

bool FileMatrix::isSparse(const Hdf5Node &node) { return sparseForm(node).has_value(); }

std::shared_ptr<const FileMatrix> FileMatrix::open(const Hdf5Node &node, const MatrixExpectation &expectation)
{
    const Hdf5Scope scope;
    std::shared_ptr<FileMatrix> matrix(new FileMatrix(node));
    matrix->m_finite = expectation.finite;
    if (node.isGroup()) matrix->openSparse(expectation);
    else matrix->openDense(expectation);
    return matrix;
}

void FileMatrix::checkShape(const MatrixExpectation &expectation) const
{
    const bool rowsAgree = expectation.rows < 0 || expectation.rows == m_rows;
    const bool columnsAgree = expectation.columns < 0 || expectation.columns == m_columns;
    if (rowsAgree && columnsAgree) return;
    throw m_node.bad(errors::shapeMismatch, "is " + times(m_rows, m_columns) + ", but there are " +
                                                std::to_string(expectation.rows) + " " + expectation.rowsAre + " and " +
                                                std::to_string(expectation.columns) + " " + expectation.columnsAre +
                                                "; write the file again from its source");
}

void FileMatrix::openSparse(const MatrixExpectation &expectation)
{
    const auto form = sparseForm(m_node);
    if (!form) {
        const auto encoding = m_node.textAttribute("encoding-type");
        throw m_node.bad(errors::badEncoding, (encoding ? "has the encoding \"" + *encoding + "\", which is not a matrix"
                                                        : std::string("is a group without encoding-type")) +
                                                  "; write the file again with a current anndata");
    }
    m_storage = form->format == "csr" ? Storage::Csr : Storage::Csc;
    const auto shape = m_node.integersAttribute(form->shapeAttribute);
    if (!shape || shape->size() != 2 || (*shape)[0] < 0 || (*shape)[1] < 0)
        throw m_node.bad(errors::badEncoding, "has no attribute \"" + form->shapeAttribute +
                                                  "\" of two numbers; write the file again from its source");
    m_rows = (*shape)[0];
    m_columns = (*shape)[1];
    checkShape(expectation);

    m_data = part(m_node, "data");
    m_indices = part(m_node, "indices");
    const auto type = typeOf(*m_data);
    if (!type.numeric())
        throw unsupported(errors::unsupportedType, m_data->where() + " holds " + type.name +
                                                       " where numbers are expected; write the file again with numbers.");
    m_type = type.dtype;
    if (!typeOf(*m_indices).integer())
        throw unsupported(errors::unsupportedType,
                          m_indices->where() + " holds " + typeOf(*m_indices).name +
                              " where whole numbers are expected; write the file again from its source.");
    const auto minor = m_storage == Storage::Csr ? m_columns : m_rows;
    if (minor > std::numeric_limits<std::int32_t>::max())
        throw unsupported(errors::unsupportedType,
                          m_node.where() + " is wider than 2,147,483,647, which is more than can be handled; split the file.");
    m_stored = lengthOf(*m_data);
    if (lengthOf(*m_indices) != m_stored)
        throw m_node.bad(errors::indptrInvalid,
                         "has " + std::to_string(m_stored) + " data but " + std::to_string(lengthOf(*m_indices)) +
                             " indices (and an indptr for one of them); write the file again from its source");
    readIndptr();
    checkReadable(*m_data);
    checkReadable(*m_indices);
}

void FileMatrix::readIndptr()
{
    const auto node = part(m_node, "indptr");
    if (!typeOf(node).integer())
        throw unsupported(errors::unsupportedType,
                          node.where() + " holds " + typeOf(node).name +
                              " where whole numbers are expected; write the file again from its source.");
    const auto slices = m_storage == Storage::Csr ? m_rows : m_columns;
    const auto wrong = [&](const std::string &what) {
        return node.bad(errors::indptrInvalid,
                        what + ": the positions of the values are unknown; write the file again from its source");
    };
    if (lengthOf(node) != slices + 1)
        throw wrong("has " + std::to_string(lengthOf(node)) + " entries, but " + std::to_string(slices + 1) + " are needed");
    m_indptr = readIntegers(node);
    if (m_indptr.front() != 0) throw wrong("does not start at 0");
    if (!std::is_sorted(m_indptr.begin(), m_indptr.end())) throw wrong("decreases");
    if (m_indptr.back() != m_stored)
        throw wrong("ends at " + std::to_string(m_indptr.back()) + ", but " + std::to_string(m_stored) + " values are stored");
}

void FileMatrix::openDense(const MatrixExpectation &expectation)
{
    const auto encoding = m_node.textAttribute("encoding-type");
    if (encoding && *encoding != "array")
        throw m_node.bad(errors::badEncoding, "has the encoding \"" + *encoding +
                                                  "\", which is not a matrix; write the file again with a current anndata");
    const auto type = typeOf(m_node);
    if (!type.numeric())
        throw unsupported(errors::unsupportedType, m_node.where() + " holds " + type.name +
                                                       " where numbers are expected; write the file again with numbers.");
    const auto extent = extentOf(m_node);
    if (extent.shape.size() != 2)
        throw m_node.bad(errors::shapeMismatch, "has " + std::to_string(extent.shape.size()) +
                                                    " dimensions where 2 are expected; write the file again from its source");
    m_type = type.dtype;
    m_rows = extent.shape[0];
    m_columns = extent.shape[1];
    checkShape(expectation);
    m_stored = extent.size();
    checkReadable(m_node);
}

void FileMatrix::checkFinite(const Array &values, std::int64_t begin, std::int64_t end) const
{
    if (m_finite && !allFinite(values, begin, end))
        throw m_node.bad(errors::nonFinite,
                         "holds NaN or infinite values, which mean nothing as expression; replace them and write the file again");
}

std::int64_t FileMatrix::slicesFor(std::int64_t entries) const
{
    const auto slices = m_storage == Storage::Csc ? m_columns : m_rows;
    const auto each = std::max<std::int64_t>(1, m_stored / std::max<std::int64_t>(1, slices));
    return std::max<std::int64_t>(1, entries / each);
}

SparseMatrix FileMatrix::sparseSlice(std::int64_t begin, std::int64_t end, JobContext *context) const
{
    const auto first = m_indptr[static_cast<std::size_t>(begin)], last = m_indptr[static_cast<std::size_t>(end)];
    const bool csr = m_storage == Storage::Csr;
    SparseMatrix result;
    result.layout = csr ? SparseMatrix::Layout::Csr : SparseMatrix::Layout::Csc;
    result.rows = csr ? end - begin : m_rows;
    result.columns = csr ? m_columns : end - begin;
    result.values = Array(m_type == data::DType::Float16 ? data::DType::Float32 : m_type, {last - first});
    if (m_type == data::DType::Float16) result.values.markHalf();
    result.indices.resize(static_cast<std::size_t>(last - first));
    for (auto at = first; at < last; at += entriesAtOnce) {
        stopIfCancelled(context);
        const auto next = std::min(last, at + entriesAtOnce);
        readNumbers(*m_data, {{at}, {next - at}},
                    result.values.bytes() + static_cast<std::size_t>(at - first) * itemSize(result.values.dtype()));
        checkFinite(result.values, at - first, next - first);
        std::int32_t *indices = result.indices.data() + (at - first);
        readIndices(*m_indices, at, next, indices);
        if (!indicesInRange({indices, static_cast<std::size_t>(next - at)}, csr ? m_columns : m_rows))
            throw m_indices->bad(errors::indexOutOfRange, "points outside the " + std::to_string(csr ? m_columns : m_rows) +
                                                              (csr ? " columns" : " rows") +
                                                              " of the matrix; write the file again from its source");
        if (context)
            context->report(static_cast<double>(next - first) / static_cast<double>(last - first), "Reading " + m_node.path());
    }
    result.indptr.assign(m_indptr.begin() + begin, m_indptr.begin() + end + 1);
    for (auto &offset : result.indptr) offset -= first;
    sortSlices(result);
    return result;
}

Array FileMatrix::denseSlice(std::int64_t begin, std::int64_t end, JobContext *context) const
{
    Array result(m_type == data::DType::Float16 ? data::DType::Float32 : m_type, {end - begin, m_columns});
    if (m_type == data::DType::Float16) result.markHalf();
    const auto step = slicesFor(entriesAtOnce);
    const auto rowBytes = static_cast<std::size_t>(m_columns) * itemSize(result.dtype());
    for (auto at = begin; at < end; at += step) {
        stopIfCancelled(context);
        const auto next = std::min(end, at + step);
        readNumbers(m_node, {{at, 0}, {next - at, m_columns}}, result.bytes() + static_cast<std::size_t>(at - begin) * rowBytes);
        checkFinite(result, (at - begin) * m_columns, (next - begin) * m_columns);
        if (context)
            context->report(static_cast<double>(next - begin) / static_cast<double>(end - begin), "Reading " + m_node.path());
    }
    return result;
}

ElementPtr FileMatrix::slice(std::int64_t begin, std::int64_t end, JobContext *context) const
{
    if (m_storage == Storage::Dense) return data::makeElement(denseSlice(begin, end, context));
    return data::makeElement(sparseSlice(begin, end, context));
}

ElementPtr FileMatrix::loadAll(JobContext *context) const
{
    return slice(0, m_storage == Storage::Csc ? m_columns : m_rows, context);
}

Result<ElementPtr> FileMatrix::load() const
{
    return guarded(m_node.file(), [&] { return loadAll(nullptr); });
}

Result<ElementPtr> FileMatrix::loadSlice(std::int64_t begin, std::int64_t end) const
{
    return guarded(m_node.file(), [&] { return slice(begin, end, nullptr); });
}

const Element &FileMatrix::whole() const
{
    const std::lock_guard lock(m_wholeLock);
    if (!m_whole) m_whole = loadAll(nullptr);
    return *m_whole;
}

Result<CsrBlock> FileMatrix::readRows(std::int64_t begin, std::int64_t end) const
{
    return guarded(m_node.file(), [&] {
        if (m_storage == Storage::Csc) return data::toCsrBlock(whole(), begin, end);
        return data::toCsrBlock(*slice(begin, end, nullptr));
    });
}

// The rows from `firstRow` on, block by block, until `take` returns false. HDF5's lock is free between the blocks.
void FileMatrix::eachBlock(std::int64_t firstRow, JobContext *context, const std::function<bool(CsrBlock)> &take) const
{
    const auto step = slicesFor(entriesAtOnce);
    for (std::int64_t begin = firstRow; begin < m_rows; begin += step) {
        stopIfCancelled(context);
        if (context) context->report(static_cast<double>(begin) / static_cast<double>(m_rows), "Reading " + m_node.path());
        if (!take(data::toCsrBlock(*slice(begin, std::min(m_rows, begin + step), nullptr)))) return;
    }
}

void FileMatrix::copyColumns(JobContext *context) const
{
    const std::lock_guard lock(m_columnsLock);
    if (m_columnsReady || m_columnsFailed) return;
    // Of a dense matrix the non-zero values are copied, and their number is not known before.
    if (!m_columnCopy) m_columnCopy = ColumnCopy::make(m_columns, m_storage == Storage::Dense ? 0 : m_stored);
    if (m_columnCopy)
        eachBlock(m_columnCopy->rows(), context, [&](const CsrBlock &block) {
            if (!m_columnCopy->append(block)) m_columnCopy.reset();
            return m_columnCopy != nullptr;
        });
    m_columnsFailed = !m_columnCopy;
    m_columnsReady = !m_columnsFailed;
}

std::vector<float> FileMatrix::scannedColumn(std::int64_t column, JobContext *context) const
{
    std::vector<float> result;
    result.reserve(static_cast<std::size_t>(m_rows));
    eachBlock(0, context, [&](CsrBlock block) {
        const auto part = ExpressionMatrix::ofCsr(std::move(block));
        const auto values = orThrow(part.column(column));
        result.insert(result.end(), values.begin(), values.end());
        return true;
    });
    return result;
}

Result<std::vector<float>> FileMatrix::readColumn(std::int64_t column, JobContext *context) const
{
    return guarded(m_node.file(), [&] {
        if (m_storage == Storage::Csc) return data::toColumn(*slice(column, column + 1, nullptr), 0);
        if (!m_columnsReady) copyColumns(context);
        return m_columnsReady ? m_columnCopy->column(column) : scannedColumn(column, context);
    });
}

}  // namespace lexicell::io
