#include "models/tasks/pretrain/pretrain.h"

#include "core/base/guarded.h"
#include "core/base/option_json.h"
#include "core/files/atomic_file.h"
#include "core/steps/step_output.h"
#include "models/families/fine_tuning.h"
#include "models/families/open_model.h"
#include "models/families/pretraining.h"
#include "models/families/torch_library.h"
#include "models/tasks/fine_tune/tuned_files.h"
#include "models/tasks/output_place.h"
#include "models/tasks/training_place.h"
#include "models/training/precision.h"
#include "models/training/trainer.h"

#include <algorithm>
#include <cmath>
#include <memory>
#include <optional>

namespace lexicell::models::tasks {

namespace {

namespace fs = std::filesystem;

constexpr double readingShare = 0.05;  // of the job's time, for the progress bar

// What to train, with the options completed.
struct Plan {
    PretrainJob job;
    Pretraining family;
    std::optional<checkpoint::Bundle> start;
    std::string device;
};

TrainingPlace placeOf(const PretrainJob &job) { return {job.folder, job.options.resume, job.overwrite}; }

Result<Plan> makePlan(const PretrainJob &job, const std::string &device, JobContext &context)
{
    Plan plan{job, {}, {}, device};
    std::string family = job.options.family == "auto" ? "scgpt" : job.options.family;
    if (!job.options.model.empty()) {
        LEXICELL_TRY(bundle, openModelBundle(job.options.model, context));
        LEXICELL_CHECK(outlineBundle(bundle));  // its tensors and sidecars fit together
        LEXICELL_TRY(found, familyOf(bundle));
        if (job.options.family != "auto" && job.options.family != found)
            return Error{errors::badOption,
                         bundle.file.string() + " is a checkpoint of " + found + ", not of " + job.options.family +
                             ". Leave the family out, or choose another checkpoint.",
                         {},
                         {{"family", {"auto"}}}};
        family = found;
        plan.start = std::move(bundle);
    }
    LEXICELL_TRY(options, completed(job.options, family, plan.start.has_value()));
    LEXICELL_TRY(entry, pretrainingOf(family));
    plan.job.options = std::move(options);
    plan.family = entry;
    return plan;
}

Result<std::unique_ptr<training::Trainable>> newNetwork(const Plan &plan, const PretrainingRun &run, JobContext &context)
{
    const PretrainOptions &options = plan.job.options;
    LEXICELL_TRY(library, torchLibrary());
    const std::vector<Family> families = library->families();
    const auto family = std::find_if(families.begin(), families.end(), [&](const Family &f) { return options.family == f.name; });
    if (family == families.end() || !family->train)
        return Error{errors::unsupportedFamily, "The networks cannot train the family " + options.family + ".", {}};
    training::TrainableRequest request;
    request.bundle = run.bundle;
    request.objective = run.recipe.objective;
    request.clippingNorm = run.recipe.clippingNorm;
    request.optimizer = run.recipe.optimizer;
    request.frozen = run.frozen;
    request.microBatch = run.recipe.microBatch;
    request.precision = options.precision;
    request.seed = static_cast<std::uint64_t>(options.seed);
    request.device = plan.device;
    request.threads = context.threads;
    request.cellGain = options.cellGain;
    request.meanValue = run.meanValue;
    return family->train(request, context);
}

// The checkpoint counts by its content, wherever it lies.
training::RunIdentity identityOf(const Plan &plan, const PretrainingRun &run)
{
    training::RunIdentity identity{optionsToText(plan.job.options), run.data};
    std::erase_if(identity.options, [](const auto &option) { return option.first == "resume" || option.first == "model"; });
    identity.options.emplace_back("seed", std::to_string(plan.job.options.seed));
    identity.options.emplace_back("device", plan.device);
    if (plan.start) identity.data += plan.start->sha256;
    return identity;
}

Result<void> writeRecordOf(const Plan &plan, const training::TrainingOutcome &outcome, const fs::path &folder)
{
    const PretrainJob &job = plan.job;
    RecordInputs inputs = job.files;
    if (plan.start) inputs.emplace_back("model", plan.start->sha256);
    ProvenanceStep record = recordOf("pretrain", OptionValues(job.options), std::move(inputs));
    if (outcome.cancelled) record.options.emplace_back("cancelled-after-steps", std::to_string(outcome.history.rows.size()));
    // The record of a single data set says how its cells were chosen. Of several, each file keeps its own.
    const std::string earlier = job.datasets.size() == 1 ? steps::recordOf(job.datasets.front()) : std::string();
    return writeRecord(record, recordInside(folder), earlier);
}

// Writes the best weights, if there are any.
Result<void> write(const Plan &plan, const PretrainingRun &run, const training::TrainingOutcome &outcome)
{
    if (outcome.best.entries.empty()) return {};
    LEXICELL_TRY(folder, pendingFolder(placeOf(plan.job)));
    LEXICELL_TRY(family, fineTuningOf(plan.job.options.family));
    const checkpoint::ModelSource source(plan.job.options.model);
    LEXICELL_CHECK(writeTunedModel(
        {run.bundle, source, family, outcome.best, run.frozen, {}, run.newScaler ? run.bundle.scaler : checkpoint::Scaler()},
        folder.path()));
    LEXICELL_CHECK(files::writeTextFile(folder.path() / "history.csv", training::historyText(outcome.history)));
    LEXICELL_CHECK(writeRecordOf(plan, outcome, folder.path()));
    return folder.commit();
}

Result<training::TrainingOutcome> runTraining(const Plan &plan, const PretrainingRun &run, JobContext &context)
{
    const PretrainOptions &options = plan.job.options;
    LEXICELL_TRY(network, newNetwork(plan, run, context));
    training::TrainingOptions training = options;
    training.clippingNorm = run.recipe.clippingNorm;
    const auto steps = static_cast<double>(options.epochs) *
                       std::ceil(static_cast<double>(run.minibatches->trainingCells()) / options.batchSize);
    training::Selection selection;
    selection.patience = run.recipe.patience;
    training::Trainer trainer({*network,
                               *run.minibatches,
                               run.recipe.objective,
                               training,
                               training::scheduleOf(run.recipe, options.learningRate, steps),
                               identityOf(plan, run),
                               resumeFileOf(plan.job.folder),
                               run.baseline,
                               plan.job.onStep,
                               {},
                               selection,
                               {{run.baselineName, 0, run.baseline}}},
                              context);
    if (options.resume) LEXICELL_CHECK(trainer.resume());
    return trainer.run();
}

Result<PretrainSummary> train(const PretrainJob &wanted, const std::string &device, JobContext &context)
{
    LEXICELL_TRY(plan, makePlan(wanted, device, context));
    const auto prepare = [&] {
        const JobPart part(context, 0.0, readingShare);
        context.report(0.0, "Reading cells");
        return plan.family.make({plan.job.datasets, plan.job.options, plan.start ? &*plan.start : nullptr}, context);
    };
    LEXICELL_TRY(run, prepare());
    const auto learn = [&] {
        const JobPart part(context, readingShare, 1.0);
        return runTraining(plan, run, context);
    };
    LEXICELL_TRY(outcome, learn());
    LEXICELL_CHECK(write(plan, run, outcome));
    LEXICELL_CHECK(finishTraining(placeOf(plan.job), outcome));
    return PretrainSummary{run.cells,
                           static_cast<std::int64_t>(outcome.history.rows.size()),
                           outcome.trainingLoss,
                           outcome.validationLoss,
                           run.baseline,
                           plan.job.options.family,
                           std::move(outcome.history)};
}

}  // namespace

Result<void> checkJob(const PretrainJob &job)
{
    LEXICELL_CHECK(check(job.options));
    if (!job.options.model.empty()) LEXICELL_CHECK(checkNotRead(job.folder, {job.options.model}));
    return checkTrainingPlace(placeOf(job));
}

Result<PretrainSummary> pretrain(const PretrainJob &job, JobContext &context)
{
    if (job.datasets.empty()) return Error{errors::usage, "Name at least one data set to pretrain on.", {}};
    LEXICELL_CHECK(checkJob(job));
    LEXICELL_TRY(library, torchLibrary());
    LEXICELL_TRY(device, library->chooseDevice(job.device));
    LEXICELL_CHECK(training::trainingPrecision(job.options.precision, device));
    return guarded("pretrain a network", [&]() -> Result<PretrainSummary> { return train(job, device, context); });
}

}  // namespace lexicell::models::tasks
