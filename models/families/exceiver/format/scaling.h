// From a gene's count to Exceiver's input value: counts scaled to 10,000 per cell over the model's genes, log1p, z-score
// with a scaler per gene, capped above at 10 (no lower cap), plus 1. An average gene is 1.
// Source: upstream's preprocessing and dataset at commit 216f09f (scikit-learn's StandardScaler).
#pragma once

#include "core/base/job_context.h"
#include "core/base/result.h"
#include "core/data/expression_matrix.h"
#include "models/checkpoint/bundle.h"

#include <cstdint>
#include <vector>

namespace lexicell::models::exceiver {

inline constexpr double largestZ = 10.0;

// `logNormalized`: preprocess::logCp10k() of the count, in a cell with the total of GeneCounts.
float geneValue(double logNormalized, double mean, double scale);

// Counts of one row by vocabulary id, and their sum.
struct GeneCounts {
    std::vector<double> counts;  // [genes]
    double total = 0.0;
};
GeneCounts geneCounts(const data::CsrBlock &block, std::int64_t row, const std::vector<std::int64_t> &geneIds,
                      std::int64_t genes);

// Mean and population standard deviation of log1p(normalized) per gene over cells that are given block by block; 1 for genes that
// do not vary.
class ScalerFit {
  public:
    explicit ScalerFit(std::int64_t genes);
    ~ScalerFit();
    void add(const data::CsrBlock &block, const std::vector<std::int64_t> &geneIds);
    checkpoint::Scaler finish();

  private:
    struct Moments;
    std::vector<Moments> m_moments;  // [genes]
    std::int64_t m_cells = 0;
};

// Mean and population standard deviation of log1p(normalized) per gene over all cells of a data set, 1 for genes that do not
// vary, as upstream does for every new data set. Reads the matrix once, block by block.
// Error classes: cancelled and those of reading.
Result<checkpoint::Scaler> fitScaler(const data::ExpressionMatrix &matrix, const std::vector<std::int64_t> &geneIds,
                                     std::int64_t genes, JobContext &context);

}  // namespace lexicell::models::exceiver
