// The result of knock-outs for readers: the CSV file's rows (docs/knock-outs.md §7), the ranking that the window shows,
// the summary, and the sentence that a skeptic must know.
#pragma once

#include "models/tasks/knock_out/knock_out.h"
#include "models/tasks/result.h"

#include <nlohmann/json.hpp>

#include <string>

namespace lexicell::models::tasks {

// A row for each gene and metric; within a metric by z, the largest first, genes without z last.
Table knockOutTable(const KnockOut &result);

// The tested genes in the leading metric, with the complete table.
Ranking knockOutRanking(const KnockOut &result);

// "Spearman 0.81 with mean expression: most of this ranking is how widely a gene is expressed. No gene passes 5 % FDR."
std::string skepticsSentence(const KnockOut &result);

nlohmann::ordered_json knockOutSummary(const KnockOut &result);

}  // namespace lexicell::models::tasks
