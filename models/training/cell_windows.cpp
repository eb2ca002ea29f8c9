#include "models/training/cell_windows.h"

#include "core/base/random.h"

#include <algorithm>

namespace lexicell::models::training {

namespace {

constexpr std::uint64_t windowStream = 0x77696E64ull;
constexpr std::int64_t cellsOfBlock = 256;  // neighbors in a file: few enough to mix, enough to read at once

CellWindows::Cells ascending(CellWindows::Cells cells)
{
    std::sort(cells.begin(), cells.end());
    return cells;
}

std::vector<CellWindows::Cells> blocksOf(const CellWindows::Cells &cells, std::int64_t size)
{
    std::vector<CellWindows::Cells> blocks;
    const auto step = static_cast<std::ptrdiff_t>(size);
    for (auto begin = cells.begin(); begin != cells.end();) {
        const auto end = begin + std::min(step, cells.end() - begin);
        blocks.emplace_back(begin, end);
        begin = end;
    }
    return blocks;
}

}  // namespace

CellWindows::CellWindows(Cells training, Cells validation, CellLength length, const WindowRules &rules)
    : m_training(std::move(training)), m_validation(std::move(validation)), m_length(std::move(length)), m_rules(rules),
      m_whole(static_cast<std::int64_t>(m_training.size() + m_validation.size()) <= rules.cells)
{
}

// Blocks are whole minibatches, but for the last one of all, so that the number of minibatches does not depend on the draw.
std::vector<CellWindows::Cells> CellWindows::windows(int epoch) const
{
    if (epoch == 0) return blocksOf(ascending(m_validation), m_rules.cells);
    const std::int64_t batch = m_rules.batchSize;
    std::vector<Cells> blocks = blocksOf(ascending(m_training), batch * ((cellsOfBlock + batch - 1) / batch));
    const auto blocksOfWindow =
        std::max<std::size_t>(1, static_cast<std::size_t>(m_rules.cells) / std::max<std::size_t>(1, blocks.front().size()));
    Random random(static_cast<std::uint64_t>(m_rules.seed), Random::mix(windowStream + static_cast<std::uint64_t>(epoch)));
    for (std::size_t i = blocks.size(); i > 1; --i) std::swap(blocks[i - 1], blocks[random.below(i)]);
    std::vector<Cells> windows;
    for (std::size_t block = 0; block < blocks.size(); ++block) {
        if (block % blocksOfWindow == 0) windows.emplace_back();
        windows.back().insert(windows.back().end(), blocks[block].begin(), blocks[block].end());
    }
    return windows;
}

std::vector<CellWindows::Cells> CellWindows::trainingBatches(int epoch) const
{
    if (m_whole) return shuffledBatches(m_training, m_length, m_rules.batchSize, m_rules.seed, epoch);
    std::vector<Cells> all;
    for (Cells &window : windows(epoch))
        for (Cells &batch : shuffledBatches(std::move(window), m_length, m_rules.batchSize, m_rules.seed, epoch))
            all.push_back(std::move(batch));
    return all;
}

std::vector<CellWindows::Cells> CellWindows::validationBatches() const
{
    if (m_whole) return sortedBatches(m_validation, m_length, m_rules.validationBatchSize);
    std::vector<Cells> all;
    for (Cells &window : windows(0))
        for (Cells &batch : sortedBatches(std::move(window), m_length, m_rules.validationBatchSize))
            all.push_back(std::move(batch));
    return all;
}

CellWindows::Cells CellWindows::windowOf(std::int64_t cell, int epoch) const
{
    if (m_whole) {
        Cells all = m_training;
        all.insert(all.end(), m_validation.begin(), m_validation.end());
        return ascending(std::move(all));
    }
    for (Cells &window : windows(epoch))
        if (std::find(window.begin(), window.end(), cell) != window.end()) return ascending(std::move(window));
    return {cell};
}

}  // namespace lexicell::models::training
