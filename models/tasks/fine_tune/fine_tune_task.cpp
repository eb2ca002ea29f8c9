#include "models/tasks/fine_tune/fine_tune_task.h"

#include "models/tasks/fine_tune/fine_tune.h"
#include "models/tasks/training_curves.h"

#include <cmath>

namespace lexicell::models::tasks {

namespace {

Result<void> checkOptions(const OptionValues &values) { return check(values.as<FineTuneOptions>()); }

bool continues(const OptionValues &values) { return values.as<FineTuneOptions>().resume; }

nlohmann::ordered_json toJson(const std::vector<std::string> &columns, const ScoreRow &row)
{
    nlohmann::ordered_json json = nlohmann::ordered_json::object();
    for (std::size_t i = 0; i < columns.size(); ++i)
        json[columns[i]] = std::isfinite(row.values[i]) ? nlohmann::ordered_json(row.values[i]) : nlohmann::ordered_json();
    return json;
}

nlohmann::ordered_json toJson(const ScoreTable &table)
{
    nlohmann::ordered_json json = nlohmann::ordered_json::array();
    for (const ScoreRow &row : table.rows) {
        nlohmann::ordered_json scores{{"method", row.method}};
        scores.update(toJson(table.columns, row));
        json.push_back(std::move(scores));
    }
    return json;
}

nlohmann::ordered_json toJson(const SeedMean &of)
{
    nlohmann::ordered_json json{{"mean", of.mean}};
    if (std::isfinite(of.interval.low)) json["low"] = of.interval.low;
    if (std::isfinite(of.interval.high)) json["high"] = of.interval.high;
    return json;
}

nlohmann::ordered_json toJson(const std::vector<SeedComparison> &seeds)
{
    nlohmann::ordered_json json = nlohmann::ordered_json::object();
    for (const SeedComparison &score : seeds)
        json[score.score] = {{"checkpoint", toJson(score.checkpoint)},
                             {"random_start", toJson(score.random)},
                             {"difference", toJson(score.difference)}};
    return json;
}

nlohmann::ordered_json toJson(const FineTuneSummary &summary)
{
    nlohmann::ordered_json json{
        {"cells", summary.cells}, {"training_cells", summary.trainingCells}, {"validation_cells", summary.validationCells}};
    for (const auto &[name, count] : summary.counts) json[name] = count;
    json["steps"] = summary.steps;
    json["kept_epoch"] = summary.bestEpoch;
    json["ended_early"] = summary.endedEarly;
    json["trained_parameters"] = summary.trainedParameters;
    json["adapters"] = summary.adapted;
    json["validation_loss"] = summary.validationLoss;
    const auto &rows = summary.table.rows;
    if (!rows.empty() && rows.front().method == tunedMethod) json.update(toJson(summary.table.columns, rows.front()));
    json["scores"] = toJson(summary.table);
    if (!summary.seeds.empty()) json["random_starts"] = toJson(summary.seeds);
    return json;
}

Result<TaskOutcome> run(const TaskInput &input, const OptionValues &values, JobContext &context)
{
    const FineTuneJob job{*input.dataset, *input.model,  *input.checkpoint, input.folder,           values.as<FineTuneOptions>(),
                          input.device,   input.replace, input.files,       following(input.curves)};
    LEXICELL_TRY(summary, fineTune(job, context));
    return TaskOutcome{CheckpointFolder{input.folder}, toJson(summary)};
}

Estimate estimate(const Situation &now, const OptionValues &values)
{
    const auto &options = values.as<FineTuneOptions>();
    if (!now.dataset || !now.model) return {};
    constexpr std::int64_t bytesOfNumber = 4;          // fp32
    constexpr std::int64_t numbersKeptInTraining = 4;  // the weight, its gradient and Adam's two moments
    Estimate result;
    result.resultBytes = now.model->parameters * bytesOfNumber;
    result.memoryBytes = now.model->parameters * bytesOfNumber * numbersKeptInTraining;
    if (options.epochs > 0 && options.batchSize > 0)
        result.passes = options.epochs * ((now.dataset->cells() + options.batchSize - 1) / options.batchSize);
    return result;
}

}  // namespace

TaskSpec fineTuneTask()
{
    return {
        .id = "fine-tune",
        .title = "Fine-tune the model",
        .summary = "Teach a checkpoint cell types, joint vectors of batches or kinds of features, or the effects of "
                   "perturbations, beside what "
                   "needs no fine-tuning.",
        .group = TaskGroup::Train,
        .needs = {Need::Dataset, Need::Model},
        .model = ModelUse::Required,
        .writes = Writes::Folder,
        .output =
            "Folder to write: the checkpoint with its sidecars, history.csv, validation.csv; for integration batches.json, for "
            "perturbations conditions.csv.",
        .ending = "_fine_tuned",
        .options = OptionValues(FineTuneOptions{}),
        .run = &run,
        .check = &checkOptions,
        .continues = &continues,
        .estimate = &estimate};
}

}  // namespace lexicell::models::tasks
