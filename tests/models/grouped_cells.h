// Cells of four types with marker genes, and networks whose answer about them is known.
#pragma once

#include "tests/models/counting_model.h"
#include "core/base/random.h"

#include <array>
#include <cmath>

namespace lexicell::models {

constexpr std::int64_t typeCount = 4, genesOfType = 12, typeGenes = typeCount * genesOfType;

// Cell c is of type c mod 4; its type's twelve genes have ten times the counts of the others.
inline data::Dataset cellsOfTypes(std::int64_t cells = 80)
{
    Random random(5, 0);
    data::CsrBlock block;
    block.rows = cells;
    block.columns = typeGenes;
    std::vector<std::string> types;
    for (std::int64_t cell = 0; cell < cells; ++cell) {
        types.push_back("type " + std::to_string(cell % typeCount));
        for (std::int64_t gene = 0; gene < typeGenes; ++gene) {
            const double mean = gene / genesOfType == cell % typeCount ? 6.0 : 0.6;
            const double count = std::floor(-mean * std::log(1.0 - random.uniform()) + 0.5);
            if (count < 1.0) continue;
            block.indices.push_back(static_cast<std::int32_t>(gene));
            block.values.push_back(static_cast<float>(count));
        }
        block.indptr.push_back(static_cast<std::int64_t>(block.indices.size()));
    }
    data::Dataset dataset = datasetOf(std::move(block), numbered("GENE", typeGenes));
    dataset.obs.columns.set("type", textColumn(std::move(types)));
    return dataset;
}

// The type of a cell by its tokens: the largest sum of values.
inline std::int64_t typeIn(const TokenBatch &batch, std::int64_t cell)
{
    std::array<double, typeCount> sums{};
    for (auto i = static_cast<std::size_t>(cell * batch.tokens); i < static_cast<std::size_t>((cell + 1) * batch.tokens); ++i)
        if (!batch.padding[i] && batch.genes[i] < typeGenes)
            sums[static_cast<std::size_t>(batch.genes[i] / genesOfType)] += static_cast<double>(batch.values[i]);
    return std::max_element(sums.begin(), sums.end()) - sums.begin();
}

// Genes of the cell's type receive twice the attention of others.
class AttentionToTypes : public GeneAttention {
  public:
    Result<std::vector<float>> geneAttention(const TokenBatch &batch, JobContext &) const override
    {
        std::vector<float> received(batch.genes.size(), 0.0F);
        for (std::int64_t cell = 0; cell < batch.cells; ++cell) {
            const std::int64_t type = typeIn(batch, cell);
            for (auto i = static_cast<std::size_t>(cell * batch.tokens); i < static_cast<std::size_t>((cell + 1) * batch.tokens);
                 ++i)
                if (!batch.padding[i]) received[i] = batch.genes[i] / genesOfType == type ? 0.02F : 0.01F;
        }
        return received;
    }
};

// Maps with the logit that a function of the query's and the key's gene gives.
class MapsOf : public AttentionMaps {
  public:
    using Logit = float (*)(std::int64_t query, std::int64_t key, std::int64_t type);
    explicit MapsOf(Logit logit) : m_logit(logit) {}
    std::int64_t layers() const override { return 1; }
    std::int64_t heads() const override { return 1; }
    Result<std::vector<float>> attentionLogits(const TokenBatch &batch, std::int64_t cell, std::int64_t,
                                               JobContext &) const override
    {
        std::vector<float> logits;
        const std::int64_t *genes = batch.genes.data() + cell * batch.tokens;
        for (std::int64_t query = 0; query < batch.tokens; ++query)
            for (std::int64_t key = 0; key < batch.tokens; ++key)
                logits.push_back(m_logit(genes[query], genes[key], typeIn(batch, cell)));
        return logits;
    }

  private:
    Logit m_logit;
};

}  // namespace lexicell::models
