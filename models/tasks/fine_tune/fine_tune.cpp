#include "models/tasks/fine_tune/fine_tune.h"

#include "core/base/guarded.h"
#include "core/base/option_json.h"
#include "core/files/atomic_file.h"
#include "core/steps/step_output.h"
#include "models/families/fine_tuning.h"
#include "models/families/open_model.h"
#include "models/families/torch_library.h"
#include "models/tasks/fine_tune/tuned_files.h"
#include "models/tasks/fine_tune/tuned_tensors.h"
#include "models/tasks/fine_tune/tuning_task.h"
#include "models/tasks/training_place.h"
#include "models/training/precision.h"
#include "models/training/trainer.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <memory>
#include <optional>
#include <utility>

namespace lexicell::models::tasks {

namespace {

constexpr double preparingShare = 0.1;  // of the job's time, for the progress bar

// Everything that the run is made of, fixed before the first step.
struct Plan {
    checkpoint::Bundle bundle;  // with what the task changes
    FineTuning family;
    training::Recipe recipe;
    TunedTensors tensors;
    std::unique_ptr<TuningTask> task;
    std::string device;
};

TrainingPlace placeOf(const FineTuneJob &job) { return {job.folder, job.options.resume, job.overwrite}; }

Result<Plan> makePlan(const FineTuneJob &job, const TuningKind &kind, const std::string &device, JobContext &context)
{
    const JobPart part(context, 0.0, preparingShare / 2.0);
    LEXICELL_TRY(bundle, openModelBundle(job.source, context));
    LEXICELL_TRY(family, fineTuningOf(job.model.card.family));
    LEXICELL_TRY(familyRecipe, family.recipe(bundle, kind.name));  // first, because reading the cells takes longer
    LEXICELL_TRY(task, kind.make(job, context));
    training::Recipe recipe = changed(std::move(familyRecipe), job.options);
    LEXICELL_CHECK(task->changeRecipe(recipe));
    LEXICELL_CHECK(task->changeCheckpoint(bundle, family, context));
    const auto learns = [&](const std::string &name, const TensorPlace &place) {
        return task->learnsBesideAdapters(name, place);
    };
    LEXICELL_TRY(tensors, tunedTensors(bundle, job.model.card, family, job.options, learns));
    return Plan{std::move(bundle), family, std::move(recipe), std::move(tensors), std::move(task), device};
}

Result<std::unique_ptr<training::Trainable>> makeNetwork(const FineTuneJob &job, const Plan &plan, JobContext &context)
{
    LEXICELL_TRY(library, torchLibrary());
    const std::vector<Family> families = library->families();
    const auto family =
        std::find_if(families.begin(), families.end(), [&](const Family &f) { return job.model.card.family == f.name; });
    if (family == families.end() || !family->train)
        return Error{errors::unsupportedFamily, "The networks cannot train the family " + job.model.card.family + ".", {}};
    training::TrainableRequest request;
    request.bundle = plan.bundle;
    request.objective = plan.recipe.objective;
    request.clippingNorm = plan.recipe.clippingNorm;
    request.optimizer = plan.recipe.optimizer;
    request.classes = plan.task->classRule();
    request.frozen = plan.tensors.frozen;
    request.adapters = plan.tensors.adapters;
    request.microBatch = plan.recipe.microBatch;
    request.precision = job.options.precision;
    request.frozenReuse = frozenReuse(job.options);
    request.seed = static_cast<std::uint64_t>(job.options.seed);
    request.device = plan.device;
    request.threads = context.threads;
    return family->train(request, context);
}

training::RunIdentity identityOf(const FineTuneJob &job, const Plan &plan)
{
    Fingerprint data;
    data.addLine(plan.bundle.sha256);
    plan.task->addData(data);
    training::RunIdentity identity{optionsToText(job.options), data.sha256()};
    std::erase_if(identity.options, [](const auto &option) { return option.first == "resume" || option.first == "save"; });
    identity.options.emplace_back("seed", std::to_string(job.options.seed));
    identity.options.emplace_back("device", plan.device);
    return identity;
}

// By the loss, the first term, or by a score of the task.
Result<training::Selection> selectionOf(const training::Recipe &recipe, const std::vector<std::string> &scores)
{
    training::Selection selection;
    selection.patience = recipe.patience;
    if (recipe.chosenBy == "loss") return selection;
    const auto found = std::find(scores.begin(), scores.end(), recipe.chosenBy);
    if (found == scores.end())
        return Error{errors::badOption,
                     "This fine-tuning has no " + recipe.chosenBy + " to choose an epoch by. Choose by the loss.",
                     {},
                     {{"chosen-by", {"loss"}}}};
    selection.largest = true;
    selection.value = recipe.objective.terms.size() + static_cast<std::size_t>(found - scores.begin());
    return selection;
}

// `resumeFile` empty: the run leaves nothing, and nobody follows it.
Result<training::TrainingOutcome> runTraining(const FineTuneJob &job, const Plan &plan, const std::filesystem::path &resumeFile,
                                              JobContext &context)
{
    training::Scores scores = plan.task->scores();
    LEXICELL_TRY(selection, selectionOf(plan.recipe, scores.names));
    LEXICELL_CHECK(plan.task->makeMinibatches(plan.recipe));
    LEXICELL_TRY(network, makeNetwork(job, plan, context));
    const training::Minibatches &minibatches = plan.task->minibatches();
    const auto steps = static_cast<double>(minibatches.trainingBatches(1).size()) * plan.recipe.epochs;
    training::TrainingOptions options;
    options.epochs = plan.recipe.epochs;
    options.batchSize = plan.recipe.batchSize;
    options.learningRate = plan.recipe.learningRate;
    options.clippingNorm = plan.recipe.clippingNorm;
    options.seed = job.options.seed;
    training::Trainer trainer({*network, minibatches, plan.recipe.objective, options,
                               training::scheduleOf(plan.recipe, plan.recipe.learningRate, steps), identityOf(job, plan),
                               resumeFile, plan.task->lossBaseline(),
                               resumeFile.empty() ? std::function<void(const training::History &)>() : job.onStep,
                               std::move(scores), selection, plan.task->references()},
                              context);
    if (job.options.resume && !resumeFile.empty()) LEXICELL_CHECK(trainer.resume());
    return trainer.run();
}

// The scores with the best weights of a run; empty: it was cancelled.
std::vector<double> scoresOf(const training::TrainingOutcome &outcome, const Plan &plan)
{
    if (outcome.cancelled) return {};
    return {outcome.validation.begin() + static_cast<std::ptrdiff_t>(plan.recipe.objective.terms.size()),
            outcome.validation.end()};
}

// Everything learns that the network can learn, since no weight is worth keeping.
Result<std::vector<double>> scoresFromRandom(const FineTuneJob &job, Plan &plan, JobContext &context)
{
    checkpoint::TensorMap kept = std::exchange(plan.bundle.tensors, randomWeights(plan.bundle.tensors, job.options.seed));
    TunedTensors tensors = std::exchange(plan.tensors, {});
    const auto outcome = runTraining(job, plan, {}, context);
    plan.bundle.tensors = std::move(kept);
    plan.tensors = std::move(tensors);
    if (!outcome.ok()) return outcome.error();
    return scoresOf(*outcome, plan);
}

// The first seed is that of the fine-tuned model; each next one has a split, heads and minibatches of its own.
Result<std::vector<SeedComparison>> compareStarts(const FineTuneJob &job, const TuningKind &kind, Plan &first,
                                                  const training::TrainingOutcome &outcome, JobContext &context)
{
    std::vector<std::vector<double>> fromCheckpoint, fromRandom;
    for (int i = 0; i < job.options.randomStarts; ++i) {
        FineTuneJob next = job;
        next.options.seed = job.options.seed + i;
        next.options.resume = false;
        std::vector<double> scores = scoresOf(outcome, first);
        std::optional<Plan> own;
        if (i > 0) {
            LEXICELL_TRY(plan, makePlan(next, kind, first.device, context));
            own.emplace(std::move(plan));
            LEXICELL_TRY(again, runTraining(next, *own, {}, context));
            scores = scoresOf(again, *own);
        }
        LEXICELL_TRY(random, scoresFromRandom(next, own ? *own : first, context));
        if (scores.empty() || random.empty()) return std::vector<SeedComparison>();
        fromCheckpoint.push_back(std::move(scores));
        fromRandom.push_back(std::move(random));
    }
    return compareSeeds(first.task->scores().names, fromCheckpoint, fromRandom);
}

// Of the scores that the table has.
void addRandomStart(const std::vector<SeedComparison> &seeds, ScoreTable &table)
{
    if (seeds.empty()) return;
    ScoreRow row{randomMethod, {}};
    for (const std::string &column : table.columns) {
        const auto found = std::find_if(seeds.begin(), seeds.end(), [&](const SeedComparison &s) { return s.score == column; });
        row.values.push_back(found == seeds.end() ? std::nan("") : found->random.mean);
    }
    table.rows.push_back(std::move(row));
}

std::int64_t trainedParameters(const Plan &plan)
{
    std::int64_t count = 0;
    for (const auto &[fileName, tensor] : plan.bundle.tensors.entries) {
        const std::string name = plan.family.releasedName(fileName);
        if (std::find(plan.tensors.frozen.begin(), plan.tensors.frozen.end(), name) == plan.tensors.frozen.end())
            count += tensor.size();
        for (const training::AdapterSite &site : plan.tensors.adapters.sites)
            if (site.tensor == name) count += plan.tensors.adapters.rank * (site.rows + tensor.shape.back());
    }
    return count;
}

ProvenanceStep recordFor(const FineTuneJob &job, const Plan &plan, const training::TrainingOutcome &outcome)
{
    RecordInputs inputs = job.files;
    inputs.emplace_back("model", plan.bundle.sha256);
    ProvenanceStep record = recordOf("fine-tune", OptionValues(job.options), std::move(inputs));
    record.options.emplace_back("kept-epoch", std::to_string(outcome.bestEpoch));
    if (outcome.cancelled) record.options.emplace_back("cancelled-after-steps", std::to_string(outcome.history.rows.size()));
    return record;
}

// Writes the best weights, if there are any, and scores them.
Result<ScoreTable> write(const FineTuneJob &job, const Plan &plan, const training::TrainingOutcome &outcome,
                         const std::vector<SeedComparison> &seeds, JobContext &context)
{
    if (outcome.best.entries.empty()) return plan.task->table(outcome, {}, context);
    LEXICELL_TRY(folder, pendingFolder(placeOf(job)));
    LEXICELL_CHECK(writeTunedModel({plan.bundle, job.source, plan.family, outcome.best, plan.tensors.frozen,
                                    plan.tensors.adapters, plan.task->scaler(), job.options.save == "adapter"},
                                   folder.path()));
    LEXICELL_CHECK(plan.task->writeSidecars(plan.bundle, folder.path()));
    LEXICELL_TRY(table, plan.task->table(outcome, folder.path(), context));
    addRandomStart(seeds, table);
    LEXICELL_CHECK(files::writeTextFile(folder.path() / "history.csv", training::historyText(outcome.history)));
    LEXICELL_CHECK(files::writeTextFile(folder.path() / "validation.csv", scoresText(table)));
    LEXICELL_CHECK(writeRecord(recordFor(job, plan, outcome), recordInside(folder.path()), steps::recordOf(job.dataset)));
    LEXICELL_CHECK(folder.commit());
    return table;
}

Result<FineTuneSummary> run(const FineTuneJob &job, const TuningKind &kind, JobContext &context)
{
    LEXICELL_TRY(library, torchLibrary());
    LEXICELL_TRY(device, library->chooseDevice(job.device));
    LEXICELL_CHECK(training::trainingPrecision(job.options.precision, device));
    LEXICELL_TRY(plan, makePlan(job, kind, device, context));
    {
        const JobPart part(context, preparingShare / 2.0, preparingShare);
        LEXICELL_CHECK(plan.task->compare(job.model, context));
    }
    const double trained = 1.0 - plan.task->scoringShare();
    const auto train = [&] {
        const JobPart part(context, preparingShare, trained);
        return runTraining(job, plan, resumeFileOf(job.folder), context);
    };
    LEXICELL_TRY(outcome, train());
    FineTuneSummary summary;
    if (job.options.randomStarts > 0 && !outcome.cancelled) {
        const JobPart part(context, trained, trained);
        LEXICELL_TRY(seeds, compareStarts(job, kind, plan, outcome, context));
        summary.seeds = std::move(seeds);
        if (summary.seeds.empty())
            context.warn(warnings::leftOut, "The comparison with random weights was cancelled; the fine-tuned model is kept.");
    }
    {
        const JobPart part(context, trained, 1.0);
        LEXICELL_TRY(table, write(job, plan, outcome, summary.seeds, context));
        summary.table = std::move(table);
    }
    LEXICELL_CHECK(finishTraining(placeOf(job), outcome));
    summary.cells = plan.task->cells();
    summary.trainingCells = static_cast<std::int64_t>(plan.task->split().training.size());
    summary.validationCells = static_cast<std::int64_t>(plan.task->split().validation.size());
    summary.steps = static_cast<std::int64_t>(outcome.history.rows.size());
    summary.bestEpoch = outcome.bestEpoch;
    summary.endedEarly = outcome.endedEarly;
    summary.validationLoss = outcome.validationLoss;
    summary.trainedParameters = trainedParameters(plan);
    summary.adapted = !plan.tensors.adapters.sites.empty();
    summary.history = std::move(outcome.history);
    plan.task->summarize(summary);
    return summary;
}

}  // namespace

Result<FineTuneSummary> fineTune(const FineTuneJob &job, JobContext &context)
{
    LEXICELL_CHECK(check(job.options));
    const TuningKind &kind = *tuningKind(job.options.task);  // check() knows it
    LEXICELL_CHECK(kind.checkModel(job.model.card));
    LEXICELL_CHECK(checkTrainingPlace(placeOf(job)));
    return guarded("fine-tune the model", [&] { return run(job, kind, context); });
}

}  // namespace lexicell::models::tasks
