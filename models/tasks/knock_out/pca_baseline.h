// The same change in a PCA: what a ranking without a model would say (docs/knock-outs.md §5). The PCA is that of the analysis:
// seurat's 2,000 variable genes of all cells, log-normalized and centered, 50 components. The gene's log value becomes 0
// (over-expression: the largest of the query), the size factor stays, and the cell is projected with the same loadings.
#pragma once

#include "core/analysis/pca.h"
#include "core/base/job_context.h"
#include "core/base/result.h"
#include "core/data/expression_matrix.h"

#include <cstdint>
#include <optional>
#include <vector>

namespace lexicell::models::tasks {

class PcaBaseline {
  public:
    // `counts`: all cells and genes. Error classes: those of principalComponents().
    static Result<PcaBaseline> make(data::CsrBlock counts, std::uint64_t seed, JobContext &context);
    // The same with given variable genes, ascending.
    static Result<PcaBaseline> ofGenes(const data::CsrBlock &counts, std::vector<std::int64_t> genes, std::uint64_t seed,
                                       JobContext &context);

    const std::vector<std::int64_t> &genes() const { return m_genes; }
    const std::vector<double> &variance() const { return m_pca.variance; }
    bool has(std::int64_t gene) const { return placeOf(gene) >= 0; }
    std::vector<double> scores(std::int64_t cell) const;
    // The scores of the cell with this log value of a variable gene.
    std::vector<double> changed(std::int64_t cell, std::int64_t gene, double value) const;

  private:
    void takeLogValues(const data::CsrBlock &counts);
    void refine();
    void center();
    std::int64_t placeOf(std::int64_t gene) const;

    std::vector<std::int64_t> m_genes;  // variable genes, ascending columns of the file
    data::CsrBlock m_values;            // [cells x variable genes] log-normalized
    std::vector<double> m_exact;        // the same values before they were rounded to float
    analysis::PcaResult m_pca;
    std::vector<double> m_center;  // [components] the scores of the mean cell before centering
};

}  // namespace lexicell::models::tasks
