// The cells of a data set that prompts are made of: their values, their vectors, and which cells stand for which generated cell.
#pragma once

#include "core/base/job_context.h"
#include "core/base/result.h"
#include "core/data/dataset.h"
#include "models/contracts/model.h"
#include "models/input/prepared_cells.h"
#include "models/tasks/masked_expression/asked_cells.h"

#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

namespace lexicell::models::tasks {

struct PromptCell {
    std::int64_t cell = 0;  // row of the data set
    std::int32_t type = -1;
    TokenBatch row;                   // the token of the cell first
    std::vector<DetectedGene> genes;  // that have a value
};

struct PromptChoice {
    std::string cells;          // a condition on obs; empty: all
    std::string groupby, from;  // a group; empty: all
    std::int64_t seed = 0;
};

struct PromptCells {
    std::vector<PromptCell> chosen;        // that prompts are made of, ascending
    std::vector<PromptCell> others;        // further cells for the baselines, at most 5,000 in all
    std::vector<std::string> columnNames;  // [genes of the data set]
    std::vector<std::int64_t> ids;         // [genes of the data set] in the vocabulary; −1: unknown, or a repetition
    std::vector<std::string> types;        // of groupby; empty: none were named
};

// Error classes: missing_column, bad_option (a group that does not exist), bad_query, too_few_cells (none), those of reading.
Result<PromptCells> promptCells(const data::Dataset &dataset, const input::PreparedCells &prepared,
                                const std::vector<std::string> &columnNames, const PromptChoice &choice, JobContext &context);

// The output of each cell's first token, not normalized: what stands for a cell in training with cell prompts. By position in
// `cells`, [width] each. Error classes: unsupported_model (no outputs of tokens), those of TokenEncoder.
Result<std::vector<std::vector<float>>> cellOutputs(const LoadedModel &model, const std::vector<PromptCell> &cells,
                                                    JobContext &context);

// Positions in `chosen` of the cells behind each of `count` generated cells: `each` at random, different ones (0: all).
std::vector<std::vector<std::size_t>> sourcesOf(std::size_t chosen, std::size_t count, std::size_t each, std::int64_t seed);

}  // namespace lexicell::models::tasks
