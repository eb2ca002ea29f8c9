// What the tests of the embedding task share: a network that can be calculated by hand and data sets of known lengths.
#pragma once

#include "models/families/scgpt/format/tokenizer.h"
#include "models/tasks/embed/embed.h"
#include "tests/support/fixtures.h"

#include <algorithm>
#include <limits>

namespace lexicell::models {

// A cell's vector: number of its tokens, sum of ids, sum of ids x values. Padding must not count.
class CountingEncoder : public CellEncoder {
  public:
    mutable std::vector<std::pair<std::int64_t, std::int64_t>> batches;  // cells, tokens
    std::int64_t memory = std::numeric_limits<std::int64_t>::max();      // tokens that fit
    JobContext *cancelAfterFirst = nullptr;

    Result<std::vector<float>> encodeCells(const TokenBatch &batch, JobContext &) const override
    {
        if (batch.cells * batch.tokens > memory) return Error{errors::outOfMemory, "too large"};
        batches.emplace_back(batch.cells, batch.tokens);
        if (cancelAfterFirst) cancelAfterFirst->cancel();
        std::vector<float> vectors;
        for (std::int64_t cell = 0; cell < batch.cells; ++cell) {
            float tokens = 0, ids = 0, products = 0;
            for (auto i = static_cast<std::size_t>(cell * batch.tokens); i < static_cast<std::size_t>((cell + 1) * batch.tokens);
                 ++i) {
                if (batch.padding[i]) continue;
                tokens += 1;
                ids += static_cast<float>(batch.genes[i]);
                products += static_cast<float>(batch.genes[i]) * batch.values[i];
            }
            vectors.insert(vectors.end(), {tokens, ids, products});
        }
        return vectors;
    }
};

struct CountingModel {
    std::shared_ptr<CountingEncoder> encoder = std::make_shared<CountingEncoder>();
    LoadedModel loaded;

    explicit CountingModel(std::vector<std::string> genes)
    {
        const scgpt::Config config;
        loaded.tokenizer = scgpt::makeTokenizer(scgpt::completeVocabulary(std::move(genes), config), config);
        loaded.cells = encoder;
        loaded.card.family = "scgpt";
        loaded.card.embeddingKey = "X_scGPT";
        loaded.card.embeddingSize = 3;
        loaded.card.sha256 = "feed";
    }
};

inline std::vector<std::string> numbered(const std::string &stem, std::int64_t count)
{
    std::vector<std::string> names;
    for (std::int64_t i = 0; i < count; ++i) names.push_back(stem + std::to_string(i));
    return names;
}

inline data::Dataset datasetOf(data::CsrBlock block, std::vector<std::string> genes)
{
    data::Dataset dataset;
    dataset.obs.index.values = numbered("cell", block.rows);
    dataset.obs.index.shape = {block.rows};
    dataset.var.index.values = std::move(genes);
    dataset.var.index.shape = {block.columns};
    dataset.x = data::ExpressionMatrix::ofCsr(std::move(block));
    return dataset;
}

// Cell c has the genes 0 … (7 c mod genes), so lengths are mixed; cell 0 has one.
inline data::Dataset staircase(std::int64_t cells, std::int64_t genes)
{
    data::CsrBlock block;
    block.rows = cells;
    block.columns = genes;
    for (std::int64_t cell = 0; cell < cells; ++cell) {
        for (std::int64_t gene = 0; gene <= (7 * cell) % genes; ++gene) {
            block.indices.push_back(static_cast<std::int32_t>(gene));
            block.values.push_back(static_cast<float>(1 + (cell * 31 + gene * 17) % 9));
        }
        block.indptr.push_back(static_cast<std::int64_t>(block.indices.size()));
    }
    return datasetOf(std::move(block), numbered("GENE", genes));
}

inline tasks::EmbedOptions exactOptions()
{
    tasks::EmbedOptions options;
    options.geneMatching = "exact";
    return options;
}

inline data::ElementPtr textColumn(std::vector<std::string> values)
{
    data::StringArray column;
    column.shape = {static_cast<std::int64_t>(values.size())};
    column.values = std::move(values);
    return data::makeElement(std::move(column));
}

inline bool warned(const JobContext &context, const std::string &warningClass)
{
    const auto warnings = context.warnings();
    return std::any_of(warnings.begin(), warnings.end(),
                       [&](const Warning &warning) { return warning.warningClass == warningClass; });
}

}  // namespace lexicell::models
