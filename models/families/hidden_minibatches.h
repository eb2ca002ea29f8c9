// Cells with some of their tokens hidden, for any family: the family's tokenizer makes the tokens, its rule says which of them
// are hidden and how. No LibTorch.
#pragma once

#include "models/contracts/tokens.h"
#include "models/families/pretraining_rows.h"
#include "models/training/cell_windows.h"
#include "models/training/minibatches.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace lexicell::models {

struct HidingRule {
    // Whether the token at this place, [cells x tokens], can be hidden.
    bool (*hidable)(const TokenBatch &batch, std::size_t at);
    // How many of a cell's tokens that can be hidden are; `tokens`: of the cell, padding included.
    std::function<std::int64_t(std::int64_t hidable, std::int64_t tokens)> count;
    // The value in the place of a hidden token's; empty: the network itself hides what is scored.
    std::optional<float> mask = {};
    double shown = 0.0;  // share of the hidden tokens that keep their value in the input
};

// Every function is pure in seed, epoch and cells; the rows of the present window are kept.
class HiddenMinibatches : public training::Minibatches {
  public:
    HiddenMinibatches(PretrainingRows rows, std::shared_ptr<const Tokenizer> tokenizer, HidingRule rule,
                      training::CellWindows windows, TokenOptions tokens);

    std::int64_t trainingCells() const override { return m_windows.trainingCells(); }
    std::vector<std::vector<std::int64_t>> trainingBatches(int epoch) const override { return m_windows.trainingBatches(epoch); }
    std::vector<std::vector<std::int64_t>> validationBatches() const override { return m_windows.validationBatches(); }
    Result<std::vector<training::Examples>> views(const std::vector<std::int64_t> &cells, int epoch) const override;
    Result<training::Examples> held(const std::vector<std::int64_t> &cells) const override { return examples(cells, 0); }
    double weight(const training::Examples &examples) const override;  // hidden tokens, as in the baseline

    // Calls visit(tokens, place) for every token of the training cells that can be hidden, and returns a SHA-256 of all cells
    // and of the split. Reads all cells once. Error classes: those of reading and tokenizing, cancelled.
    using Token = std::function<void(const TokenBatch &batch, std::size_t at)>;
    Result<std::string> learn(const Token &visit, JobContext &context) const;
    // The mean of loss(examples, place) over the hidden tokens of the validation cells.
    using Loss = std::function<double(const training::Examples &examples, std::size_t at)>;
    Result<double> validationMean(const Loss &loss) const;

  private:
    Result<training::Examples> examples(const std::vector<std::int64_t> &cells, int epoch) const;
    Result<TokenBatch> tokensOf(const std::vector<std::int64_t> &cells, int epoch) const;
    void hide(training::Examples &examples, std::size_t row, std::int64_t cell, int epoch) const;

    PretrainingRows m_rows;
    std::shared_ptr<const Tokenizer> m_tokenizer;
    HidingRule m_rule;
    training::CellWindows m_windows;
    TokenOptions m_tokens;
    mutable NamedRows m_held;  // rows of the present window
};

}  // namespace lexicell::models
