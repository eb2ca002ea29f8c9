// How well a model predicts genes that are hidden from it, beside baselines on the same hidden values (capability C20).
//
// Of each cell a share of the genes that have a value are hidden, at random; the model sees the others. All values are in the
// unit of the model's input: scGPT's bins, scBERT's classes, Exceiver's scaled values. Genes without a count are neither hidden
// nor scored: the families are trained on genes with a value alone. The baselines know the values that are not hidden, of these
// and of all other cells of the comparison (expression_baselines.h).
#pragma once

#include "core/base/job_context.h"
#include "core/base/options.h"
#include "core/base/result.h"
#include "core/data/dataset.h"
#include "models/contracts/model.h"
#include "models/input/cell_options.h"
#include "models/tasks/masked_expression/expression_errors.h"
#include "models/tasks/masked_expression/imputed_layer.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace lexicell::models::tasks {

struct MaskedExpressionOptions : input::CellOptions {
    double share = 0.15;
    std::string decoder = "default";
    std::string cells;
    std::string groupby;
    int maxCells = 1000;
    int components = 20;
    int minValues = 5;
    int rounds = 500;
    int exchanges = 200;
    bool impute = false;
    int imputeGenes = 2000;
};
template <class V> void describe(MaskedExpressionOptions &o, V &&visit)
{
    visit(Option{"share", "Share of a cell's genes with a value that are hidden; larger is harder.", "", {}}, o.share);
    visit(Option{"decoder",
                 "What predicts: scGPT's pass for generated genes (prompt), the output of the hidden gene (token), or the vector "
                 "of the cell (cell); default: the first of these that the model has.",
                 "",
                 {"default", "prompt", "token", "cell"}},
          o.decoder);
    visit(Option{"cells", "Condition on obs that chooses the cells, such as cell_type == 'B'; empty: all cells.", "", {}},
          o.cells);
    visit(Option{"groupby", "obs column with types, for the errors by type and the mean of the type as a baseline.", "", {}},
          o.groupby);
    visit(Option{"max-cells", "Cells to score, chosen at random; 0: all. Larger is slower and less noisy.", "cells", {}},
          o.maxCells);
    visit(Option{"components", "Components of the PCA baseline; 0: no PCA.", "", {}}, o.components);
    visit(Option{"min-values", "Hidden values that a gene needs to be listed; larger is less noisy.", "cells", {}}, o.minValues);
    visit(Option{"rounds", "Draws of cells for the intervals; 0: no intervals.", "", {}}, o.rounds);
    visit(Option{"exchanges", "Exchanges of the predictions of each gene among cells, for the null; 0: no null.", "", {}},
          o.exchanges);
    visit(Option{"impute", "Also predict the genes without a count, as layer lexicell_imputed.", "", {}}, o.impute);
    visit(Option{"impute-genes", "Genes of that layer: those that most cells have; 0: all. Larger is slower.", "genes", {}},
          o.imputeGenes);
    describe(static_cast<input::CellOptions &>(o), visit);
}

struct MaskedExpression {
    std::string decoder, unit;
    std::int64_t cellsLeftOut = 0;    // with fewer than two genes that have a value
    std::int64_t genesTooFew = 0;     // with fewer hidden values than asked for
    std::vector<std::string> genes;   // names, by column
    std::vector<std::string> groups;  // empty: none were named
    ComparedValues values;
    std::vector<ExpressionError> errors;  // the model first
    ErrorNull null;
    std::vector<PartErrors> byGene, byGroup, byValue;  // byGene: the largest advance over the gene's mean first
    std::optional<ImputedLayer> imputed;
};

// What needs neither data nor model. Error class: bad_option.
Result<void> checkMaskedExpression(const MaskedExpressionOptions &options);

// The result does not depend on the batch size or the number of threads. Warnings: no_baseline, those of prepareCells(). Error
// classes: those of checkMaskedExpression(), HiddenGenes::open() and prepareCells(); missing_column, bad_query, too_few_cells
// (none with two genes that have a value), and those of imputedLayer().
Result<MaskedExpression> maskedExpression(const data::Dataset &dataset, const LoadedModel &model,
                                          const MaskedExpressionOptions &options, JobContext &context);

}  // namespace lexicell::models::tasks
