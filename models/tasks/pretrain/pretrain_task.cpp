#include "models/tasks/pretrain/pretrain_task.h"

#include "models/families/pretraining.h"
#include "models/tasks/pretrain/pretrain.h"
#include "models/tasks/training_curves.h"

#include <cmath>

namespace lexicell::models::tasks {

namespace {

constexpr std::int64_t bytesOfNumber = 4;          // fp32
constexpr std::int64_t numbersKeptInTraining = 4;  // the weight, its gradient and Adam's two moments

Result<void> checkOptions(const OptionValues &values) { return check(values.as<PretrainOptions>()); }

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
                       {{"family", summary.family},
                        {"cells", summary.cells},
                        {"steps", summary.steps},
                        {"train_loss", summary.trainLoss},
                        {"validation_loss", summary.validationLoss},
                        {"baseline_loss", summary.baselineLoss}}};
}

// Known when one data set is read: of several, the genes that they share are not counted yet.
Estimate estimate(const Situation &now, const OptionValues &values)
{
    const auto &asked = values.as<PretrainOptions>();
    if (!now.dataset || !asked.model.empty()) return {};
    const auto made = completed(asked, asked.family == "auto" ? "scgpt" : asked.family, false);
    if (!made.ok()) return {};
    const PretrainOptions &options = *made;
    const auto family = pretrainingOf(options.family);
    if (!family.ok()) return {};
    const auto cells = static_cast<double>(now.dataset->cells());
    const double training = cells - std::ceil(options.validation * cells);
    const std::int64_t parameters = family->parameters(options, now.dataset->genes());
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
            .summary = "Train a checkpoint, new or from another one: masked values are predicted from the other genes of a cell.",
            .group = TaskGroup::Train,
            .reads = Reads::Datasets,
            .writes = Writes::Folder,
            .output = "Folder to write: the checkpoint with its sidecars and history.csv.",
            .ending = "_pretrained",
            .options = OptionValues(PretrainOptions{}),
            .run = &run,
            .check = &checkOptions,
            .continues = &continues,
            .estimate = &estimate};
}

}  // namespace lexicell::models::tasks
