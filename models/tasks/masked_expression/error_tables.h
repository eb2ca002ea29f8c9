// Errors of predicted expression in the forms that results have: tables, curves and keys of a summary.
#pragma once

#include "models/tasks/masked_expression/expression_errors.h"
#include "models/tasks/result.h"

#include <nlohmann/json.hpp>

#include <string>
#include <vector>

namespace lexicell::models::tasks {

// method, baseline, mse, rmse, pearson, behind_model (MSE minus the model's), and each with its interval, where there are some.
nlohmann::ordered_json errorsJson(const std::vector<ExpressionError> &errors);
nlohmann::ordered_json nullJson(const ErrorNull &null);

Table methodTable(const std::vector<ExpressionError> &errors);
// A line for each part: its name, `values`, mean_value, rmse_METHOD for each method, pearson of the model.
Table partTable(const std::string &kind, const std::vector<std::string> &names, const std::vector<PartErrors> &parts,
                const std::vector<Predictions> &methods);
// RMSE of each method over the true value.
Curves valueCurves(const std::vector<PartErrors> &parts, const std::vector<Predictions> &methods, const std::string &unit);

// "The model misses hidden values by 4.1 (root mean square, unit: bin) …": every method, and whether the model beats the gene's
// mean.
std::string errorSentence(const std::vector<ExpressionError> &errors, const std::string &unit);

}  // namespace lexicell::models::tasks
