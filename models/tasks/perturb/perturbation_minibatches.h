// Pairs of a control cell and a perturbed cell as minibatches: the network sees the control cell and which genes are perturbed,
// and shall answer the perturbed cell. Source: GEARS' data set as scGPT uses it (commit cebd6fa): every perturbed cell has one
// control cell, drawn once; a control cell has itself.
#pragma once

#include "models/tasks/perturb/perturbation_split.h"
#include "models/training/minibatches.h"

#include <cstdint>
#include <vector>

namespace lexicell::models::tasks {

class PerturbationMinibatches : public training::Minibatches {
  public:
    struct Rules {
        int batchSize = 64;
        // A step with more genes sees a random choice of this many, another in each step.
        int genesPerStep = 1536;
        // The perturbed genes of the step's cells are always among them; upstream leaves that to chance.
        bool keepPerturbed = true;
        std::int64_t seed = 0;
        // [conditions of MeasuredConditions][genes] of the squared errors (change_weights.h), of learned and of held-out cells;
        // empty: all 1.
        std::vector<std::vector<float>> weights = {}, heldWeights = {};
    };
    // `tokens`: [genes], without -1. The references must outlive it.
    PerturbationMinibatches(const PerturbationCells &cells, const PerturbationSplit &split, std::vector<std::int64_t> tokens,
                            const Rules &rules);

    std::int64_t trainingCells() const override { return static_cast<std::int64_t>(m_split.cells.training.size()); }
    std::vector<std::vector<std::int64_t>> trainingBatches(int epoch) const override;
    // All genes, so fewer cells at once where genes are many.
    std::vector<std::vector<std::int64_t>> validationBatches() const override;
    Result<std::vector<training::Examples>> views(const std::vector<std::int64_t> &cells, int epoch) const override;
    Result<training::Examples> held(const std::vector<std::int64_t> &cells) const override;
    double weight(const training::Examples &examples) const override { return static_cast<double>(examples.tokens.cells); }

    std::int64_t controlOf(std::int64_t cell) const { return m_control[static_cast<std::size_t>(cell)]; }
    std::int64_t conditionOf(std::int64_t cell) const { return m_condition[static_cast<std::size_t>(cell)]; }

  private:
    std::vector<std::int64_t> genesOfStep(const std::vector<std::int64_t> &cells, int epoch) const;
    training::Examples examples(const std::vector<std::int64_t> &cells, const std::vector<std::int64_t> &genes) const;
    void weigh(training::Examples &examples, const std::vector<std::int64_t> &cells, const std::vector<std::int64_t> &genes,
               const std::vector<std::vector<float>> &by) const;

    const PerturbationCells &m_cells;
    const PerturbationSplit &m_split;
    std::vector<std::int64_t> m_tokens;
    Rules m_rules;
    std::vector<std::int64_t> m_control;    // [cells] its partner; -1: not used
    std::vector<std::int64_t> m_condition;  // [cells] -1: a control, or not used
};

// Expression of some cells as the input of a perturbation model: `genes` [positions, ascending] of rows `cells`, whose genes
// `perturbed` [one list for each cell] are marked. Tokens [genes of PerturbationCells].
TokenBatch perturbedTokens(const PerturbationCells &cells, const std::vector<std::int64_t> &tokens,
                           const std::vector<std::int64_t> &rows, const std::vector<std::int64_t> &genes,
                           const std::vector<const std::vector<std::int64_t> *> &perturbed);

}  // namespace lexicell::models::tasks
