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

// Scores of the validation cells beyond the terms.
struct Scores {
    std::vector<std::string> names = {};  // "accuracy"
    // The scores from what the network says of each of Minibatches::validationBatches().
    std::function<std::vector<double>(const std::vector<Evaluation> &validation)> compute = {};
};

// Which epoch is kept, and when the run ends early.
struct Selection {
    std::size_t value = 0;      // of the validation: a term, then a score
    bool largest = false;       // whether the largest value is the best
    int patience = 0;           // epochs without a better value before the run ends; 0: it never ends early
    double smallestGain = 0.0;  // a value that is better by no more counts as equal
};

// The references must outlive the trainer.
struct TrainingPlan {
    Trainable &network;
    const Minibatches &minibatches;
    const Objective &objective;
    TrainingOptions options;
    Schedule schedule;
    RunIdentity identity;
    std::filesystem::path resumeFile;               // written after every epoch and on a cancel; empty: none
    std::optional<double> baseline{};               // of the first term, for the progress text
    std::function<void(const History &)> onStep{};  // called after each step and each validation; empty: not needed
    Scores scores{};
    Selection selection{};
    std::vector<Reference> references{};  // for the history
};

struct TrainingOutcome {
    checkpoint::TensorMap best;  // weights of the epoch that the selection chose; empty before the first
    History history;
    int bestEpoch = 0;                    // from 1; 0: none
    double trainingLoss = 0.0;            // first term over the epoch of the best weights, in training mode
    double validationLoss = 0.0;          // first term on the validation cells with the best weights
    std::vector<double> validation = {};  // all terms and scores with the best weights
    bool cancelled = false;
    bool endedEarly = false;
};

class Trainer {
  public:
    Trainer(TrainingPlan plan, JobContext &context);

    // Continues the run of the plan's resume file. The result is that of an undisturbed run, bit for bit, on the same device,
    // thread count and version of LibTorch. Error classes: those of readResumeFile() and Trainable::restore().
    Result<void> resume();
    // A cancel between two minibatches is an outcome with the best weights so far. The resume file stays on a cancel and on an
    // error; the caller removes it once the weights are safe. If it cannot be written, a warning (left_out) says so, once, and
    // training goes on. What the network has to say (Trainable::takeNotice) is a warning, too (reduced).
    // Error classes: diverged and those of Trainable and Minibatches.
    Result<TrainingOutcome> run();

  private:
    Result<bool> trainEpoch(int epoch);  // false: cancelled
    Result<void> step(const std::vector<std::int64_t> &cells, int epoch);
    Result<std::optional<std::vector<double>>> validate();  // empty: cancelled
    void warnOf(Trainable &network);
    bool isBetter(const std::vector<double> &validation) const;
    void note(const HistoryRow &row);  // the validation of the best epoch so far
    bool patienceEnds(int epoch) const;
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
