#include "models/tasks/pretrain/pretrain_task.h"

#include "models/families/scgpt/format/layout.h"
#include "models/tasks/pretrain/pretrain.h"
#include "models/tasks/training_curves.h"

#include <cmath>

namespace lexicell::models::tasks {

namespace {

constexpr std::int64_t specialTokens = 3;          // <pad>, <cls>, <eoc>
constexpr std::int64_t bytesOfNumber = 4;          // fp32
constexpr std::int64_t numbersKeptInTraining = 4;  // the weight, its gradient and Adam's two moments

Result<void> check(const OptionValues &values) { return training::check(values.as<PretrainOptions>()); }

bool continues(const OptionValues &values) { return values.as<PretrainOptions>().resume; }

Result<TaskOutcome> run(const TaskInput &input, const OptionValues &values, JobContext &context)
{
    PretrainJob job;
    job.datasets.assign(input.datasets.begin(), input.datasets.end());
    job.folder = input.folder;
    job.options = values.as<PretrainOptions>();
    job.device = input.device;
    job.overwrite = input.replace;
    job.files = input.files;
    job.onStep = following(input.curves);
    LEXICELL_TRY(summary, pretrain(job, context));
    return TaskOutcome{CheckpointFolder{input.folder},
                       {{"cells", summary.cells},
                        {"steps", summary.steps},
                        {"train_loss", summary.trainLoss},
                        {"validation_loss", summary.validationLoss},
                        {"baseline_loss", summary.baselineLoss}}};
}

std::int64_t parametersOf(const PretrainOptions &options, std::int64_t genes)
{
    scgpt::Config config;
    config.embeddingSize = options.embeddingSize;
    config.heads = options.heads;
    config.feedForward = options.feedForward;
    config.layers = options.layers;
    scgpt::Parts parts;
    parts.expression = parts.geneQuery = true;
    std::int64_t parameters = 0;
    for (const auto &tensor : scgpt::expectedTensors(config, genes + specialTokens, parts)) {
        std::int64_t numbers = 1;
        for (const std::int64_t size : tensor.shape) numbers *= size;
        parameters += numbers;
    }
    return parameters;
}

// Known when one data set is read: of several, the genes that they share are not counted yet.
Estimate estimate(const Situation &now, const OptionValues &values)
{
    const auto &options = values.as<PretrainOptions>();
    if (!now.dataset || options.family != "scgpt" || options.batchSize < 1 || options.embeddingSize < 1 || options.layers < 1)
        return {};
    const auto cells = static_cast<double>(now.dataset->cells());
    const double training = cells - std::ceil(options.validation * cells);
    const std::int64_t parameters = parametersOf(options, now.dataset->genes());
    Estimate result;
    if (training > 0.0 && options.epochs > 0)
        result.passes = options.epochs * static_cast<std::int64_t>(std::ceil(training / options.batchSize));
    result.resultBytes = parameters * bytesOfNumber;
    result.memoryBytes = parameters * bytesOfNumber * numbersKeptInTraining;
    return result;
}

}  // namespace

TaskSpec pretrainTask()
{
    return {.id = "pretrain",
            .title = "Pretrain a model",
            .summary = "Train a checkpoint: masked values are predicted from the other genes of a cell.",
            .group = TaskGroup::Train,
            .reads = Reads::Datasets,
            .writes = Writes::Folder,
            .output = "Folder to write: best_model.pt, args.json, vocab.json, history.csv.",
            .ending = "_pretrained",
            .options = OptionValues(PretrainOptions{}),
            .run = &run,
            .check = &check,
            .continues = &continues,
            .estimate = &estimate};
}

}  // namespace lexicell::models::tasks
