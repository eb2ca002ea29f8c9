// The values of a cell that can be hidden, and which of them are.
#pragma once

#include "core/base/job_context.h"
#include "core/base/result.h"
#include "core/data/dataset.h"
#include "models/input/prepared_cells.h"
#include "models/tasks/masked_expression/hidden_genes.h"

#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

namespace lexicell::models::tasks {

// The column of the data set of each vocabulary id; the first where several columns are one gene.
std::unordered_map<std::int64_t, std::int32_t> columnsById(const input::PreparedCells &cells);

// A gene of a row that has a value.
struct DetectedGene {
    std::size_t place = 0;    // in the row
    std::int32_t column = 0;  // of the data set
    float value = 0.0F;
};
// In the order of the row, each column once.
std::vector<DetectedGene> detectedGenes(const TokenBatch &row, const std::unordered_map<std::int64_t, std::int32_t> &columns);

// `count` of the genes at random, ascending positions in the list; a cell's choice depends on its name and the seed alone.
std::vector<std::size_t> chooseHidden(std::size_t genes, std::size_t count, const std::string &cell, std::int64_t seed);

// Ascending rows that fulfill the condition (empty: all) and have tokens, at most `maxCells` of them at random (0: all).
// Error classes: bad_query, too_few_cells (none).
Result<std::vector<std::int64_t>> cellsToAsk(const data::Dataset &dataset, const input::PreparedCells &cells,
                                             const std::string &condition, std::int64_t maxCells, std::int64_t seed);

}  // namespace lexicell::models::tasks
