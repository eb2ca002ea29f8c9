// Models, baselines, metrics and seeds in one table: runs of a task that differ in model and seed alone are put together, each
// score with its mean over the seeds, its interval, and the difference to the best baseline, seed by seed.
#pragma once

#include "core/base/job_context.h"
#include "core/base/options.h"
#include "core/base/result.h"
#include "models/tasks/compare/scored_runs.h"
#include "models/tasks/method_comparison.h"

#include <cstdint>
#include <string>
#include <vector>

namespace lexicell::models::tasks {

struct CompareOptions {
    std::vector<std::string> runs;
    std::vector<std::string> names;
    int rounds = 1000;
    std::string report;
    std::int64_t seed = 0;
};
template <class V> void describe(CompareOptions &o, V &&visit)
{
    visit(
        Option{
            "runs",
            "What was computed: tables of evaluate, folders of fine-tuned models, data sets that annotate or map-reference has "
            "written.",
            "",
            {}},
        o.runs);
    visit(Option{"names",
                 "Names for models: the begin of a checkpoint's SHA-256, or an obsm key, and a name, such as 0f3a=scGPT.",
                 "",
                 {}},
          o.names);
    visit(Option{"rounds", "Draws of seeds for the 95 % intervals; larger gives steadier intervals; 0: none.", "draws", {}},
          o.rounds);
    visit(Option{"report",
                 "File for a page with figures, methods, provenance and commands, in HTML; the window also writes PDF.",
                 "",
                 {}},
          o.report);
}

// Error class: bad_option.
Result<void> checkCompareOptions(const CompareOptions &options);

struct ModelComparison {
    std::string model;  // its name; "none" where the runs had none
    std::vector<std::int64_t> seeds;
    std::vector<MethodKind> kinds;                             // [methods]
    std::vector<ComparedMethod> methods;                       // models first, then baselines, then nulls
    std::vector<std::vector<std::vector<double>>> seedValues;  // [methods][seeds][metrics]
    std::vector<std::size_t> runs;                             // positions among Comparisons::runs, by seed
};

// Runs with the same task, options and data.
struct Comparison {
    std::string name;  // "fine-tune annotation"; of several the options that they differ in are in brackets
    std::vector<std::string> metrics;
    std::vector<ModelComparison> models;  // by name
};

struct Comparisons {
    std::vector<ScoredRun> runs;
    std::vector<Comparison> comparisons;
};

// Options that name files or change speed alone do not part runs; data are known by their hashes, but in evaluations, whose data
// sets hold the vectors that differ. Warnings: dataset_changed (evaluations of several files), reduced (a model has one seed, so
// there is no interval). Error classes: bad_option (also two runs of one model and seed), those of readScoredRun().
Result<Comparisons> compareRuns(const CompareOptions &options, JobContext &context);

}  // namespace lexicell::models::tasks
