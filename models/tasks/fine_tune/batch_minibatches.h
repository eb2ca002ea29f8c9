// Minibatches for learning to bring batches together, with a share of the values hidden. Where the network has a batch norm for
// each batch, every minibatch holds cells of one batch. The minibatches of all batches take turns in random order (upstream's
// sampler with inter_subset_shuffle; without it, one batch after the other would be learned and forgotten).
#pragma once

#include "models/tasks/fine_tune/integration_cells.h"
#include "models/training/minibatches.h"

#include <cstdint>
#include <memory>
#include <vector>

namespace lexicell::models::tasks {

class BatchMinibatches : public training::Minibatches {
  public:
    struct Rules {
        int batchSize = 64;
        double hiddenShare = 0.4;  // of a cell's tokens, <cls> and zeros included, as upstream counts them
        float hiddenValue = -1.0F;
        std::int64_t seed = 0;
        bool mixed = false;  // cells of all batches in a minibatch, of similar lengths
    };
    // `tokenizer` feeds the genes of `cells`. The cells must outlive it.
    BatchMinibatches(const IntegrationCells &cells, std::shared_ptr<const Tokenizer> tokenizer, const Rules &rules)
        : m_cells(cells), m_tokenizer(std::move(tokenizer)), m_rules(rules)
    {
    }

    std::int64_t trainingCells() const override { return static_cast<std::int64_t>(m_cells.split.training.size()); }
    std::vector<std::vector<std::int64_t>> trainingBatches(int epoch) const override;
    std::vector<std::vector<std::int64_t>> validationBatches() const override;
    Result<std::vector<training::Examples>> views(const std::vector<std::int64_t> &cells, int epoch) const override;
    Result<training::Examples> held(const std::vector<std::int64_t> &cells) const override;
    double weight(const training::Examples &examples) const override { return static_cast<double>(examples.tokens.cells); }

  private:
    // The cells that may share a minibatch, in their order.
    std::vector<std::vector<std::int64_t>> apart(const std::vector<std::int64_t> &cells) const;
    Result<training::Examples> examples(const std::vector<std::int64_t> &cells, int round) const;
    std::int64_t length(std::int64_t cell) const;
    void hide(training::Examples &examples, std::size_t row, std::int64_t cell, int round) const;

    const IntegrationCells &m_cells;
    std::shared_ptr<const Tokenizer> m_tokenizer;
    Rules m_rules;
};

}  // namespace lexicell::models::tasks
