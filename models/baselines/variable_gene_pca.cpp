#include "models/baselines/variable_gene_pca.h"

#include "core/base/parallel.h"
#include "core/data/csr_block.h"
#include "core/preprocess/variable_genes.h"

#include <algorithm>
#include <utility>

namespace lexicell::models::baselines {

Result<VariableGenePca> VariableGenePca::fit(const data::CsrBlock &values, std::uint64_t seed, JobContext &context)
{
    LEXICELL_TRY(chosen, preprocess::variableGenes(values, preprocess::HvgFlavor::Seurat, variableGenesOfPca));
    return ofGenes(values, chosen.genes(), seed, context);
}

Result<VariableGenePca> VariableGenePca::ofGenes(const data::CsrBlock &values, std::vector<std::int64_t> genes,
                                                 std::uint64_t seed, JobContext &context)
{
    VariableGenePca result;
    result.m_genes = std::move(genes);
    const data::CsrBlock chosen = data::selectColumns(values, result.m_genes);
    result.m_mean.resize(result.m_genes.size());
    for (std::size_t i = 0; i < chosen.values.size(); ++i)
        result.m_mean[static_cast<std::size_t>(chosen.indices[i])] +=
            static_cast<double>(chosen.values[i]) / static_cast<double>(chosen.rows);
    analysis::PcaInput input;
    input.components = static_cast<int>(std::min<std::int64_t>({componentsOfPca, chosen.rows - 1, chosen.columns - 1}));
    input.seed = seed;
    LEXICELL_TRY(pca, analysis::principalComponents(chosen, input, context));
    result.m_pca = std::move(pca);
    return result;
}

std::vector<float> VariableGenePca::project(const data::CsrBlock &values, int threads) const
{
    const data::CsrBlock chosen = data::selectColumns(values, m_genes);
    const auto width = static_cast<std::size_t>(components());
    const std::vector<double> &loadings = m_pca.loadings;
    std::vector<double> origin(width);  // the scores of a cell without genes
    for (std::size_t gene = 0; gene < m_mean.size(); ++gene)
        for (std::size_t i = 0; i < width; ++i) origin[i] -= m_mean[gene] * loadings[gene * width + i];
    std::vector<float> scores(static_cast<std::size_t>(chosen.rows) * width);
    parallelFor(chosen.rows, threads, [&](std::int64_t begin, std::int64_t end) {
        std::vector<double> row(width);
        for (auto cell = static_cast<std::size_t>(begin); cell < static_cast<std::size_t>(end); ++cell) {
            row = origin;
            for (auto k = static_cast<std::size_t>(chosen.indptr[cell]); k < static_cast<std::size_t>(chosen.indptr[cell + 1]);
                 ++k) {
                const double *const of = loadings.data() + static_cast<std::size_t>(chosen.indices[k]) * width;
                for (std::size_t i = 0; i < width; ++i) row[i] += static_cast<double>(chosen.values[k]) * of[i];
            }
            std::transform(row.begin(), row.end(), scores.begin() + static_cast<std::ptrdiff_t>(cell * width),
                           [](double value) { return static_cast<float>(value); });
        }
    });
    return scores;
}

}  // namespace lexicell::models::baselines
