// A matrix that stays in its HDF5 file: csr_matrix, csc_matrix (also as h5sparse_format of anndata 0.6) or a dense dataset,
// read in windows. [cells x genes] for X; also reads any other sparse or dense 2-D element of an h5ad file.
//
// Opening checks everything but the values: encoding, shape, types, lengths, and indptr in full. For every
// window, indices are checked, sorted and made unique (entries of the same place are added, as scipy does);
// stored zeros stay. Nothing is allocated before the sizes are known to agree.
#pragma once

#include "core/base/job_context.h"
#include "core/data/expression_matrix.h"
#include "core/io/hdf5/column_copy.h"
#include "core/io/hdf5/hdf5_node.h"

#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

namespace lexicell::io {

struct MatrixExpectation {
    std::int64_t rows = -1;  // -1: any
    std::int64_t columns = -1;
    std::string rowsAre = "rows", columnsAre = "columns";  // for messages: "cells", "genes"
    bool finite = false;                                   // NaN and infinities are refused (error class non_finite)
};

class FileMatrix final : public data::MatrixSource {
  public:
    // Throws Failure: bad_encoding, missing_element, shape_mismatch, unsupported_type, indptr_invalid, dangling_link …
    static std::shared_ptr<const FileMatrix> open(const Hdf5Node &node, const MatrixExpectation &expectation);
    // Whether this node is a sparse matrix, of the current or of the 0.6 encoding.
    static bool isSparse(const Hdf5Node &node);

    std::int64_t rows() const override { return m_rows; }
    std::int64_t columns() const override { return m_columns; }
    data::Storage storage() const override { return m_storage; }
    data::DType dtype() const override { return m_type; }
    std::int64_t stored() const override { return m_stored; }
    bool inMemory() const override { return false; }
    Result<data::CsrBlock> readRows(std::int64_t begin, std::int64_t end) const override;
    // A csr or dense matrix is stored by row: the first column reads all rows and makes a copy by column (column_copy.h), which
    // later columns are read from. A cancelled copy is continued by the next request. Without room for the copy, every column
    // reads all rows.
    Result<std::vector<float>> readColumn(std::int64_t column, JobContext *context) const override;
    bool columnNeedsPass() const override { return m_storage != data::Storage::Csc && !m_columnsReady; }
    Result<data::ElementPtr> load() const override;
    Result<data::ElementPtr> loadSlice(std::int64_t begin, std::int64_t end) const override;

    // The whole matrix, read in pieces so that `context` can stop it. Throws Failure.
    data::ElementPtr loadAll(JobContext *context) const;

  private:
    explicit FileMatrix(Hdf5Node node) : m_node(std::move(node)) {}
    void openSparse(const MatrixExpectation &expectation);
    void openDense(const MatrixExpectation &expectation);
    void checkShape(const MatrixExpectation &expectation) const;
    void readIndptr();
    void checkFinite(const data::Array &values, std::int64_t begin, std::int64_t end) const;
    data::ElementPtr slice(std::int64_t begin, std::int64_t end, JobContext *context) const;
    data::SparseMatrix sparseSlice(std::int64_t begin, std::int64_t end, JobContext *context) const;
    data::Array denseSlice(std::int64_t begin, std::int64_t end, JobContext *context) const;
    void eachBlock(std::int64_t firstRow, JobContext *context, const std::function<bool(data::CsrBlock)> &take) const;
    void copyColumns(JobContext *context) const;
    std::vector<float> scannedColumn(std::int64_t column, JobContext *context) const;
    std::int64_t slicesFor(std::int64_t entries) const;  // number of slices that hold about `entries` entries
    const data::Element &whole() const;

    Hdf5Node m_node;
    std::optional<Hdf5Node> m_data, m_indices;  // of a sparse matrix
    data::Storage m_storage = data::Storage::Dense;
    data::DType m_type = data::DType::Float32;
    std::int64_t m_rows = 0;
    std::int64_t m_columns = 0;
    std::int64_t m_stored = 0;
    bool m_finite = false;
    std::vector<std::int64_t> m_indptr;
    // Rows of a csc matrix are spread over the whole file, so the first request loads the matrix and keeps it.
    mutable std::mutex m_wholeLock;
    mutable data::ElementPtr m_whole;
    mutable std::mutex m_columnsLock;
    mutable std::unique_ptr<ColumnCopy> m_columnCopy;  // does not change once it is ready
    mutable std::atomic<bool> m_columnsReady{false};
    mutable bool m_columnsFailed = false;  // there is no room for the copy
};

}  // namespace lexicell::io
