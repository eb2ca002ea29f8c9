// The cells x genes matrix of a data set (X, a layer, raw.X), in memory or in its file.
//
// Immutable and cheap to copy. Rows are always cells and columns genes; the storage (csr, csc, dense) matters only
// for speed. Values are read as float32 (the precision of models and scanpy); `load` returns them as stored.
#pragma once

#include "core/base/result.h"
#include "core/data/element.h"

#include <cstdint>
#include <memory>
#include <vector>

namespace lexicell {
class JobContext;
}

namespace lexicell::data {

// Rows of an expression matrix for computing: csr, zeros left out, indices sorted.
struct CsrBlock {
    std::int64_t rows = 0;
    std::int64_t columns = 0;
    std::vector<std::int64_t> indptr{0};  // [rows + 1]
    std::vector<std::int32_t> indices;    // [nnz]
    std::vector<float> values;            // [nnz]
};

enum class Storage { Csr, Csc, Dense };
const char *toString(Storage storage);

// The storage of the values. Implementations: in memory (here), in an HDF5 file (core/io).
// All methods may be called from any thread.
class MatrixSource {
  public:
    virtual ~MatrixSource() = default;
    virtual std::int64_t rows() const = 0;
    virtual std::int64_t columns() const = 0;
    virtual Storage storage() const = 0;
    virtual DType dtype() const = 0;
    virtual std::int64_t stored() const = 0;  // entries stored; rows x columns when dense
    virtual bool inMemory() const = 0;
    // Rows [begin, end) with all columns.
    virtual Result<CsrBlock> readRows(std::int64_t begin, std::int64_t end) const = 0;
    // One column as dense float32 [rows]. `context` (null: none) gets progress 0..1 and can cancel.
    virtual Result<std::vector<float>> readColumn(std::int64_t column, JobContext *context) const = 0;
    // Whether readColumn now reads the whole matrix. Such work does not belong where a person waits for it.
    virtual bool columnNeedsPass() const = 0;
    // The matrix as stored: a 2-D Array or a SparseMatrix. Loads it when it is in a file.
    virtual Result<ElementPtr> load() const = 0;
    // Part [begin, end) of the matrix along its storage axis: rows for csr or dense, columns for csc. For work that
    // needs the stored dtype but must not hold the whole matrix.
    virtual Result<ElementPtr> loadSlice(std::int64_t begin, std::int64_t end) const = 0;
};

class ExpressionMatrix {
  public:
    ExpressionMatrix() = default;  // no matrix: AnnData's X is None
    explicit ExpressionMatrix(std::shared_ptr<const MatrixSource> source) : m_source(std::move(source)) {}
    // `element` must hold a 2-D Array or a SparseMatrix
    static ExpressionMatrix inMemory(ElementPtr element);
    static ExpressionMatrix ofCsr(CsrBlock block);

    explicit operator bool() const { return m_source != nullptr; }
    std::int64_t cells() const { return m_source ? m_source->rows() : 0; }
    std::int64_t genes() const { return m_source ? m_source->columns() : 0; }
    const MatrixSource &source() const { return *m_source; }

    Result<CsrBlock> rows(std::int64_t begin, std::int64_t end) const { return m_source->readRows(begin, end); }
    Result<CsrBlock> all() const { return rows(0, cells()); }
    Result<std::vector<float>> column(std::int64_t gene, JobContext *context = nullptr) const
    {
        return m_source->readColumn(gene, context);
    }
    Result<ElementPtr> load() const { return m_source->load(); }
    // The matrix with these rows and columns only (nullptr: all), in memory; dtype and storage are kept.
    Result<ExpressionMatrix> subset(const std::vector<std::int64_t> *cells, const std::vector<std::int64_t> *genes) const;

  private:
    std::shared_ptr<const MatrixSource> m_source;
};

}  // namespace lexicell::data
