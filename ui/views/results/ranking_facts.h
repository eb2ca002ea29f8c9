// What a view says of a ranking in words: the numbers of one item, and how far the baseline agrees.
#pragma once

#include "models/tasks/result.h"

#include <QString>

namespace lexicell::ui {

bool hasBaseline(const models::tasks::Ranking &ranking);
// One sentence; empty: there is no baseline.
QString baselineSentence(const models::tasks::Ranking &ranking);
// "CD3E", "effect 0.31 ± 0.02", …: a line each, the item first.
QStringList itemFacts(const models::tasks::Ranking &ranking, std::size_t item);

}  // namespace lexicell::ui
