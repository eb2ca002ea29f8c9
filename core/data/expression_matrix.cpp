#include "core/data/expression_matrix.h"

#include "core/data/matrix_parts.h"

#include <algorithm>

namespace lexicell::data {

namespace {

class MemorySource final : public MatrixSource {
  public:
    explicit MemorySource(ElementPtr element) : m_element(std::move(element))
    {
        const auto *sparse = m_element->as<SparseMatrix>();
        const auto *dense = m_element->as<Array>();
        assert(sparse || (dense && dense->shape().size() == 2));
        m_rows = sparse ? sparse->rows : dense->dim(0);
        m_columns = sparse ? sparse->columns : dense->dim(1);
        const Array &values = sparse ? sparse->values : *dense;
        m_type = values.half() ? DType::Float16 : values.dtype();
        m_stored = sparse ? sparse->values.size() : dense->size();
    }

    std::int64_t rows() const override { return m_rows; }
    std::int64_t columns() const override { return m_columns; }
    Storage storage() const override { return storageOf(*m_element); }
    DType dtype() const override { return m_type; }
    std::int64_t stored() const override { return m_stored; }
    bool inMemory() const override { return true; }
    Result<CsrBlock> readRows(std::int64_t begin, std::int64_t end) const override
    {
        assert(begin >= 0 && begin <= end && end <= m_rows);
        return guarded<CsrBlock>([&] { return toCsrBlock(*m_element, begin, end); });
    }
    Result<std::vector<float>> readColumn(std::int64_t column) const override
    {
        assert(column >= 0 && column < m_columns);
        return guarded<std::vector<float>>([&] { return toColumn(*m_element, column); });
    }
    Result<ElementPtr> load() const override { return m_element; }
    Result<ElementPtr> loadSlice(std::int64_t begin, std::int64_t end) const override
    {
        return guarded<ElementPtr>([&] { return sliceMajor(*m_element, begin, end); });
    }

  private:
    template <class T, class F> static Result<T> guarded(F &&make)
    {
        try {
            return make();
        } catch (const std::bad_alloc &) {
            return Error{errors::outOfMemory, "There is not enough memory for a part of the matrix.", {}};
        }
    }

    ElementPtr m_element;
    std::int64_t m_rows = 0;
    std::int64_t m_columns = 0;
    DType m_type = DType::Float32;
    std::int64_t m_stored = 0;
};

}  // namespace

const char *toString(Storage storage)
{
    switch (storage) {
    case Storage::Csr: return "csr";
    case Storage::Csc: return "csc";
    case Storage::Dense: return "dense";
    }
    return "dense";
}

ExpressionMatrix ExpressionMatrix::inMemory(ElementPtr element)
{
    return ExpressionMatrix(std::make_shared<const MemorySource>(std::move(element)));
}

ExpressionMatrix ExpressionMatrix::ofCsr(CsrBlock block)
{
    SparseMatrix matrix;
    matrix.rows = block.rows;
    matrix.columns = block.columns;
    matrix.values = Array::of(block.values);
    matrix.indices = std::move(block.indices);
    matrix.indptr = std::move(block.indptr);
    return inMemory(makeElement(std::move(matrix)));
}

Result<ExpressionMatrix> ExpressionMatrix::subset(const std::vector<std::int64_t> *cells,
                                                  const std::vector<std::int64_t> *genes) const
{
    if (!m_source) return ExpressionMatrix();
    LEXICELL_TRY(element, m_source->load());
    if (!cells && !genes) return inMemory(element);
    try {
        if (const auto *sparse = element->as<SparseMatrix>()) return inMemory(makeElement(data::subset(*sparse, cells, genes)));
        return inMemory(makeElement(data::subset(*element->as<Array>(), cells, genes)));
    } catch (const std::bad_alloc &) {
        return Error{errors::outOfMemory, "There is not enough memory for this part of the matrix; choose fewer cells.", {}};
    }
}

Result<ValueSummary> summarize(const ExpressionMatrix &matrix)
{
    ValueSummary summary;
    if (!matrix) return summary;
    const auto &source = matrix.source();
    if (source.inMemory()) {
        LEXICELL_TRY(element, source.load());
        addTo(summary, *element);
        return summary;
    }
    const std::int64_t slices = source.storage() == Storage::Csc ? source.columns() : source.rows();
    constexpr std::int64_t entriesAtOnce = 1 << 22;  // 32 MB of the widest type
    const std::int64_t each = std::max<std::int64_t>(1, source.stored() / std::max<std::int64_t>(1, slices));
    const std::int64_t step = std::max<std::int64_t>(1, entriesAtOnce / each);
    for (std::int64_t begin = 0; begin < slices; begin += step) {
        LEXICELL_TRY(part, source.loadSlice(begin, std::min(slices, begin + step)));
        addTo(summary, *part);
    }
    return summary;
}

}  // namespace lexicell::data
