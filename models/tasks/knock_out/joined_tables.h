// The tables of several groups (option `by`) as one result: group by group, in the order of the column.
#pragma once

#include "models/tasks/knock_out/knock_out.h"
#include "models/tasks/result.h"

#include <nlohmann/json.hpp>

#include <vector>

namespace lexicell::models::tasks {

// One result: its own ranking. Several: the items one group after the other with a column `group`, without one band of the null,
// as every group has its own.
Ranking joinedRanking(const std::vector<KnockOut> &results);

// `summaries`: of each group, complete. One: as it is. Several: their totals, and each with its group in `groups`.
nlohmann::ordered_json joinedSummary(const std::vector<KnockOut> &results, std::vector<nlohmann::ordered_json> summaries);

}  // namespace lexicell::models::tasks
