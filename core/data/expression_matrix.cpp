#include "core/data/expression_matrix.h"

#include "core/base/guarded.h"
#include "core/data/matrix_parts.h"

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
        return part([&] { return toCsrBlock(*m_element, begin, end); });
    }
    bool columnNeedsPass() const override { return false; }
    Result<std::vector<float>> readColumn(std::int64_t column, JobContext *) const override
    {
        assert(column >= 0 && column < m_columns);
        return part([&] { return toColumn(*m_element, column); });
    }
    Result<ElementPtr> load() const override { return m_element; }
    Result<ElementPtr> loadSlice(std::int64_t begin, std::int64_t end) const override
    {
        return part([&] { return sliceMajor(*m_element, begin, end); });
    }

  private:
    template <class Make> static auto part(Make &&make) -> Result<std::invoke_result_t<Make>>
    {
        return guarded("read a part of the matrix", [&]() -> Result<std::invoke_result_t<Make>> { return make(); });
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
    return guarded(
        "take this part of the matrix",
        [&]() -> Result<ExpressionMatrix> {
            if (const auto *sparse = element->as<SparseMatrix>())
                return inMemory(makeElement(data::subset(*sparse, cells, genes)));
            return inMemory(makeElement(data::subset(*element->as<Array>(), cells, genes)));
        },
        "Choose fewer cells.");
}

}  // namespace lexicell::data
