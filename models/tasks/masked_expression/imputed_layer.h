// Values for genes without a count, as a layer of the data set: what the model says that a gene's value would be if the cell had
// it. The families are trained on genes with a value alone, so the layer never says whether a cell has a gene.
#pragma once

#include "core/base/job_context.h"
#include "core/base/result.h"
#include "core/data/dataset.h"
#include "models/input/prepared_cells.h"
#include "models/tasks/masked_expression/hidden_genes.h"

#include <cstdint>
#include <string>
#include <vector>

namespace lexicell::models::tasks {

inline constexpr const char *imputedKey = "lexicell_imputed";  // the layer, the columns of obs and var, the entry of uns

struct ImputeOptions {
    std::int64_t genes = 2000;  // that most cells have; 0: all that the model knows
    double share = 0.15;        // hidden at once, of the genes of the cell that have a value; of a prompt decoder any number
};

struct ImputedLayer {
    data::CsrBlock values;     // [cells of the data set x genes] in the model's unit: measured values, and predicted ones
    std::vector<bool> cells;   // that have values in it
    std::vector<bool> genes;   // that are predicted
    std::int64_t imputed = 0;  // predicted values
};

// `which`: ascending rows with tokens. Predictions below 0 are 0 where the unit has no negative numbers. Error classes:
// unsupported_model (a model of several kinds of features), cancelled, those of reading and of HiddenGenes::predict().
Result<ImputedLayer> imputedLayer(const input::PreparedCells &cells, const LoadedModel &model, const HiddenGenes &genes,
                                  const std::vector<std::int64_t> &which, const ImputeOptions &options, JobContext &context);

// The data set with the layer and its tags. `brought`: as TaskInput::brought; the layer then takes a free name. Warning:
// replaced. Returns the name of the layer in `key`.
data::Dataset withImputed(const data::Dataset &dataset, const ImputedLayer &layer, const LoadedModel &model,
                          const std::string &decoder, const data::Dataset *brought, JobContext &context, std::string &key);

}  // namespace lexicell::models::tasks
