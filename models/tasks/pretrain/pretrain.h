// Pretraining from random weights, in a simple form: masked expression values are predicted from the other genes of a cell
// (scGPT's GEP and MVC objectives, masked mean squared error), and optionally cells are told apart (its CCE).
#pragma once

#include "core/base/job_context.h"
#include "core/base/options.h"
#include "core/base/result.h"
#include "core/data/dataset.h"
#include "models/tasks/record.h"
#include "models/training/history.h"
#include "models/training/pretraining_options.h"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace lexicell::models::tasks {

struct PretrainOptions : training::PretrainingOptions {
    std::string family = "scgpt";
    bool resume = false;
};
template <class V> void describe(PretrainOptions &o, V &&visit)
{
    visit(Option{"family", "Which network.", "", {"scgpt"}}, o.family);
    describe(static_cast<training::PretrainingOptions &>(o), visit);
    visit(Option{"resume",
                 "Continues the run to this folder that was interrupted, with the same options and data; the result is that of "
                 "an undisturbed run.",
                 "",
                 {}},
          o.resume);
}

struct PretrainJob {
    std::vector<data::Dataset> datasets;
    // The folder appears complete with best_model.pt, args.json, vocab.json, history.csv and its record lexicell.json, or not at
    // all. `overwrite` replaces a folder that holds only files of a checkpoint.
    std::filesystem::path folder;
    PretrainOptions options;
    std::string device = "auto";
    bool overwrite = false;
    RecordInputs files{};  // the hashes of the data files, for the record
    // Called on the thread of the training after each step and each validation; empty: not needed.
    std::function<void(const training::History &)> onStep{};
};

// Losses are mean squared errors of hidden values predicted from the rest of the cell (GEP), in bins².
struct PretrainSummary {
    std::int64_t cells = 0;
    std::int64_t steps = 0;
    double trainLoss = 0.0;       // over the epoch whose weights were kept, with dropout
    double validationLoss = 0.0;  // lowest over the epochs, on held-out cells; the weights of that epoch are written
    double baselineLoss = 0.0;    // predicting each gene's mean bin on the same hidden values: the baseline for the network
    training::History history{};
};

// Whether the job can start, as far as that shows without LibTorch and without data sets.
// Error classes: unsupported_family, bad_option, output_exists, not_writable, and not_found (nothing to resume).
Result<void> checkJob(const PretrainJob &job);

// The result is a function of seed, device and thread count, bit for bit. A cancel keeps the best weights so far: the folder
// then holds a complete checkpoint whose record says after how many steps the run was cancelled, or nothing before the end of the
// first epoch; `resume` continues from the very step, and the error names it.
// A resume file that was left is replaced only with `overwrite`.
// Error classes: those of checkJob(), usage (no data set), empty_data, too_few_cells, negative_counts, diverged, no_device,
// missing_libtorch, out_of_memory, disk_full, and those of training::readResumeFile() with `resume`.
Result<PretrainSummary> pretrain(const PretrainJob &job, JobContext &context);

}  // namespace lexicell::models::tasks
