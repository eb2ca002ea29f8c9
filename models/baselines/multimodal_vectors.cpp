#include "models/baselines/multimodal_vectors.h"

#include "core/analysis/scaled_embeddings.h"
#include "core/preprocess/normalize.h"
#include "models/baselines/variable_gene_pca.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace lexicell::models::baselines {

namespace {

constexpr double countsOfPeaks = 1e4;  // Signac's scale factor

void centerLogRatios(data::CsrBlock &block)
{
    for (std::int64_t cell = 0; cell < block.rows; ++cell) {
        const auto begin = static_cast<std::size_t>(block.indptr[static_cast<std::size_t>(cell)]);
        const auto end = static_cast<std::size_t>(block.indptr[static_cast<std::size_t>(cell) + 1]);
        double sum = 0.0;
        for (std::size_t i = begin; i < end; ++i) sum += std::log1p(static_cast<double>(block.values[i]));
        const double center = block.columns > 0 ? std::exp(sum / static_cast<double>(block.columns)) : 1.0;
        for (std::size_t i = begin; i < end; ++i)
            block.values[i] = static_cast<float>(std::log1p(static_cast<double>(block.values[i]) / center));
    }
}

void weighTerms(data::CsrBlock &block)
{
    std::vector<double> totals(static_cast<std::size_t>(block.columns), 0.0);
    for (std::size_t i = 0; i < block.values.size(); ++i)
        totals[static_cast<std::size_t>(block.indices[i])] += static_cast<double>(block.values[i]);
    for (std::int64_t cell = 0; cell < block.rows; ++cell) {
        const auto begin = static_cast<std::size_t>(block.indptr[static_cast<std::size_t>(cell)]);
        const auto end = static_cast<std::size_t>(block.indptr[static_cast<std::size_t>(cell) + 1]);
        double depth = 0.0;
        for (std::size_t i = begin; i < end; ++i) depth += static_cast<double>(block.values[i]);
        for (std::size_t i = begin; i < end; ++i) {
            const double frequency = static_cast<double>(block.values[i]) / depth;
            const double rarity = static_cast<double>(block.rows) / totals[static_cast<std::size_t>(block.indices[i])];
            block.values[i] = static_cast<float>(std::log1p(frequency * rarity * countsOfPeaks));
        }
    }
}

// Columns with a value, because the others have no variance.
data::CsrBlock occupied(const data::CsrBlock &block)
{
    std::vector<bool> seen(static_cast<std::size_t>(block.columns), false);
    for (const std::int32_t column : block.indices) seen[static_cast<std::size_t>(column)] = true;
    std::vector<std::int64_t> columns;
    for (std::size_t i = 0; i < seen.size(); ++i)
        if (seen[i]) columns.push_back(static_cast<std::int64_t>(i));
    return data::selectColumns(block, columns);
}

Result<data::Embedding> latentSemanticIndex(const data::CsrBlock &values, std::uint64_t seed, JobContext &context)
{
    analysis::PcaInput input;
    input.center = false;
    input.seed = seed;
    input.components = static_cast<int>(std::min<std::int64_t>({componentsOfPca, values.rows, values.columns}));
    LEXICELL_TRY(pca, analysis::principalComponents(values, input, context));
    const data::Embedding &all = pca.scores;
    if (all.dimensions < 2) return all;
    data::Embedding rest{all.cells, all.dimensions - 1, {}, {}};
    rest.values.reserve(static_cast<std::size_t>(rest.cells * rest.dimensions));
    for (std::int64_t cell = 0; cell < all.cells; ++cell)
        rest.values.insert(rest.values.end(), all.row(cell) + 1, all.row(cell) + all.dimensions);
    return rest;
}

}  // namespace

void normalizeModality(ModalityBlock &block, int threads)
{
    if (!block.counts) return;
    if (block.modality == data::Modality::Rna) preprocess::logNormalize(block.values, threads);
    else if (block.modality == data::Modality::Protein) centerLogRatios(block.values);
    else weighTerms(block.values);
}

Result<CorrectedVectors> modalityVectors(ModalityBlock block, std::uint64_t seed, JobContext &context)
{
    block.values = occupied(block.values);
    normalizeModality(block, context.threads);
    if (block.modality == data::Modality::Atac) {
        LEXICELL_TRY(vectors, latentSemanticIndex(block.values, seed, context));
        return CorrectedVectors{"lsi_atac", std::move(vectors)};
    }
    if (block.modality == data::Modality::Rna) {
        LEXICELL_TRY(pca, VariableGenePca::fit(block.values, seed, context));
        return CorrectedVectors{"pca_rna", pca.scores()};
    }
    std::vector<std::int64_t> all(static_cast<std::size_t>(block.values.columns));
    std::iota(all.begin(), all.end(), 0);
    LEXICELL_TRY(pca, VariableGenePca::ofGenes(block.values, std::move(all), seed, context));
    return CorrectedVectors{"pca_prot", pca.scores()};
}

Result<std::vector<CorrectedVectors>> jointVectors(const std::vector<CorrectedVectors> &modalities, JobContext &context)
{
    std::vector<data::Embedding> parts;
    for (const CorrectedVectors &each : modalities) parts.push_back(each.vectors);
    LEXICELL_TRY(plain, analysis::sideBySide(parts));
    LEXICELL_TRY(scaled, analysis::scaledTogether(parts, context));
    std::vector<CorrectedVectors> joint;
    joint.push_back({"concatenated", std::move(plain)});
    joint.push_back({"scaled", std::move(scaled)});
    return joint;
}

}  // namespace lexicell::models::baselines
