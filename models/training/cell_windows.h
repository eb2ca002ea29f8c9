// The order of training cells that do not all fit in memory. Cells are held in windows: blocks of neighboring cells, drawn from
// all files at random, another draw in each epoch. Within a window the cells are shuffled. Depends on the seed and the epoch
// only, so a resumed run sees the same minibatches. If all cells fit in one window, the whole is shuffled.
//
// A larger window mixes cells better and takes more memory. This class plans; it holds no cell.
#pragma once

#include "models/training/minibatches.h"

#include <cstdint>
#include <vector>

namespace lexicell::models::training {

struct WindowRules {
    std::int64_t cells = 50'000;  // held at a time
    int batchSize = 32;
    int validationBatchSize = 32;
    std::int64_t seed = 0;
};

class CellWindows {
  public:
    using Cells = std::vector<std::int64_t>;

    // `length` is asked for tokens of a cell while minibatches are made, and must stay valid.
    CellWindows(Cells training, Cells validation, CellLength length, const WindowRules &rules);

    std::int64_t trainingCells() const { return static_cast<std::int64_t>(m_training.size()); }
    // As training::Minibatches; every epoch has the same number of minibatches.
    std::vector<Cells> trainingBatches(int epoch) const;
    std::vector<Cells> validationBatches() const;
    // All cells that are held while a minibatch with this cell is used, ascending. Epoch 0: validation.
    Cells windowOf(std::int64_t cell, int epoch) const;

    const Cells &training() const { return m_training; }
    const Cells &validation() const { return m_validation; }

  private:
    std::vector<Cells> windows(int epoch) const;

    Cells m_training, m_validation;  // in the order of the split
    CellLength m_length;
    WindowRules m_rules;
    bool m_whole;  // everything is one window
};

}  // namespace lexicell::models::training
