// What a model's own decoder of expression says before and after a change of one gene: a prediction of the model, no measurement.
//
// Every cell that has the gene is decoded twice, intact and changed. For each other gene that is a token of the cell in both and
// that the cell has, `change` is the prediction after minus that before, averaged over the cells as an effect of
// docs/knock-outs.md §3. The baseline is no change: 0. A change says little where the decoder does not even give back what it was
// fed: `error` is the root mean square of prediction − value over the intact cells, beside that of each gene's own mean, which
// a decoder must beat.
#pragma once

#include "core/base/job_context.h"
#include "core/base/options.h"
#include "core/base/result.h"
#include "core/data/dataset.h"
#include "models/contracts/gene_changes.h"
#include "models/contracts/model.h"
#include "models/input/cell_options.h"
#include "models/tasks/knock_out/gene_effect.h"

#include <cstdint>
#include <string>
#include <vector>

namespace lexicell::models::tasks {

struct KnockOutExpressionOptions : input::CellOptions {
    std::string gene;
    std::string mode = "default";
    std::string dose;
    std::string decoder = "default";
    std::string groupby, from;
    std::string replicate;
    std::int64_t minCells = 10;
};
template <class V> void describe(KnockOutExpressionOptions &o, V &&visit)
{
    visit(Option{"gene", "Gene to change.", "", {}}, o.gene);
    visit(Option{"mode",
                 "Kind of change; default: delete for scGPT, zero for scBERT and Exceiver.",
                 "",
                 {"default", "delete", "zero", "mask", "renormalise", "over-express"}},
          o.mode);
    visit(Option{"dose",
                 "Value that over-expression sets, in the model's unit (a bin, or Exceiver's scaled value); empty: highest.",
                 "",
                 {}},
          o.dose);
    visit(Option{"decoder",
                 "What is decoded: each gene's token in its context, or the vector of the cell alone; default: the cell, if the "
                 "model can.",
                 "",
                 {"default", "token", "cell"}},
          o.decoder);
    visit(Option{"groupby", "obs column with the group of cells to change.", "", {}}, o.groupby);
    visit(Option{"from", "Group whose cells are changed; empty: all cells.", "", {}}, o.from);
    visit(Option{"replicate", "obs column with donors, samples or guides, for honest standard errors.", "", {}}, o.replicate);
    visit(Option{"min-cells", "Cells that must have a gene for it to be listed; larger is less noisy.", "cells", {}}, o.minCells);
    describe(static_cast<input::CellOptions &>(o), visit);
}

// In the decoder's unit; NaN: undefined.
struct PredictedGene {
    std::string gene;
    std::int64_t cells = 0;
    double before = 0.0, after = 0.0;  // mean predictions
    Effect change;                     // after − before
    double error = 0.0;                // of the decoder, on the intact cells
    double errorOfMean = 0.0;          // of the gene's mean value

    double inErrors() const;  // |change| / error: the order of the list
};

struct KnockOutExpression {
    GeneChange change;
    std::string gene;  // as in the file
    bool fromCell = false;
    std::string unit;
    std::int64_t cells = 0, unchanged = 0;
    std::int64_t tooFewCells = 0;           // genes that are left out
    std::vector<PredictedGene> genes;       // the largest change in units of the decoder's error first
    double error = 0.0, errorOfMean = 0.0;  // over all genes and cells
    std::int64_t passes = 0;
};

// What needs neither data nor model. Error class: bad_option.
Result<void> checkKnockOutExpression(const KnockOutExpressionOptions &options);

// The result does not depend on the batch size or the number of threads. Warnings: cells_as_replicates, those of prepareCells().
// Error classes: unsupported_model (no decoder of expression, or one that predicts genes), bad_option (a decoder that the
// checkpoint lacks), those of changeOf(), queryCells() and requestedGenes(), too_few_cells (fewer than min-cells cells have the
// gene).
Result<KnockOutExpression> knockOutExpression(const data::Dataset &dataset, const LoadedModel &model,
                                              const KnockOutExpressionOptions &options, JobContext &context);

}  // namespace lexicell::models::tasks
