// What the user reads at the end: exactly one JSON object on stdout, or plain lines; one line per error on stderr.
#pragma once

#include "core/base/error.h"
#include "core/base/job_context.h"

#include <nlohmann/json.hpp>

#include <vector>

namespace lexicell::cli {

Error interrupted();

// Both return the exit status.
int reportSuccess(const nlohmann::ordered_json &results, const std::vector<Warning> &warnings, bool json);
int reportFailure(const Error &error, const std::vector<Warning> &warnings, bool json);

}  // namespace lexicell::cli
