// What fine-tuning for one purpose adds to the run of fineTune(): its cells and their split, what changes in the checkpoint, the
// minibatches, the scores of the held-out cells beside those of simpler methods, and files. fineTune() owns the order of the
// steps, the network, the trainer and the folder. How to add one: docs/adding-a-task.md.
#pragma once

#include "core/base/job_context.h"
#include "core/base/result.h"
#include "models/checkpoint/bundle.h"
#include "models/contracts/model.h"
#include "models/families/fine_tuning.h"
#include "models/tasks/fine_tune/fine_tune_options.h"
#include "models/tasks/fine_tune/score_table.h"
#include "models/training/history.h"
#include "models/training/minibatches.h"
#include "models/training/recipe.h"
#include "models/training/split.h"
#include "models/training/trainable.h"
#include "models/training/trainer.h"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace lexicell::models::tasks {

struct FineTuneJob;
struct FineTuneSummary;

// The data that decides a run, beside its options: a run is continued only with the same.
class Fingerprint {
  public:
    template <class T> void add(const std::vector<T> &values) { addBytes(values.data(), values.size() * sizeof(T)); }
    void add(const std::vector<std::string> &names);  // in plain text
    void addLine(const std::string &line) { m_text += line + '\n'; }
    std::string sha256() const;

  private:
    void addBytes(const void *data, std::size_t size);

    std::string m_text;
};

// One run. The functions are called once each, in the order in which they stand, from one thread; what they return must outlive
// the run.
class TuningTask {
  public:
    virtual ~TuningTask() = default;

    virtual std::int64_t cells() const = 0;
    virtual const training::Split &split() const = 0;

    // Changes the checkpoint before training: new heads, new tokens, class names. Its new tensors are random by the seed.
    virtual Result<void> changeCheckpoint(checkpoint::Bundle &bundle, const FineTuning &family, JobContext &context) = 0;
    // Changes the recipe of the family; the options common to all tasks are in it already.
    virtual Result<void> changeRecipe(training::Recipe &recipe) const;
    // The tensors that learn where adapters stand for the body.
    virtual bool learnsBesideAdapters(const std::string &name, const TensorPlace &place) const;

    // The scores of simpler methods, before training.
    virtual Result<void> compare(const LoadedModel &model, JobContext &context) = 0;

    virtual Result<void> makeMinibatches(const training::Recipe &recipe) = 0;
    virtual const training::Minibatches &minibatches() const = 0;
    virtual training::ClassRule classRule() const;
    virtual void addData(Fingerprint &fingerprint) const = 0;
    // Computed after every epoch: columns of history.csv, and names for the option chosen-by.
    virtual training::Scores scores() const;
    // Shown beside the loss; empty: none.
    virtual std::optional<double> lossBaseline() const;

    // Scores of the simpler methods, drawn beside the curves of the same value.
    virtual std::vector<training::Reference> references() const;

    // Fitted to the cells; empty: none.
    virtual const checkpoint::Scaler &scaler() const;
    // The sidecars that only this task has, beside those of convert_model and over them.
    virtual Result<void> writeSidecars(const checkpoint::Bundle &bundle, const std::filesystem::path &folder) const;
    // Share of the run's time that table() takes.
    virtual double scoringShare() const;
    // The scores of all methods, the fine-tuned model first (no row for it: nothing was learned). `folder` holds the checkpoint
    // with the best weights already, so it can be opened; it is empty if no weights were kept.
    virtual Result<ScoreTable> table(const training::TrainingOutcome &outcome, const std::filesystem::path &folder,
                                     JobContext &context) = 0;
    virtual void summarize(FineTuneSummary &summary) const;
};

// A value of the option task.
struct TuningKind {
    const char *name;  // also of the objective: FineTuning::recipe
    // Options in themselves, beside those that all tasks share. Error class: bad_option.
    Result<void> (*check)(const FineTuneOptions &options);
    // Whether a run can start from the checkpoint. Error class: unsupported_model.
    Result<void> (*checkModel)(const ModelCard &card);
    // Reads and splits the cells. `job` outlives the task.
    Result<std::unique_ptr<TuningTask>> (*make)(const FineTuneJob &job, JobContext &context);
};

// Null: there is none of this name.
const TuningKind *tuningKind(std::string_view name);

// Refuses checkpoints that need more than cells: of batches, modalities or perturbations. Error class: unsupported_model.
Result<void> checkPlainModel(const ModelCard &card);

}  // namespace lexicell::models::tasks
