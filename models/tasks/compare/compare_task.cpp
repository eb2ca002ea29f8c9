#include "models/tasks/compare/compare_task.h"

#include "models/tasks/compare/compare.h"
#include "models/tasks/compare/report_page.h"
#include "models/tasks/output_place.h"

#include <cmath>
#include <cstdio>
#include <utility>

namespace lexicell::models::tasks {

namespace {

using Json = nlohmann::ordered_json;

// "0=0.81 1=0.79": the value at each seed.
std::string bySeed(const ModelComparison &model, std::size_t method, std::size_t metric)
{
    std::string text;
    for (std::size_t seed = 0; seed < model.seeds.size(); ++seed) {
        const double value = model.seedValues[method][seed][metric];
        if (std::isnan(value)) continue;
        char number[32];
        std::snprintf(number, sizeof number, "%.6g", value);
        text += (text.empty() ? "" : " ") + std::to_string(model.seeds[seed]) + "=" + number;
    }
    return text;
}

// A line for each comparison, model, method and metric.
class ComparisonTable {
  public:
    void add(const Comparison &comparison, const ModelComparison &model, std::size_t method, std::size_t metric)
    {
        const ComparedScore &score = model.methods[method].scores[metric];
        m_comparison.push_back(comparison.name);
        m_model.push_back(model.model);
        m_method.push_back(model.methods[method].method);
        m_kind.emplace_back(toString(model.kinds[method]));
        m_metric.push_back(comparison.metrics[metric]);
        m_seeds.push_back(static_cast<std::int64_t>(score.mean.runs));
        m_mean.push_back(score.mean.mean);
        m_low.push_back(score.mean.interval.low);
        m_high.push_back(score.mean.interval.high);
        m_best.push_back(score.bestBaseline);
        m_difference.push_back(score.difference.mean);
        m_differenceLow.push_back(score.difference.interval.low);
        m_differenceHigh.push_back(score.difference.interval.high);
        m_bySeed.push_back(bySeed(model, method, metric));
    }

    Table take()
    {
        return {{{"comparison", std::move(m_comparison)},
                 {"model", std::move(m_model)},
                 {"method", std::move(m_method)},
                 {"kind", std::move(m_kind)},
                 {"metric", std::move(m_metric)},
                 {"seeds", std::move(m_seeds)},
                 {"mean", std::move(m_mean)},
                 {"low", std::move(m_low)},
                 {"high", std::move(m_high)},
                 {"best_baseline", std::move(m_best)},
                 {"difference", std::move(m_difference)},
                 {"difference_low", std::move(m_differenceLow)},
                 {"difference_high", std::move(m_differenceHigh)},
                 {"by_seed", std::move(m_bySeed)}}};
    }

  private:
    std::vector<std::string> m_comparison, m_model, m_method, m_kind, m_metric, m_best, m_bySeed;
    std::vector<std::int64_t> m_seeds;
    std::vector<double> m_mean, m_low, m_high, m_difference, m_differenceLow, m_differenceHigh;
};

Json summaryOf(const Comparisons &comparisons)
{
    Json all = Json::array();
    for (const Comparison &comparison : comparisons.comparisons) {
        Json models = Json::array();
        for (const ModelComparison &model : comparison.models) models.push_back({{"model", model.model}, {"seeds", model.seeds}});
        all.push_back({{"name", comparison.name}, {"metrics", comparison.metrics}, {"models", std::move(models)}});
    }
    return {{"runs", comparisons.runs.size()}, {"comparisons", std::move(all)}};
}

Result<TaskOutcome> run(const TaskInput &input, const OptionValues &values, JobContext &context)
{
    const auto &options = values.as<CompareOptions>();
    if (!options.report.empty()) LEXICELL_CHECK(checkFilePlace(options.report, input.replace));
    LEXICELL_TRY(comparisons, compareRuns(options, context));
    ComparisonTable table;
    for (const Comparison &comparison : comparisons.comparisons)
        for (const ModelComparison &model : comparison.models)
            for (std::size_t method = 0; method < model.methods.size(); ++method)
                for (std::size_t metric = 0; metric < comparison.metrics.size(); ++metric)
                    table.add(comparison, model, method, metric);
    TaskOutcome outcome{table.take(), summaryOf(comparisons)};
    if (options.report.empty()) return outcome;
    outcome.files.push_back({options.report, reportPage(comparisons, options)});
    outcome.summary["report"] = options.report;
    return outcome;
}

Result<void> check(const OptionValues &values) { return checkCompareOptions(values.as<CompareOptions>()); }

}  // namespace

TaskSpec compareTask()
{
    return {
        .id = "compare",
        .title = "Compare runs",
        .summary = "One table of models, baselines, metrics and seeds, from what evaluations, annotations and fine-tunings have "
                   "written, with intervals over the seeds and the difference to the best baseline.",
        .group = TaskGroup::Evaluate,
        .reads = Reads::Nothing,
        .writes = Writes::Csv,
        .output = "CSV with a line for each comparison (runs of one task with the same options and data), model, method and "
                  "metric: comparison, model, method, kind (model, baseline or null), metric, seeds, mean, low and high (95 % "
                  "interval over the seeds), best_baseline, difference to it seed by seed, difference_low, difference_high, "
                  "by_seed (each seed with its value).",
        .firstArgument = "runs",
        .options = OptionValues(CompareOptions{}),
        .run = &run,
        .check = &check};
}

}  // namespace lexicell::models::tasks
