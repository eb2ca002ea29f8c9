// The cells of several batches that a model learns to bring together, the genes that it is fed, and how cells are held out.
// Source: scGPT's Tutorial_Integration at commit cebd6fa: genes with fewer than three counts are left out, then the most variable
// ones over the batches stay (seurat_v3), and every cell is fed all of them, zeros included.
#pragma once

#include "core/base/job_context.h"
#include "core/base/result.h"
#include "core/data/dataset.h"
#include "core/preprocess/variable_genes.h"
#include "models/contracts/model.h"
#include "models/input/prepared_cells.h"
#include "models/tasks/fine_tune/fine_tune_options.h"
#include "models/training/split.h"

#include <cstdint>
#include <string>
#include <vector>

namespace lexicell::models::tasks {

struct IntegrationCells {
    data::Dataset dataset;  // the cells that can be used, in the order of the data set
    input::PreparedCells prepared;
    data::CsrBlock values;              // [cells x genes of the data set], as they are in the matrix
    std::vector<std::string> batches;   // names, sorted; a batch is its position
    std::vector<std::int32_t> batchOf;  // [cells]
    std::vector<std::string> labels;    // [cells] to compare results by, never to learn from; empty: none
    std::vector<std::int64_t> columns;  // that are fed, ascending
    std::vector<std::string> fedGenes;  // their tokens
    training::Split split;              // a share of every batch
};

// Cells without a batch, or without a gene that the model knows, are left out (warnings cells_left_out, empty_cells). A data set
// without obs cell_type, the column that is looked for where none is named, has no labels (warning no_baseline). Where batches
// have too few cells for seurat_v3, the genes are chosen by seurat's rule (warning other_flavor). Error classes: missing_column
// (with the option), no_labels (a single batch), too_few_cells (a batch of one cell), too_few_genes, those of
// input::prepareCells().
Result<IntegrationCells> integrationCells(const data::Dataset &dataset, const LoadedModel &model, const FineTuneOptions &options,
                                          JobContext &context);

// The parts of the function above, which fine-tuning on several kinds of features shares. The cells are those of cells.dataset.
// Names and numbers of the batches: at least two, each of two cells or more.
Result<void> setBatches(IntegrationCells &cells, const std::string &column);
// Labels compare results; without them the run goes on.
Result<void> setLabels(IntegrationCells &cells, const std::string &column, JobContext &context);
// The cells of a data set with a batch, ascending.
Result<std::vector<std::int64_t>> cellsWithBatch(const data::Dataset &dataset, const std::string &column, JobContext &context);
// Positions among the genes of `known`, ascending. `counts`: as the values are; else log-normalized.
Result<std::vector<std::int64_t>> mostVariableGenes(const data::CsrBlock &known, const preprocess::Batches &batches, bool counts,
                                                    int genes, JobContext &context);
Result<void> splitByBatch(IntegrationCells &cells, const FineTuneOptions &options);
input::CellOptions cellOptions(const FineTuneOptions &options);

}  // namespace lexicell::models::tasks
