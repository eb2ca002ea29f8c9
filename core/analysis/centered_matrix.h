// A sparse [cells x genes] matrix, scaled and centered but never stored dense: A = X diag(scale) - 1 offset^T. A PCA needs
// only its products with vectors. Every sum runs over one row or one column in a fixed order: no result depends on threads.
#pragma once

#include "core/data/expression_matrix.h"

#include <cstdint>
#include <vector>

namespace lexicell::analysis {

// As scanpy.pp.scale: standard deviations divide by n - 1, a constant gene is divided by 1, and values are clipped.
enum class Scaling {
    None,
    UnitVariance,  // x / deviation (zero_center=False)
    Standardize,   // (x - mean) / deviation
};

struct ScalingOptions {
    bool center = true;  // subtract the mean of every column of A, after scaling
    Scaling scaling = Scaling::None;
    double maxValue = 10.0;  // scaled values are clipped at +- this
    int threads = 0;
};

class CenteredMatrix {
  public:
    CenteredMatrix(const data::CsrBlock &values, const ScalingOptions &options);

    std::int64_t rows() const { return m_values.rows; }
    std::int64_t columns() const { return m_values.columns; }

    void multiply(const double *x, double *y) const;            // y [rows] = A x
    void multiplyTransposed(const double *x, double *y) const;  // y [columns] = A^T x
    double totalVariance() const;                               // sum over columns, n - 1
    std::vector<double> row(std::int64_t cell) const;           // one row of A, dense

  private:
    void scaleAndClip(Scaling scaling, double maxValue);
    void transpose();

    data::CsrBlock m_values;
    std::vector<std::int64_t> m_columnStart;  // the same values by column
    std::vector<std::int32_t> m_columnRows;
    std::vector<float> m_columnValues;
    std::vector<double> m_scale;
    std::vector<double> m_offset;
    int m_threads;
};

}  // namespace lexicell::analysis
