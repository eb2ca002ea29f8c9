// Expression after a perturbation, from a model that was fine-tuned on one: a mean profile for each condition asked for, beside
// the profiles of methods without a network and, where the data set has the condition, the measured one.
#pragma once

#include "core/base/job_context.h"
#include "core/base/result.h"
#include "core/data/dataset.h"
#include "models/contracts/model.h"
#include "models/input/cell_options.h"
#include "models/tasks/perturb/perturbation_options.h"
#include "models/tasks/perturb/perturbation_predictions.h"
#include "models/tasks/perturb/reverse_search.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace lexicell::models::tasks {

struct PerturbOptions : input::MatchOptions, PerturbationOptions {
    std::vector<std::string> conditions, allPairs;
    int pool = 300;
    std::string reverse;
    int neighbors = 8;
    std::int64_t seed = 0;
};
template <class V> void describe(PerturbOptions &o, V &&visit)
{
    visit(Option{"conditions", "Conditions to predict: A+ctrl for one gene, A+B for two.", "", {}}, o.conditions);
    visit(Option{"all-pairs",
                 "Genes, or a file with one a line, whose perturbations alone and in all pairs are predicted too.",
                 "",
                 {}},
          o.allPairs);
    visit(Option{"pool",
                 "Control cells that a profile is the mean over, drawn with replacement; 0: all, each once. Larger is slower and "
                 "less noisy.",
                 "cells",
                 {}},
          o.pool);
    visit(Option{"reverse",
                 "Cells in a state, such as condition == A+B: the conditions are ranked by how many of these cells lie next to "
                 "their predicted cells.",
                 "",
                 {}},
          o.reverse);
    visit(Option{"neighbors", "Predicted cells that each cell of the state votes for.", "cells", {}}, o.neighbors);
    describe(static_cast<PerturbationOptions &>(o), visit);
    describe(static_cast<input::MatchOptions &>(o), visit);
}
// Error class: bad_option.
Result<void> check(const PerturbOptions &options);

// Rows of the result: the model, the baselines (baselineMethods), and "measured".
inline constexpr const char *modelMethod = "model", *measuredMethod = "measured";

struct PredictedRow {
    std::size_t condition = 0;  // of PerturbationCells::asked
    std::string method;
    analysis::Profile profile;
    ProfileScores scores;            // not numbers where the condition is not measured
    std::vector<double> poolSpread;  // [genes] standard deviation over the pool; of the model only
};

struct PerturbResult {
    PerturbationCells cells;
    std::vector<PredictedRow> rows;           // by condition
    std::vector<std::int64_t> measuredCells;  // [asked conditions] 0: not in the data set
    std::vector<std::string> part;            // [asked conditions] what the model's conditions.csv says: learned, held_out
    analysis::Profile control;
    std::int64_t pool = 0;
    std::optional<ReverseSearch> reverse;
};

// Baselines are learned from the measured conditions that are not asked for. Warnings: leaky_split (the model learned a
// condition that it is scored on), and those of perturbationCells().
// Error classes: unsupported_model (no perturbation decoder), bad_option, bad_query, too_few_cells (no cell in the state), those
// of perturbationCells() and PerturbationPredictor.
Result<PerturbResult> perturb(const data::Dataset &dataset, const LoadedModel &model, const PerturbOptions &options,
                              JobContext &context);

// The rows as cells: X holds the profiles, obs condition, predicted_by, measured_cells, model_saw and the scores, layers spread
// the standard deviation over the pool; uns lexicell_predicted is true. var is that of the data set.
data::Dataset predictedDataset(const data::Dataset &dataset, const PerturbResult &result, const PerturbOptions &options);

}  // namespace lexicell::models::tasks
