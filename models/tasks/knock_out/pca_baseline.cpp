#include "models/tasks/knock_out/pca_baseline.h"

#include "core/data/csr_block.h"
#include "core/preprocess/normalize.h"
#include "core/preprocess/variable_genes.h"

#include <algorithm>
#include <utility>

namespace lexicell::models::tasks {

namespace {

// scanpy's and the analysis step's defaults
constexpr int variableGenes = 2000;
constexpr int components = 50;

}  // namespace

Result<PcaBaseline> PcaBaseline::make(data::CsrBlock counts, std::uint64_t seed, JobContext &context)
{
    preprocess::logNormalize(counts, context.threads);
    LEXICELL_TRY(chosen, preprocess::variableGenes(counts, preprocess::HvgFlavor::Seurat, variableGenes));
    return ofGenes(std::move(counts), chosen.genes(), seed, context);
}

Result<PcaBaseline> PcaBaseline::ofGenes(data::CsrBlock logValues, std::vector<std::int64_t> genes, std::uint64_t seed,
                                         JobContext &context)
{
    PcaBaseline result;
    result.m_values = data::selectColumns(logValues, genes);
    result.m_genes = std::move(genes);
    analysis::PcaInput settings;
    settings.components = components;
    settings.seed = seed;
    LEXICELL_TRY(pca, analysis::principalComponents(result.m_values, settings, context));
    result.m_pca = std::move(pca);
    result.center();
    return result;
}

void PcaBaseline::center()
{
    m_center.assign(m_pca.variance.size(), 0.0);
    std::vector<double> sum(m_center.size(), 0.0);
    for (std::int64_t cell = 0; cell < m_values.rows; ++cell) {
        const auto own = scores(cell);
        for (std::size_t i = 0; i < sum.size(); ++i) sum[i] += own[i];
    }
    for (std::size_t i = 0; i < sum.size(); ++i) m_center[i] = sum[i] / static_cast<double>(m_values.rows);
}

std::int64_t PcaBaseline::placeOf(std::int64_t gene) const
{
    const auto place = std::lower_bound(m_genes.begin(), m_genes.end(), gene);
    return place != m_genes.end() && *place == gene ? place - m_genes.begin() : -1;
}

// From values and loadings in double: the scores of the PCA are float32, which would cost digits of small changes.
std::vector<double> PcaBaseline::scores(std::int64_t cell) const
{
    std::vector<double> result(m_center.size());
    for (std::size_t i = 0; i < result.size(); ++i) result[i] = -m_center[i];
    const auto row = static_cast<std::size_t>(cell);
    for (auto at = static_cast<std::size_t>(m_values.indptr[row]); at < static_cast<std::size_t>(m_values.indptr[row + 1]);
         ++at) {
        const double *loadings = m_pca.loadings.data() + static_cast<std::size_t>(m_values.indices[at]) * result.size();
        for (std::size_t i = 0; i < result.size(); ++i) result[i] += static_cast<double>(m_values.values[at]) * loadings[i];
    }
    return result;
}

std::vector<double> PcaBaseline::changed(std::int64_t cell, std::int64_t gene, double value) const
{
    std::vector<double> result = scores(cell);
    const std::int64_t place = placeOf(gene);
    const auto row = static_cast<std::size_t>(cell);
    const auto begin = m_values.indices.begin() + static_cast<std::ptrdiff_t>(m_values.indptr[row]);
    const auto end = m_values.indices.begin() + static_cast<std::ptrdiff_t>(m_values.indptr[row + 1]);
    const auto found = std::lower_bound(begin, end, static_cast<std::int32_t>(place));
    const bool there = found != end && *found == place;
    const double before =
        there ? static_cast<double>(m_values.values[static_cast<std::size_t>(found - m_values.indices.begin())]) : 0.0;
    const auto *loadings = m_pca.loadings.data() + static_cast<std::size_t>(place) * result.size();
    for (std::size_t i = 0; i < result.size(); ++i) result[i] += (value - before) * loadings[i];
    return result;
}

}  // namespace lexicell::models::tasks
