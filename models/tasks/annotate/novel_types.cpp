#include "models/tasks/annotate/novel_types.h"

#include <algorithm>
#include <cmath>

namespace lexicell::models::tasks {

std::vector<float> softmaxRows(const std::vector<float> &logits, std::int64_t classes)
{
    std::vector<float> probabilities(logits.size());
    std::vector<double> row(static_cast<std::size_t>(classes));
    for (std::size_t begin = 0; begin + row.size() <= logits.size() && !row.empty(); begin += row.size()) {
        const auto first = logits.begin() + static_cast<std::ptrdiff_t>(begin);
        const auto largest = static_cast<double>(*std::max_element(first, first + classes));
        double sum = 0.0;
        for (std::size_t i = 0; i < row.size(); ++i) sum += row[i] = std::exp(static_cast<double>(logits[begin + i]) - largest);
        for (std::size_t i = 0; i < row.size(); ++i) probabilities[begin + i] = static_cast<float>(row[i] / sum);
    }
    return probabilities;
}

std::vector<LabeledCell> labelCells(const std::vector<float> &probabilities, std::int64_t classes, double threshold)
{
    std::vector<LabeledCell> cells;
    const auto width = static_cast<std::size_t>(classes);
    for (std::size_t begin = 0; begin + width <= probabilities.size() && width > 0; begin += width) {
        const auto first = probabilities.begin() + static_cast<std::ptrdiff_t>(begin);
        const auto best = std::max_element(first, first + classes);
        cells.push_back({best - first, *best, *best < static_cast<float>(threshold)});
    }
    return cells;
}

}  // namespace lexicell::models::tasks
