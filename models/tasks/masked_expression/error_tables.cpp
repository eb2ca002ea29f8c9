#include "models/tasks/masked_expression/error_tables.h"

#include "core/data/number_text.h"
#include "models/tasks/label_scores.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace lexicell::models::tasks {

namespace {

std::string rmseName(const std::string &method)
{
    std::string name = "rmse_" + method;
    std::replace(name.begin(), name.end(), '-', '_');
    return name;
}

std::string threeDigits(double value) { return std::isnan(value) ? "?" : data::numberText(std::round(1000.0 * value) / 1000.0); }

template <class Number> Column column(std::string name, const std::vector<PartErrors> &parts, Number &&number)
{
    std::vector<std::decay_t<decltype(number(parts.front()))>> values;
    values.reserve(parts.size());
    for (const PartErrors &part : parts) values.push_back(number(part));
    return {std::move(name), std::move(values)};
}

template <class Number> Column column(std::string name, const std::vector<ExpressionError> &errors, Number &&number)
{
    std::vector<double> values;
    values.reserve(errors.size());
    for (const ExpressionError &error : errors) values.push_back(number(error));
    return {std::move(name), std::move(values)};
}

}  // namespace

nlohmann::ordered_json errorsJson(const std::vector<ExpressionError> &errors)
{
    nlohmann::ordered_json list = nlohmann::ordered_json::array();
    for (const ExpressionError &error : errors) {
        nlohmann::ordered_json one{{"method", error.method}, {"baseline", error.baseline}, {"mse", error.mse},
                                   {"rmse", error.rmse},     {"pearson", error.pearson},   {"behind_model", error.behindModel}};
        if (!std::isnan(error.rmseInterval.low)) {
            one["rmse_interval"] = intervalJson(error.rmseInterval);
            one["pearson_interval"] = intervalJson(error.pearsonInterval);
            one["behind_model_interval"] = intervalJson(error.behindModelInterval);
        }
        list.push_back(std::move(one));
    }
    return list;
}

nlohmann::ordered_json nullJson(const ErrorNull &null)
{
    return {{"exchanges", null.rounds},
            {"rmse_mean", null.mean},
            {"rmse_interval", intervalJson({null.low, null.high})},
            {"p", null.pValue}};
}

Table methodTable(const std::vector<ExpressionError> &errors)
{
    using E = const ExpressionError &;
    std::vector<std::string> names, kinds;
    for (const ExpressionError &error : errors) {
        names.push_back(error.method);
        kinds.emplace_back(error.baseline ? "baseline" : "model");
    }
    return {{{"method", std::move(names)},
             {"kind", std::move(kinds)},
             column("rmse", errors, [](E e) { return e.rmse; }),
             column("rmse_low", errors, [](E e) { return e.rmseInterval.low; }),
             column("rmse_high", errors, [](E e) { return e.rmseInterval.high; }),
             column("pearson", errors, [](E e) { return e.pearson; }),
             column("pearson_low", errors, [](E e) { return e.pearsonInterval.low; }),
             column("pearson_high", errors, [](E e) { return e.pearsonInterval.high; }),
             column("behind_model", errors, [](E e) { return e.behindModel; }),
             column("behind_model_low", errors, [](E e) { return e.behindModelInterval.low; }),
             column("behind_model_high", errors, [](E e) { return e.behindModelInterval.high; })}};
}

Table partTable(const std::string &kind, const std::vector<std::string> &names, const std::vector<PartErrors> &parts,
                const std::vector<Predictions> &methods)
{
    using P = const PartErrors &;
    std::vector<std::string> own;
    own.reserve(parts.size());
    for (const PartErrors &part : parts) own.push_back(names[static_cast<std::size_t>(part.part)]);
    Table table{{{kind, std::move(own)},
                 column("values", parts, [](P p) { return p.values; }),
                 column("mean_value", parts, [](P p) { return p.meanValue; })}};
    for (std::size_t method = 0; method < methods.size(); ++method)
        table.columns.push_back(column(rmseName(methods[method].method), parts, [method](P p) { return p.rmse[method]; }));
    table.columns.push_back(column("pearson", parts, [](P p) { return p.pearson; }));
    return table;
}

Curves valueCurves(const std::vector<PartErrors> &parts, const std::vector<Predictions> &methods, const std::string &unit)
{
    Curves curves{"true value (" + unit + ")", "root mean square error", {}};
    for (std::size_t method = 0; method < methods.size(); ++method) {
        Curve curve{methods[method].method, {}, {}, methods[method].baseline};
        for (const PartErrors &part : parts) {
            curve.x.push_back(part.meanValue);
            curve.y.push_back(part.rmse[method]);
        }
        curves.curves.push_back(std::move(curve));
    }
    return curves;
}

std::string errorSentence(const std::vector<ExpressionError> &errors, const std::string &unit)
{
    std::string text = "The model misses hidden values by " + threeDigits(errors.front().rmse) +
                       " (root mean square; unit: " + unit + "). Baselines:";
    for (std::size_t i = 1; i < errors.size(); ++i)
        text += (i > 1 ? ", " : " ") + errors[i].method + " " + threeDigits(errors[i].rmse);
    const auto best = std::min_element(errors.begin() + 1, errors.end(),
                                       [](const ExpressionError &a, const ExpressionError &b) { return a.rmse < b.rmse; });
    if (best == errors.end()) return text + " none.";
    text += ". ";
    return text + (errors.front().rmse < best->rmse ? "The model is better than all of them."
                                                    : "The model is not better than " + best->method + ".");
}

}  // namespace lexicell::models::tasks
