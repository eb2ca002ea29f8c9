// Pretraining a model of any family, from nothing or from the weights of a checkpoint: values of genes are hidden and predicted
// from the rest of the cell, by the family's own objective (models/families/pretraining.h), beside the family's baseline on the
// same hidden values.
#pragma once

#include "core/base/job_context.h"
#include "core/base/result.h"
#include "core/data/dataset.h"
#include "models/tasks/pretrain/pretrain_options.h"
#include "models/tasks/record.h"
#include "models/training/history.h"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace lexicell::models::tasks {

struct PretrainJob {
    std::vector<data::Dataset> datasets;
    // The folder appears complete with the weights and the sidecars of the family, history.csv and its record lexicell.json, or
    // not at all. `overwrite` replaces a folder that holds only files of a checkpoint.
    std::filesystem::path folder;
    PretrainOptions options;
    std::string device = "auto";
    bool overwrite = false;
    RecordInputs files{};  // the hashes of the data files, for the record
    // Called on the thread of the training after each step and each validation; empty: not needed.
    std::function<void(const training::History &)> onStep{};
};

// Losses are those of the family's first term: mean squared errors in bins² (scGPT) or of scaled values (Exceiver), cross-entropy
// in nats (scBERT, scEMB-style).
struct PretrainSummary {
    std::int64_t cells = 0;
    std::int64_t steps = 0;
    double trainLoss = 0.0;       // over the epoch whose weights were kept, with dropout
    double validationLoss = 0.0;  // lowest over the epochs, on held-out cells; the weights of that epoch are written
    double baselineLoss = 0.0;    // what needs no network, on the same hidden values: the baseline for the network
    std::string family;
    training::History history{};
};

// Whether the job can start, as far as that shows without LibTorch and without data sets.
// Error classes: unsupported_family, bad_option, output_exists, output_is_input, not_writable, and not_found (nothing to resume).
Result<void> checkJob(const PretrainJob &job);

// The result is a function of seed, device and thread count, bit for bit. A cancel keeps the best weights so far: the folder
// then holds a complete checkpoint whose record says after how many steps the run was cancelled, or nothing before the end of the
// first epoch; `resume` continues from the very step, and the error names it.
// A resume file that was left is replaced only with `overwrite`. Warning: left_out (genes outside the checkpoint's vocabulary).
// Error classes: those of checkJob(), usage (no data set), those of Pretraining::make, of opening the checkpoint, diverged,
// no_device, missing_libtorch, out_of_memory, disk_full, and those of training::readResumeFile() with `resume`.
Result<PretrainSummary> pretrain(const PretrainJob &job, JobContext &context);

}  // namespace lexicell::models::tasks
