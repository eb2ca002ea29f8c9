// A data set prepared for one model: genes matched, cells measured, tokenizer fitted. Every task that runs a
// model over cells starts here and continues with forEachBatch() (token_batches.h).
#pragma once

#include "core/base/job_context.h"
#include "core/base/result.h"
#include "core/data/dataset.h"
#include "models/contracts/model.h"
#include "models/input/cell_options.h"
#include "models/input/cell_survey.h"
#include "models/input/coverage.h"

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace lexicell::models::input {

struct PreparedCells {
    data::ExpressionMatrix matrix;   // [cells x genes], chosen by options.layer
    std::vector<std::string> names;  // [cells], seeds of random choices
    Coverage coverage;
    Survey survey;
    std::shared_ptr<const Tokenizer> tokenizer;  // the model's own, or one fitted to all cells
    std::vector<std::int32_t> batches;           // [cells] the model's batch labels; empty: not needed
    TokenOptions tokens;
    std::int64_t batchSize = 64;      // maximum of cells per batch
    std::int64_t emptyCells = 0;      // cells without a gene that the model knows
    std::int64_t truncatedCells = 0;  // cells with more genes than fit

    std::int64_t cells() const { return matrix.cells(); }
    // Tokens of a cell; 0: it has no gene that the model knows and is in no batch.
    std::int64_t length(std::int64_t cell) const;
};

// Reads the whole matrix once and reports 0..1 of the present part of the job. Warnings: truncated_cells,
// poor_cells, low_coverage, other_species, missing_resource. The task reports cells without tokens.
// Error classes: no_gene_matches, empty_data, negative_counts, non_finite, counts_needed (a model that normalizes itself, on
// normalized values), no_vocabulary, no_scaler, missing_layer, missing_column, bad_option, unknown_batch, cancelled.
Result<PreparedCells> prepareCells(const data::Dataset &dataset, const ModelCard &card,
                                   std::shared_ptr<const Tokenizer> tokenizer, const CellOptions &options, JobContext &context);

// A tokenizer ready for the cells of this data set: the model's own, or one fitted to all its cells if
// the model needs that (Tokenizer::fitted).
Result<std::shared_ptr<const Tokenizer>> fittedTokenizer(const data::Dataset &dataset, std::shared_ptr<const Tokenizer> tokenizer,
                                                         const Coverage &coverage, const MatchOptions &options,
                                                         JobContext &context);

}  // namespace lexicell::models::input
