// Runs whose scores can be compared, read from what the tasks have written, each with its record:
//
// * `evaluate` of a representation: the CSV file with its record beside it. Its model is the obsm key.
// * `fine-tune`: the folder, with validation.csv and lexicell.json.
// * `annotate` and `map-reference`: the h5ad file, with the scores in uns.
#pragma once

#include "core/base/job_context.h"
#include "core/base/provenance.h"
#include "core/base/result.h"

#include <cstdint>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

namespace lexicell::models::tasks {

// Null: a method that knows nothing (random numbers), which no method has to beat by a margin.
enum class MethodKind { Model, Baseline, Null };
const char *toString(MethodKind kind);  // "model", "baseline", "null"

struct ScoredMethod {
    std::string name;
    MethodKind kind = MethodKind::Baseline;
    std::vector<double> values;  // [metrics]; NaN: unknown
};

struct ScoredRun {
    std::string file;     // as it was named
    std::string model;    // SHA-256 of the checkpoint, or obsm key; empty: none
    std::string version;  // of the program
    std::int64_t seed = 0;
    ProvenanceStep step;               // of the task that computed the scores
    std::vector<std::string> metrics;  // "macro_f1"
    std::vector<ScoredMethod> methods;
};

// Whether smaller values of the metric are better: of errors.
bool smallerIsBetter(const std::string &metric);

// Error classes: not_found, unsupported (no scores of these tasks, or no record), parse_error, those of reading h5ad, cancelled.
Result<ScoredRun> readScoredRun(const std::filesystem::path &path, JobContext &context);

}  // namespace lexicell::models::tasks
