// Minibatches: which cells a step sees, and what they are turned into.
#pragma once

#include "core/base/result.h"
#include "models/contracts/tokens.h"

#include <cstdint>
#include <functional>
#include <vector>

namespace lexicell::models::training {

// Some cells with what a network shall predict of them. Rows are cells.
struct Examples {
    TokenBatch tokens;                 // values: the mask value where hidden
    std::vector<float> target;         // [cells x tokens] the values themselves; empty: nothing is predicted
    std::vector<std::uint8_t> scored;  // [cells x tokens] 1: counts in the losses of expression
    std::vector<std::int64_t> labels;  // [cells] class ids; empty: none
    std::vector<float> weights = {};   // [cells x tokens] of the squared errors; empty: 1 where it is scored
};
// The cells [begin, end) of a minibatch, with all its tokens.
Examples rowsOf(const Examples &examples, std::int64_t begin, std::int64_t end);
// Without the tokens at the end that are padding in every cell; one token stays at least.
Examples withoutPadding(const Examples &examples);

// The data of a run. Every function is pure, and depends on the seed of the run and the arguments only, so a resumed run sees
// the same minibatches.
class Minibatches {
  public:
    virtual ~Minibatches() = default;

    virtual std::int64_t trainingCells() const = 0;
    // The training cells of an epoch (from 1), in minibatches. Every epoch has the same number of minibatches.
    virtual std::vector<std::vector<std::int64_t>> trainingBatches(int epoch) const = 0;
    virtual std::vector<std::vector<std::int64_t>> validationBatches() const = 0;

    // One view of these cells for a step, or two for a contrastive objective.
    virtual Result<std::vector<Examples>> views(const std::vector<std::int64_t> &cells, int epoch) const = 0;
    // The same in every epoch.
    virtual Result<Examples> held(const std::vector<std::int64_t> &cells) const = 0;
    // The weight of a minibatch in the mean over the validation cells.
    virtual double weight(const Examples &examples) const = 0;
};

using CellLength = std::function<std::int64_t(std::int64_t cell)>;  // tokens

// The cells in minibatches of `size`: shuffled, then sorted by length within groups of 16 minibatches to save padding, then the
// order of the minibatches shuffled. Depends on the seed and the epoch only.
std::vector<std::vector<std::int64_t>> shuffledBatches(std::vector<std::int64_t> cells, const CellLength &length, int size,
                                                       std::int64_t seed, int epoch);
// Longest first.
std::vector<std::vector<std::int64_t>> sortedBatches(std::vector<std::int64_t> cells, const CellLength &length, int size);

}  // namespace lexicell::models::training
