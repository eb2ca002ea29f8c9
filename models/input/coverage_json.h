// Coverage as JSON, for scripts.
#pragma once

#include "models/input/coverage.h"

#include <nlohmann/json.hpp>

namespace lexicell::models::input {

// genes_matched, genes, counts_share, by_kind, ambiguous, and species where they differ.
nlohmann::ordered_json toJson(const Coverage &coverage);

}  // namespace lexicell::models::input
