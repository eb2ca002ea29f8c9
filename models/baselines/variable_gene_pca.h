// The PCA that a model's cell vectors are compared with: variable genes (seurat's) of log-normalized values, centered, and the
// scores of these or of other cells with the same genes.
#pragma once

#include "core/analysis/pca.h"
#include "core/base/job_context.h"
#include "core/base/result.h"
#include "core/data/expression_matrix.h"

#include <cstdint>
#include <vector>

namespace lexicell::models::baselines {

// scanpy's and the analysis step's defaults
inline constexpr int variableGenesOfPca = 2000;
inline constexpr int componentsOfPca = 50;

class VariableGenePca {
  public:
    // `values`: log-normalized, all genes. Fewer genes or components are taken where there are no more. Error classes: those of
    // principalComponents().
    static Result<VariableGenePca> fit(const data::CsrBlock &values, std::uint64_t seed, JobContext &context);
    // The same on these genes, ascending.
    static Result<VariableGenePca> ofGenes(const data::CsrBlock &values, std::vector<std::int64_t> genes, std::uint64_t seed,
                                           JobContext &context);

    const std::vector<std::int64_t> &genes() const { return m_genes; }
    std::int64_t components() const { return m_pca.scores.dimensions; }
    const data::Embedding &scores() const { return m_pca.scores; }  // of the cells it was fitted to
    // [cells x components] of other cells; `values` as for fit(), with the same genes.
    std::vector<float> project(const data::CsrBlock &values, int threads) const;

  private:
    std::vector<std::int64_t> m_genes;  // ascending
    std::vector<double> m_mean;         // [genes]
    analysis::PcaResult m_pca;
};

}  // namespace lexicell::models::baselines
