// What a run will take, said before it starts: passes counted from the cells, seconds from a few real rows of this model in cells
// of this data set. Nothing is computed for good.
#pragma once

#include "core/base/job_context.h"
#include "core/base/result.h"
#include "models/input/prepared_cells.h"
#include "models/tasks/knock_out/changed_cells.h"
#include "models/tasks/knock_out/query_cells.h"

#include <nlohmann/json.hpp>

#include <cstdint>
#include <vector>

namespace lexicell::models::tasks {

struct Trial {
    std::int64_t cells = 0, genes = 0, nullGenes = 0;  // that are changed
    std::int64_t passes = 0;                           // rows for the network, the intact cells among them
    std::int64_t pairs = 0, changedPairs = 0;          // (gene, cell): all, and those that take part
    double seconds = 0.0;                              // of the whole run
    std::int64_t bytes = 0;                            // of its numbers
    std::int64_t timedRows = 0;
};

struct TrialJob {
    const QueryCells &query;
    std::vector<std::int64_t> targets;  // columns of the file
    std::size_t tested = 0;             // the first of `targets`; the others are the null's
    GeneChange change;
    bool pairs = false;          // of the tested genes
    bool removes = false;        // the tested genes are over-expressed, and removed where a cell has them
    std::int64_t gradients = 0;  // of every cell, for a shortlist
    bool cutsByRank = false;     // a gene beyond the cut of a long cell takes no part
};

// Adds a run to what the trial has so far. Error classes: those of changeCells().
Result<void> addTrial(Trial &trial, const input::PreparedCells &cells, const LoadedModel &model, const TrialJob &job,
                      JobContext &context);

// For --json.
nlohmann::ordered_json toJson(const Trial &trial);

}  // namespace lexicell::models::tasks
