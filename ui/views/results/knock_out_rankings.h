// The rankings inside a knock-out's complete table (docs/knock-outs.md §7): one for each metric, and for each group of cells
// where there are several. What a skeptic must know of one of them.
#pragma once

#include "models/tasks/result.h"

#include <QStringList>

#include <optional>
#include <string>
#include <vector>

namespace lexicell::ui {

// Whether the complete table is that of a knock-out.
bool isKnockOut(const models::tasks::Ranking &ranking);

std::vector<std::string> metricsIn(const models::tasks::Ranking &ranking);  // in the order of the table, of single genes
std::vector<std::string> groupsIn(const models::tasks::Ranking &ranking);   // empty, or at least two

// The tested genes in this metric, in the order of the table: by z, the largest first. `columns` are those of the table that
// hold a number.
models::tasks::Ranking rankingIn(const models::tasks::Ranking &whole, const std::string &metric, const std::string &group = {});

// "how far the cells move", …: a metric for people.
QString metricTitle(const std::string &metric);

// A column of numbers of the items by its name; null: there is none.
const std::vector<double> *numbersIn(const models::tasks::Ranking &ranking, const char *name);
const std::vector<std::string> *textsIn(const models::tasks::Ranking &ranking, const char *name);
std::optional<double> numberIn(const models::tasks::Ranking &ranking, const char *name, std::size_t item);  // of any type

inline constexpr double falseDiscoveries = 0.05;

// Sentences, the gravest first: how much of the ranking is mean expression, how far the PCA and the differential expression rank
// alike, whether a gene passes 5 % FDR, and what is missing.
QStringList skepticsSentences(const models::tasks::Ranking &ranking);

// "ABC1 (not in the model's vocabulary), DEF2 (not in the data)": genes asked for that have no number. Empty: every gene has one.
QString withoutNumbers(const models::tasks::Ranking &ranking, int most);

}  // namespace lexicell::ui
