#include "models/tasks/knock_out/pca_baseline.h"

#include "core/data/csr_block.h"
#include "core/preprocess/normalize.h"
#include "core/preprocess/variable_genes.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace lexicell::models::tasks {

namespace {

// scanpy's and the analysis step's defaults
constexpr int variableGenes = 2000;
constexpr int components = 50;
constexpr double nothing = 1e-9;  // a column of which no more is left is a combination of the earlier ones

// Columns of `matrix` [genes x width] to an orthonormal basis in `basis`, by Gram and Schmidt, twice. A column that is a
// combination of earlier ones (fewer dimensions than components) leaves that of the basis as it is.
void orthonormalize(std::vector<double> &matrix, std::vector<double> &basis, std::size_t width)
{
    const std::size_t rows = matrix.size() / std::max<std::size_t>(width, 1);
    const auto product = [&](const std::vector<double> &a, std::size_t i, const std::vector<double> &b, std::size_t j) {
        double sum = 0.0;
        for (std::size_t row = 0; row < rows; ++row) sum += a[row * width + i] * b[row * width + j];
        return sum;
    };
    for (std::size_t i = 0; i < width; ++i) {
        const double before = std::sqrt(product(matrix, i, matrix, i));
        for (int round = 0; round < 2; ++round)
            for (std::size_t j = 0; j < i; ++j) {
                const double part = product(matrix, i, basis, j);
                for (std::size_t row = 0; row < rows; ++row) matrix[row * width + i] -= part * basis[row * width + j];
            }
        const double length = std::sqrt(product(matrix, i, matrix, i));
        if (!(length > nothing * before)) continue;
        for (std::size_t row = 0; row < rows; ++row) basis[row * width + i] = matrix[row * width + i] / length;
    }
}

}  // namespace

Result<PcaBaseline> PcaBaseline::make(data::CsrBlock counts, std::uint64_t seed, JobContext &context)
{
    std::vector<float> unchanged = counts.values;
    preprocess::logNormalize(counts, context.threads);
    LEXICELL_TRY(chosen, preprocess::variableGenes(counts, preprocess::HvgFlavor::Seurat, variableGenes));
    counts.values = std::move(unchanged);
    return ofGenes(counts, chosen.genes(), seed, context);
}

Result<PcaBaseline> PcaBaseline::ofGenes(const data::CsrBlock &counts, std::vector<std::int64_t> genes, std::uint64_t seed,
                                         JobContext &context)
{
    PcaBaseline result;
    result.m_values = data::selectColumns(counts, genes);
    result.m_genes = std::move(genes);
    result.takeLogValues(counts);
    analysis::PcaInput settings;
    settings.components = components;
    settings.seed = seed;
    LEXICELL_TRY(pca, analysis::principalComponents(result.m_values, settings, context));
    result.m_pca = std::move(pca);
    result.refine();
    result.center();
    return result;
}

// The size factor is that of all genes of the file.
void PcaBaseline::takeLogValues(const data::CsrBlock &counts)
{
    m_exact.reserve(m_values.values.size());
    for (std::size_t row = 0; row < static_cast<std::size_t>(m_values.rows); ++row) {
        double total = 0.0;
        for (auto at = static_cast<std::size_t>(counts.indptr[row]); at < static_cast<std::size_t>(counts.indptr[row + 1]); ++at)
            total += static_cast<double>(counts.values[at]);
        for (auto at = static_cast<std::size_t>(m_values.indptr[row]); at < static_cast<std::size_t>(m_values.indptr[row + 1]);
             ++at)
            m_exact.push_back(preprocess::logCp10k(static_cast<double>(m_values.values[at]), total));
    }
    for (std::size_t at = 0; at < m_exact.size(); ++at) m_values.values[at] = static_cast<float>(m_exact[at]);
}

// The PCA reads float32 values, whose rounding tilts its components by 1e-7. That shows in the cosine of nearly orthogonal
// directions, so one step of subspace iteration is made with the values in double. Only the space counts here, not its axes.
void PcaBaseline::refine()
{
    const std::size_t width = m_pca.variance.size(), genes = m_genes.size();
    const auto forEachValue = [this](auto &&work) {
        for (std::size_t row = 0; row < static_cast<std::size_t>(m_values.rows); ++row)
            for (auto at = static_cast<std::size_t>(m_values.indptr[row]);
                 at < static_cast<std::size_t>(m_values.indptr[row + 1]); ++at)
                work(row, static_cast<std::size_t>(m_values.indices[at]), m_exact[at]);
    };
    const auto cells = static_cast<double>(m_values.rows);
    std::vector<double> mean(genes, 0.0), scores(static_cast<std::size_t>(m_values.rows) * width, 0.0), middle(width, 0.0);
    forEachValue([&](std::size_t, std::size_t gene, double value) { mean[gene] += value / cells; });
    const double *loadings = m_pca.loadings.data();
    forEachValue([&](std::size_t row, std::size_t gene, double value) {
        for (std::size_t i = 0; i < width; ++i) scores[row * width + i] += value * loadings[gene * width + i];
    });
    for (std::size_t at = 0; at < scores.size(); ++at) middle[at % width] += scores[at] / cells;
    for (std::size_t at = 0; at < scores.size(); ++at) scores[at] -= middle[at % width];
    std::vector<double> next(genes * width, 0.0), rest(width, 0.0);
    forEachValue([&](std::size_t row, std::size_t gene, double value) {
        for (std::size_t i = 0; i < width; ++i) next[gene * width + i] += value * scores[row * width + i];
    });
    for (std::size_t at = 0; at < scores.size(); ++at) rest[at % width] += scores[at];  // 0 but for rounding
    for (std::size_t gene = 0; gene < genes; ++gene)
        for (std::size_t i = 0; i < width; ++i) next[gene * width + i] -= mean[gene] * rest[i];
    orthonormalize(next, m_pca.loadings, width);
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
        for (std::size_t i = 0; i < result.size(); ++i) result[i] += m_exact[at] * loadings[i];
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
    const double before = there ? m_exact[static_cast<std::size_t>(found - m_values.indices.begin())] : 0.0;
    const auto *loadings = m_pca.loadings.data() + static_cast<std::size_t>(place) * result.size();
    for (std::size_t i = 0; i < result.size(); ++i) result[i] += (value - before) * loadings[i];
    return result;
}

}  // namespace lexicell::models::tasks
