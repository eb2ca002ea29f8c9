// Runs the epochs of a training: minibatches, steps at the schedule's rate, validation, best weights, history, and a file from
// which an interrupted run goes on. It knows no network and no LibTorch: see trainable.h.
#pragma once

#include "core/base/job_context.h"
#include "core/base/result.h"
#include "models/training/history.h"
#include "models/training/minibatches.h"
#include "models/training/objective.h"
#include "models/training/resume_file.h"
#include "models/training/schedule.h"
#include "models/training/trainable.h"
#include "models/training/training_options.h"

#include <filesystem>
#include <functional>
#include <optional>

namespace lexicell::models::training {

// The references must outlive the trainer.
struct TrainingPlan {
    Trainable &network;
    const Minibatches &minibatches;
    const Objective &objective;  // its first term on the validation cells chooses the best weights: the lower, the better
    TrainingOptions options;
    Schedule schedule;
    RunIdentity identity;
    std::filesystem::path resumeFile;               // written after every epoch and on a cancel; empty: none
    std::optional<double> baseline{};               // of the first term, for the progress text
    std::function<void(const History &)> onStep{};  // called after each step and each validation; empty: not needed
};

struct TrainingOutcome {
    checkpoint::TensorMap best;  // weights of the epoch with the lowest validation; empty before the first
    History history;
    double trainingLoss = 0.0;    // first term over the epoch of the best weights, in training mode
    double validationLoss = 0.0;  // first term on the validation cells with the best weights
    bool cancelled = false;
};

class Trainer {
  public:
    Trainer(TrainingPlan plan, JobContext &context);

    // Continues the run of the plan's resume file. The result is that of an undisturbed run, bit for bit, on the same device,
    // thread count and version of LibTorch. Error classes: those of readResumeFile() and Trainable::restore().
    Result<void> resume();
    // A cancel between two minibatches is an outcome with the best weights so far. The resume file stays on a cancel and on an
    // error; the caller removes it once the weights are safe. If it cannot be written, a warning (left_out) says so, once, and
    // training goes on.
    // Error classes: diverged and those of Trainable.
    Result<TrainingOutcome> run();

  private:
    Result<bool> trainEpoch(int epoch);  // false: cancelled
    Result<void> step(const std::vector<std::int64_t> &cells, int epoch);
    Result<std::optional<std::vector<double>>> validate();  // empty: cancelled
    double lossOf(int epoch) const;
    void report(int epoch) const;
    void save();

    TrainingPlan m_plan;
    JobContext &m_context;
    std::size_t m_stepsPerEpoch;
    RunState m_run;
    TrainingOutcome m_outcome;
    bool m_warned = false;
};

}  // namespace lexicell::models::training
