#include "models/tasks/pretrain/pretrain.h"

#include "core/base/guarded.h"
#include "core/base/option_json.h"
#include "core/steps/step_output.h"
#include "models/families/scgpt/format/minibatches.h"
#include "models/families/scgpt/format/pretrained_files.h"
#include "models/families/torch_library.h"
#include "models/tasks/training_place.h"
#include "models/training/trainer.h"

#include <algorithm>
#include <cmath>
#include <memory>

namespace lexicell::models::tasks {

namespace {

namespace fs = std::filesystem;

TrainingPlace placeOf(const PretrainJob &job) { return {job.folder, job.options.resume, job.overwrite}; }

scgpt::Config configOf(const PretrainOptions &options)
{
    scgpt::Config config;
    config.embeddingSize = options.embeddingSize;
    config.heads = options.heads;
    config.feedForward = options.feedForward;
    config.layers = options.layers;
    config.dropout = options.dropout;
    return config;
}

// Predicting hidden values from the other tokens (GEP) and from the cell vector alone (GEPC).
training::Objective objectiveOf(const PretrainOptions &options)
{
    return {{{"gep", 1.0, "mse"}, {"gepc", 1.0, "mse"}}, options.contrast};
}

Result<std::unique_ptr<training::Trainable>> newNetwork(const PretrainJob &job, const scgpt::Config &config,
                                                        const scgpt::Corpus &corpus, const scgpt::MeanBins &means,
                                                        const std::string &device, JobContext &context)
{
    LEXICELL_TRY(library, torchLibrary());
    const std::vector<Family> families = library->families();
    const auto family =
        std::find_if(families.begin(), families.end(), [&](const Family &f) { return job.options.family == f.name; });
    if (family == families.end() || !family->train)
        return Error{errors::unsupportedFamily, "The networks cannot train the family " + job.options.family + ".", {}};
    training::TrainableRequest request;
    request.bundle.config = scgpt::argsText(config, job.options);
    request.bundle.configName = "args.json";
    request.bundle.vocabulary = corpus.vocabulary;
    request.objective = objectiveOf(job.options);
    request.clippingNorm = job.options.clippingNorm;
    request.seed = static_cast<std::uint64_t>(job.options.seed);
    request.device = device;
    request.threads = context.threads;
    request.cellGain = job.options.cellGain;
    request.meanValue = means.overall();  // otherwise the first epochs only learn that number
    return family->train(request, context);
}

training::RunIdentity identityOf(const PretrainJob &job, const scgpt::Corpus &corpus, const std::string &device)
{
    training::RunIdentity identity{optionsToText(job.options), scgpt::fingerprint(corpus)};
    std::erase_if(identity.options, [](const auto &option) { return option.first == "resume"; });
    identity.options.emplace_back("seed", std::to_string(job.options.seed));
    identity.options.emplace_back("device", device);
    return identity;
}

Result<void> writeRecordOf(const PretrainJob &job, const training::TrainingOutcome &outcome, const fs::path &folder)
{
    ProvenanceStep record = recordOf("pretrain", OptionValues(job.options), job.files);
    if (outcome.cancelled) record.options.emplace_back("cancelled-after-steps", std::to_string(outcome.history.rows.size()));
    // The record of a single data set says how its cells were chosen. Of several, each file keeps its own.
    const std::string earlier = job.datasets.size() == 1 ? steps::recordOf(job.datasets.front()) : std::string();
    return writeRecord(record, recordInside(folder), earlier);
}

// Writes the best weights, if there are any.
Result<void> write(const PretrainJob &job, const scgpt::Config &config, const scgpt::Corpus &corpus,
                   const training::TrainingOutcome &outcome)
{
    if (!outcome.best.entries.empty()) {
        LEXICELL_TRY(folder, pendingFolder(placeOf(job)));
        LEXICELL_CHECK(scgpt::writePretrained(folder.path(), {outcome.best, scgpt::argsText(config, job.options),
                                                              corpus.vocabulary, training::historyText(outcome.history)}));
        LEXICELL_CHECK(writeRecordOf(job, outcome, folder.path()));
        LEXICELL_CHECK(folder.commit());
    }
    return {};
}

Result<PretrainSummary> train(const PretrainJob &job, const std::string &device, JobContext &context)
{
    context.report(0.0, "Reading cells");
    const scgpt::Config config = configOf(job.options);
    LEXICELL_TRY(corpus, scgpt::makeCorpus(job.datasets, job.options, config, context));
    const scgpt::MeanBins means(corpus, job.options, config);
    const double baseline = means.validationError(corpus, job.options, config);
    LEXICELL_TRY(network, newNetwork(job, config, corpus, means, device, context));
    const scgpt::HiddenValues minibatches(corpus, job.options, config);
    const training::Objective objective = objectiveOf(job.options);
    const auto steps =
        static_cast<double>(job.options.epochs) * std::ceil(static_cast<double>(corpus.training.size()) / job.options.batchSize);
    training::Trainer trainer({*network,
                               minibatches,
                               objective,
                               job.options,
                               training::warmUpCosine(job.options.learningRate, steps),
                               identityOf(job, corpus, device),
                               resumeFileOf(job.folder),
                               baseline,
                               job.onStep,
                               {},
                               {},
                               {{"mean_bin", 0, baseline}}},
                              context);
    if (job.options.resume) LEXICELL_CHECK(trainer.resume());
    LEXICELL_TRY(outcome, trainer.run());
    LEXICELL_CHECK(write(job, config, corpus, outcome));
    LEXICELL_CHECK(finishTraining(placeOf(job), outcome));
    return PretrainSummary{corpus.cells(),
                           static_cast<std::int64_t>(outcome.history.rows.size()),
                           outcome.trainingLoss,
                           outcome.validationLoss,
                           baseline,
                           std::move(outcome.history)};
}

}  // namespace

Result<void> checkJob(const PretrainJob &job)
{
    if (job.options.family != "scgpt")
        return Error{errors::unsupportedFamily,
                     "This version cannot pretrain \"" + job.options.family + "\", only scgpt.",
                     {},
                     {{"family", {"scgpt"}}}};
    LEXICELL_CHECK(training::check(job.options));
    return checkTrainingPlace(placeOf(job));
}

Result<PretrainSummary> pretrain(const PretrainJob &job, JobContext &context)
{
    if (job.datasets.empty()) return Error{errors::usage, "Name at least one data set to pretrain on.", {}};
    LEXICELL_CHECK(checkJob(job));
    LEXICELL_TRY(library, torchLibrary());
    LEXICELL_TRY(device, library->chooseDevice(job.device));
    return guarded("pretrain a network", [&]() -> Result<PretrainSummary> { return train(job, device, context); });
}

}  // namespace lexicell::models::tasks
