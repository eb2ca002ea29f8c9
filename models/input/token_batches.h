// Runs a model over all cells of a data set: windows of rows that fit into memory, and within each window batches of cells of
// similar length, longest first. A batch that does not fit into memory is halved, down to a single cell.
#pragma once

#include "models/input/prepared_cells.h"
#include "models/input/shard.h"

#include <functional>
#include <string>
#include <vector>

namespace lexicell::models::input {

struct CellBatch {
    TokenBatch tokens;                // one row for each of `cells`
    std::vector<std::int64_t> cells;  // positions in the data set
};
// Returns out_of_memory (kind OutOfMemory) if the batch is too large, and is then called with its halves. Must not keep
// results of a failed batch.
using BatchWork = std::function<Result<void>(const CellBatch &batch)>;

// Tokens of one forward pass, padding included. Depends on the model and the device alone, never on measured speed: the same run
// makes the same batches.
std::int64_t tokensAtOnce(const LoadedModel &model);

// The cells of a share, ascending: those of its batches. Cells without tokens are in no batch and belong to the first share.
std::vector<std::int64_t> cellsOf(const PreparedCells &cells, const LoadedModel &model, const Shard &shard);

// Every cell with tokens is visited once; of a share, those of its batches. The batches depend on the data, the model and the
// options alone, never on measured speed. Progress counts tokens; its text is "<stage>: 128 of 2638 (3.6 cells/s)". Error
// classes: cancelled, those of reading the matrix, of Tokenizer::tokenize() and of `work`.
Result<void> forEachBatch(const PreparedCells &cells, const LoadedModel &model, const std::string &stage, const BatchWork &work,
                          JobContext &context, const Shard &shard = {});

}  // namespace lexicell::models::input
