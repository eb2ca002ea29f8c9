// Fine-tuning a checkpoint on a data set, for any family and purpose: the family's recipe, tokenizer and network, the purpose's
// cells, minibatches and scores (tuning_task.h), and the trainer of models/training. The result is a checkpoint that the family's
// own programs open, beside the scores of what needs no fine-tuning.
#pragma once

#include "core/base/job_context.h"
#include "core/base/result.h"
#include "core/data/dataset.h"
#include "models/contracts/model.h"
#include "models/tasks/fine_tune/annotation_baselines.h"
#include "models/tasks/fine_tune/fine_tune_options.h"
#include "models/tasks/fine_tune/random_start.h"
#include "models/tasks/fine_tune/score_table.h"
#include "models/tasks/record.h"
#include "models/training/history.h"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <utility>
#include <vector>

namespace lexicell::models::tasks {

struct FineTuneJob {
    const data::Dataset &dataset;
    const LoadedModel &model;      // the checkpoint to start from, opened
    const ModelSource &source;     // its files
    std::filesystem::path folder;  // appears complete or not at all
    FineTuneOptions options = {};
    std::string device = "auto";
    bool overwrite = false;
    RecordInputs files = {};  // hashes of the data files
    // Called on the thread of the training after each step and each validation; empty: not needed.
    std::function<void(const training::History &)> onStep = {};
};

struct FineTuneSummary {
    std::int64_t cells = 0, trainingCells = 0, validationCells = 0;
    std::int64_t steps = 0;
    int bestEpoch = 0;
    bool endedEarly = false;
    double validationLoss = 0.0;  // first term on the held-out cells with the weights that were kept
    std::int64_t trainedParameters = 0;
    bool adapted = false;
    ScoreTable table;  // "fine_tuned" first, then the baselines, on the same held-out cells
    training::History history;
    std::vector<std::pair<std::string, std::int64_t>> counts;  // further ones of the task: "classes"
    std::vector<SeedComparison> seeds;  // of FineTuneOptions::randomStarts; empty: not asked for, or cancelled
    // Of annotation:
    std::vector<std::string> classes;
    std::vector<AnnotationScore> scores;  // the table
};

// The result is a function of the data, the options, the seed, the device and the thread count, bit for bit. A cancel keeps the
// best weights so far, as pretraining does, and `resume` continues from the very step.
// Error classes: bad_option, unsupported, unsupported_family, unsupported_model (a checkpoint that the task cannot start from),
// those of TuningKind::make (annotation: labeledCells()), checkTrainingPlace(), opening the checkpoint, diverged, no_device,
// out_of_memory, disk_full, and those of training::readResumeFile() with `resume`.
Result<FineTuneSummary> fineTune(const FineTuneJob &job, JobContext &context);

}  // namespace lexicell::models::tasks
