// The scores of several methods on the same cells, as a result has them: JSON of the summary, a table, a frame in uns.
#pragma once

#include "core/data/element.h"
#include "models/tasks/annotate/annotation_scores.h"
#include "models/tasks/result.h"

#include <nlohmann/json.hpp>

#include <vector>

namespace lexicell::models::tasks {

// `intervals`: whether there are any.
nlohmann::ordered_json methodScoresJson(const MethodScores &scores, bool intervals);
// A row each: method, kind ("model", "baseline"), the scores and the ends of their 95 % intervals.
Table methodScoresTable(const std::vector<MethodScores> &methods);
// The same numbers; the index names the methods.
data::ElementPtr methodScoresFrame(const std::vector<MethodScores> &methods);

}  // namespace lexicell::models::tasks
