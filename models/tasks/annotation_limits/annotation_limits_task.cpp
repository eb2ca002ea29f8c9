#include "models/tasks/annotation_limits/annotation_limits_task.h"

#include "models/tasks/annotation_limits/annotation_limits.h"

#include <algorithm>
#include <cstdlib>
#include <utility>

namespace lexicell::models::tasks {

namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t macroF1 = 1;  // of limitScores

// A line for each test, setting and method.
class LimitsTable {
  public:
    void add(const LimitRow &row)
    {
        for (const ComparedMethod &method : row.methods) {
            m_test.emplace_back(toString(row.place.test));
            m_setting.push_back(row.place.setting);
            m_method.push_back(method.method);
            m_kind.emplace_back(method.baseline ? "baseline" : "model");
            m_runs.push_back(static_cast<std::int64_t>(method.scores.front().mean.runs));
            m_trained.push_back(row.trainedCells);
            m_scored.push_back(row.scoredCells);
            for (std::size_t score = 0; score < std::size(limitScores); ++score) addScore(score, method.scores[score]);
            m_best.push_back(method.scores[macroF1].bestBaseline);
            const RunMean &difference = method.scores[macroF1].difference;
            m_difference.push_back(difference.mean);
            m_differenceLow.push_back(difference.interval.low);
            m_differenceHigh.push_back(difference.interval.high);
        }
    }

    Table take()
    {
        Table table{{{"test", std::move(m_test)},
                     {"setting", std::move(m_setting)},
                     {"method", std::move(m_method)},
                     {"kind", std::move(m_kind)},
                     {"runs", std::move(m_runs)},
                     {"trained_cells", std::move(m_trained), "cells"},
                     {"scored_cells", std::move(m_scored), "cells"}}};
        for (std::size_t score = 0; score < std::size(limitScores); ++score) {
            const std::string name = limitScores[score];
            table.columns.push_back({name, std::move(m_mean[score])});
            table.columns.push_back({name + "_low", std::move(m_low[score])});
            table.columns.push_back({name + "_high", std::move(m_high[score])});
        }
        table.columns.push_back({"best_baseline", std::move(m_best)});
        table.columns.push_back({"macro_f1_difference", std::move(m_difference)});
        table.columns.push_back({"macro_f1_difference_low", std::move(m_differenceLow)});
        table.columns.push_back({"macro_f1_difference_high", std::move(m_differenceHigh)});
        return table;
    }

  private:
    void addScore(std::size_t score, const ComparedScore &of)
    {
        m_mean[score].push_back(of.mean.mean);
        m_low[score].push_back(of.mean.interval.low);
        m_high[score].push_back(of.mean.interval.high);
    }

    std::vector<std::string> m_test, m_setting, m_method, m_kind, m_best;
    std::vector<std::int64_t> m_runs;
    std::vector<double> m_trained, m_scored, m_difference, m_differenceLow, m_differenceHigh;
    std::vector<double> m_mean[std::size(limitScores)], m_low[std::size(limitScores)], m_high[std::size(limitScores)];
};

const char *xNameOf(LimitTest test)
{
    return test == LimitTest::CellsOfLabel ? "cells of each label"
           : test == LimitTest::Imbalance  ? "most frequent label / rarest label"
                                           : "deleted markers of each label";
}

// Macro F1 over the settings, a curve for each method. The setting "all" has its mean number of cells of a label.
Curves curvesOf(const AnnotationLimits &limits, LimitTest test)
{
    Curves curves{xNameOf(test), "macro F1", {}};
    for (const LimitRow &row : limits.rows) {
        if (row.place.test != test) continue;
        const double x = row.place.setting == "all" ? row.trainedCells / static_cast<double>(limits.classes.size())
                                                    : std::strtod(row.place.setting.c_str(), nullptr);
        for (const ComparedMethod &method : row.methods) {
            auto curve = std::find_if(curves.curves.begin(), curves.curves.end(),
                                      [&](const Curve &known) { return known.name == method.method; });
            if (curve == curves.curves.end())
                curve = curves.curves.insert(curves.curves.end(), {method.method, {}, {}, method.baseline});
            curve->x.push_back(x);
            curve->y.push_back(method.scores[macroF1].mean.mean);
        }
    }
    return curves;
}

// Of the model's methods and the baselines the best at each setting, by macro F1.
Json summaryOf(const AnnotationLimits &limits, const AnnotationLimitsOptions &options)
{
    Json settings = Json::array();
    for (const LimitRow &row : limits.rows) {
        Json json{{"test", toString(row.place.test)}, {"setting", row.place.setting}};
        const auto &first = row.methods.front().scores[macroF1];
        for (const ComparedMethod &method : row.methods) {
            const char *kind = method.baseline ? "baseline" : "model";
            const double score = method.scores[macroF1].mean.mean;
            if (json.contains(kind) && json[kind]["macro_f1"].get<double>() >= score) continue;
            json[kind] = {{"method", method.method}, {"macro_f1", score}};
            if (!method.baseline) json[kind]["difference"] = method.scores[macroF1].difference.mean;
        }
        json["runs"] = first.mean.runs;
        settings.push_back(std::move(json));
    }
    Json deleted = Json::object();
    for (const auto &[markers, genes] : limits.deletedGenes) deleted[std::to_string(markers)] = genes;
    return {{"classes", limits.classes},
            {"seeds", options.seeds},
            {"batches_left_out", limits.batches},
            {"deleted_genes", std::move(deleted)},
            {"settings", std::move(settings)}};
}

Result<TaskOutcome> run(const TaskInput &input, const OptionValues &values, JobContext &context)
{
    const auto &options = values.as<AnnotationLimitsOptions>();
    LEXICELL_TRY(limits, annotationLimits(*input.dataset, input.model, options, context));
    LimitsTable table;
    for (const LimitRow &row : limits.rows) table.add(row);
    TaskOutcome outcome{table.take(), summaryOf(limits, options)};
    for (const LimitTest test : {LimitTest::CellsOfLabel, LimitTest::Imbalance, LimitTest::MarkersDeleted})
        if (Curves curves = curvesOf(limits, test); !curves.curves.empty()) outcome.beside.emplace_back(std::move(curves));
    return outcome;
}

// The model sees all cells once, and once more for each number of deleted markers.
Estimate estimate(const Situation &now, const OptionValues &values)
{
    const auto &options = values.as<AnnotationLimitsOptions>();
    if (!now.dataset || !now.model || options.batchSize < 1) return {};
    const std::int64_t inputs = 1 + std::ssize(options.withoutMarkers);
    return {.passes = inputs * ((now.dataset->cells() + options.batchSize - 1) / options.batchSize)};
}

Result<void> check(const OptionValues &values) { return checkAnnotationLimitsOptions(values.as<AnnotationLimitsOptions>()); }

}  // namespace

TaskSpec annotationLimitsTask()
{
    return {
        .id = "annotation-limits",
        .title = "Limits of annotation",
        .summary = "How well every method annotates with few cells to learn from, on batches that are left out, with unequally "
                   "frequent labels, and without marker genes.",
        .group = TaskGroup::Annotate,
        .needs = {Need::Dataset},
        .model = ModelUse::Optional,
        .writes = Writes::Csv,
        .output = "CSV with a line for each test, setting and method: test (cells_of_label, batch_left_out, imbalance, "
                  "markers_deleted), setting, method, kind (model or baseline), runs (seeds, or batches), trained_cells, "
                  "scored_cells, accuracy and macro_f1 (means over the runs, each with _low and _high of its 95 % interval over "
                  "the runs, or of one batch over its cells), best_baseline, macro_f1_difference to it, run by run, with its "
                  "interval.",
        .options = OptionValues(AnnotationLimitsOptions{}),
        .run = &run,
        .check = &check,
        .estimate = &estimate};
}

}  // namespace lexicell::models::tasks
