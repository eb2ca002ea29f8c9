// Labeled cells as minibatches for any family: the model's own tokenizer makes the tokens, the recipe says how many genes are
// hidden.
#pragma once

#include "models/tasks/fine_tune/cell_labels.h"
#include "models/training/minibatches.h"

#include <cstdint>
#include <vector>

namespace lexicell::models::tasks {

class LabeledMinibatches : public training::Minibatches {
  public:
    struct Rules {
        int batchSize = 32;
        double hiddenShare = 0.0;  // of the median of the training cells' genes; a cell never loses more than half of its own
        std::int64_t seed = 0;
    };
    // Holds all rows of the matrix in memory. `cells` must outlive it. Error classes: those of reading.
    static Result<LabeledMinibatches> make(const LabeledCells &cells, const Rules &rules);

    std::int64_t trainingCells() const override { return static_cast<std::int64_t>(m_cells.split.training.size()); }
    std::vector<std::vector<std::int64_t>> trainingBatches(int epoch) const override;
    std::vector<std::vector<std::int64_t>> validationBatches() const override;
    Result<std::vector<training::Examples>> views(const std::vector<std::int64_t> &cells, int epoch) const override;
    Result<training::Examples> held(const std::vector<std::int64_t> &cells) const override;
    double weight(const training::Examples &examples) const override { return static_cast<double>(examples.tokens.cells); }

    const data::CsrBlock &rows() const { return m_rows; }

  private:
    LabeledMinibatches(const LabeledCells &cells, const Rules &rules, data::CsrBlock rows);
    Result<training::Examples> examples(const std::vector<std::int64_t> &cells, int round) const;
    void hide(training::Examples &examples, std::size_t row, std::int64_t cell, int round) const;

    const LabeledCells &m_cells;
    Rules m_rules;
    data::CsrBlock m_rows;
    std::int64_t m_hidden = 0;  // genes of a cell
};

}  // namespace lexicell::models::tasks
