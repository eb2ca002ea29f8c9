// What a view says of a ranking in words: the numbers of one item, and how far the baseline agrees.
#pragma once

#include "models/tasks/result.h"

#include <QString>

#include <cstdint>
#include <optional>
#include <vector>

namespace lexicell::ui {

// Spearman's correlation over the pairs in which both are numbers; empty for fewer than three, or where one side is constant.
struct RankCorrelation {
    double value = 0.0;
    std::int64_t pairs = 0;
};
std::optional<RankCorrelation> rankCorrelation(const std::vector<double> &a, const std::vector<double> &b);

bool hasBaseline(const models::tasks::Ranking &ranking);
// One sentence; empty: there is no baseline.
QString baselineSentence(const models::tasks::Ranking &ranking);
// "CD3E", "effect 0.31 ± 0.02", …: a line each, the item first.
QStringList itemFacts(const models::tasks::Ranking &ranking, std::size_t item);

}  // namespace lexicell::ui
