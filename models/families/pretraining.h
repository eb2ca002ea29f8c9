// What each family says of its pretraining: its options, its new network, its way to hide values. A task runs them without
// knowing a family. No LibTorch.
#pragma once

#include "core/base/job_context.h"
#include "core/base/result.h"
#include "core/data/dataset.h"
#include "models/checkpoint/bundle.h"
#include "models/checkpoint/tensor_spec.h"
#include "models/training/minibatches.h"
#include "models/training/pretraining_options.h"
#include "models/training/recipe.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace lexicell::models {

// What a run is made from. The references outlive the run.
struct PretrainingInput {
    const std::vector<data::Dataset> &datasets;
    const training::PretrainingOptions &options;  // completed() with the family's own
    const checkpoint::Bundle *start = nullptr;    // the checkpoint whose weights and genes are continued; null: from nothing
};

// Everything that a run is made of.
struct PretrainingRun {
    // Settings, genes and the weights to start from. Without tensors (scGPT from nothing) the network draws them. Without a
    // `file` all of it is new.
    checkpoint::Bundle bundle;
    training::Recipe recipe;
    std::unique_ptr<training::Minibatches> minibatches;
    std::vector<std::string> frozen = {};  // tensors that stay as they are
    bool newScaler = false;                // bundle.scaler was fitted to these cells
    std::optional<double> meanValue = {};  // TrainableRequest::meanValue
    double baseline = 0.0;                 // of the first term, on the same hidden values of the validation cells
    std::string baselineName;              // for the history: "mean_bin"
    std::int64_t cells = 0;
    std::string data;  // SHA-256 of cells, genes and split
};

struct Pretraining {
    const char *family;
    // The values of options that are left to the family.
    training::PretrainingOptions (*defaults)();
    // What training::check() does not know. Error class: bad_option. From nothing.
    Result<void> (*check)(const training::PretrainingOptions &options);
    // Numbers in a new network.
    std::int64_t (*parameters)(const training::PretrainingOptions &options, std::int64_t genes);
    // Reads the cells. Error classes: empty_data, too_few_cells, negative_counts, non_finite, no_gene_matches, cancelled, those
    // of reading the matrix and of the checkpoint's settings; bad_option (a checkpoint without the head that pretraining needs).
    Result<PretrainingRun> (*make)(const PretrainingInput &input, JobContext &context);
};

// Error class: unsupported_family.
Result<Pretraining> pretrainingOf(const std::string &family);

// Refuses options of scGPT alone that are not at their default. Error class: bad_option.
Result<void> checkScgptAlone(const training::PretrainingOptions &options);

// The columns of every data set in a vocabulary. A warning (left_out) names genes that are not in it.
// Error classes: empty_data, no_gene_matches.
Result<std::vector<std::vector<std::int64_t>>> columnsIn(const std::vector<std::string> &vocabulary,
                                                         const std::vector<data::Dataset> &datasets, JobContext &context);

// A bundle of a new model, whose files do not exist yet.
checkpoint::Bundle newBundle(std::string config, std::string configName);

// Numbers in the required tensors.
std::int64_t numbersIn(const std::vector<checkpoint::TensorSpec> &specs);

}  // namespace lexicell::models
