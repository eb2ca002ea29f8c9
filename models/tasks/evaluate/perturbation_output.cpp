#include "models/tasks/evaluate/perturbation_output.h"

#include "models/tasks/label_scores.h"

#include <cmath>
#include <limits>
#include <utility>

namespace lexicell::models::tasks {

namespace {

using Json = nlohmann::ordered_json;
using Scores = std::vector<std::pair<const char *, const std::vector<double> *>>;

// Of those that are known.
double meanOf(const std::vector<double> &values)
{
    double sum = 0.0, counted = 0.0;
    for (const double value : values) {
        if (std::isnan(value)) continue;
        sum += value;
        counted += 1.0;
    }
    return counted > 0.0 ? sum / counted : std::numeric_limits<double>::quiet_NaN();
}

Json meansJson(const Scores &scores)
{
    Json json;
    for (const auto &[name, values] : scores) json[name] = meanOf(*values);
    return json;
}

Scores named(const analysis::VccScores &scores)
{
    const auto &names = analysis::vccMetricNames;
    return {{names[0], &scores.pdsCosine},        {"numerator", &scores.numerator},
            {"denominator", &scores.denominator}, {names[2], &scores.directionFidelityYield},
            {names[3], &scores.directionReach},   {names[4], &scores.sigJaccard},
            {names[5], &scores.lfcNmae}};
}

Scores named(const analysis::CellEvalScores &scores)
{
    return {{"overlap_at_N", &scores.overlapAtN},
            {"discrimination_score_l1", &scores.discrimination},
            {"mae", &scores.mae},
            {"pearson_delta", &scores.pearsonDelta}};
}

Scores named(const SystemaScores &scores)
{
    return {{"pearson_delta", &scores.pearsonDelta},
            {"pearson_delta_top20", &scores.pearsonDeltaTop20},
            {"centroid_accuracy", &scores.centroidAccuracy}};
}

Scores named(const CalibratedScores &scores)
{
    return {{"mse", &scores.mse},
            {"wmse", &scores.wmse},
            {"weighted_r2_delta", &scores.weightedR2Delta},
            {"weighted_r2_delta_mean", &scores.weightedR2DeltaMean},
            {"nir", &scores.nir}};
}

void addColumns(Table &table, const std::string &prefix, const Scores &scores)
{
    for (const auto &[name, values] : scores) table.columns.push_back({prefix + name, *values});
}

Json challengeJson(const PerturbationEvaluation &result, bool intervals)
{
    Json json;
    for (std::size_t i = 0; i < analysis::vccMetricCount; ++i) {
        Json metric{{"u", result.u[i]}, {"b", result.b[i]}, {"r", result.r[i]}, {"s", result.s[i]}};
        if (intervals) {
            metric["u_interval"] = intervalJson(result.uRange[i]);
            metric["s_interval"] = intervalJson(result.sRange[i]);
        }
        json[analysis::vccMetricNames[i]] = std::move(metric);
    }
    return json;
}

}  // namespace

Table perturbationTable(const PerturbationEvaluation &result)
{
    Table table{{{"perturbation", result.perturbations},
                 {"cells_measured", result.measuredCells, "cells"},
                 {"cells_predicted", result.predictedCells, "cells"}}};
    addColumns(table, "", named(result.vcc));
    addColumns(table, "baseline_", named(result.vccBaseline));
    addColumns(table, "cell_eval_", named(result.cellEval));
    const ProfileComparison &prediction = result.profiles.front();
    addColumns(table, "systema_", named(prediction.systema));
    addColumns(table, "calibrated_", named(prediction.calibrated));
    return table;
}

Json perturbationSummary(const PerturbationEvaluation &result, const EvaluateOptions &options)
{
    Json cellEval = meansJson(named(result.cellEval));
    cellEval["score"] = result.cellEvalScore;
    cellEval["baseline"] = meansJson(named(result.cellEvalBaseline));
    Json systema, calibrated;
    for (const ProfileComparison &profile : result.profiles) {
        systema[profile.name] = meansJson(named(profile.systema));
        calibrated[profile.name] = meansJson(named(profile.calibrated));
    }
    calibrated["drf"] = meansJson(named(result.dynamicRange));
    return {{"perturbations", result.perturbations.size()},
            {"control_cells", result.controlCells},
            {"genes", result.genes},
            {"genes_tested", result.genesTested},
            {"replicates", options.replicates},
            {"baseline", {{"source", result.baseline}}},
            {"vcc2026", challengeJson(result, options.rounds > 0)},
            {"rho", result.vcc.rho},
            {"cell_eval", std::move(cellEval)},
            {"systema", std::move(systema)},
            {"calibrated", std::move(calibrated)}};
}

}  // namespace lexicell::models::tasks
