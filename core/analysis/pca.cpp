#include "core/analysis/pca.h"

#include "core/analysis/truncated_svd.h"

#include <algorithm>
#include <cmath>
#include <string>

namespace lexicell::analysis {

namespace {

double varianceOf(const std::vector<double> &values)
{
    double mean = 0.0, squares = 0.0;
    for (const double value : values) mean += value;
    mean /= static_cast<double>(values.size());
    for (const double value : values) squares += (value - mean) * (value - mean);
    return squares / static_cast<double>(values.size() - 1);
}

}  // namespace

Result<PcaResult> principalComponents(const data::CsrBlock &values, const PcaInput &input, JobContext &context)
{
    const std::int64_t smaller = std::min(values.rows, values.columns);
    if (smaller < 2)
        return Error{errors::tooSmall,
                     "A PCA needs at least two cells and two genes; there are " + std::to_string(values.rows) + " cells and " +
                         std::to_string(values.columns) + " genes.",
                     {}};
    const auto components =
        static_cast<int>(std::min<std::int64_t>(std::max(input.components, 1), input.center ? smaller - 1 : smaller));
    const CenteredMatrix matrix(values, {input.center, input.scaling, input.maxValue, context.threads});
    if (context.cancelled()) return cancelled();
    const MatrixProducts products{matrix.rows(), matrix.columns(), [&](const double *x, double *y) { matrix.multiply(x, y); },
                                  [&](const double *x, double *y) { matrix.multiplyTransposed(x, y); }};
    LEXICELL_TRY(triplets, truncatedSvd(products, {components, 1e-8, input.seed}, context));

    PcaResult result;
    result.scores.cells = values.rows;
    result.scores.dimensions = components;
    result.scores.values.resize(static_cast<std::size_t>(values.rows * components));
    result.loadings.resize(static_cast<std::size_t>(values.columns * components));
    const double total = matrix.totalVariance();
    std::vector<double> loading(static_cast<std::size_t>(values.columns)), score(static_cast<std::size_t>(values.rows));
    for (int c = 0; c < components; ++c) {
        const double singularValue = triplets.values[static_cast<std::size_t>(c)];
        std::copy_n(triplets.right.begin() + c * values.columns, loading.size(), loading.begin());
        std::transform(triplets.left.begin() + c * values.rows, triplets.left.begin() + (c + 1) * values.rows, score.begin(),
                       [&](double value) { return value * singularValue; });
        const auto largest =
            std::max_element(loading.begin(), loading.end(), [](double a, double b) { return std::abs(a) < std::abs(b); });
        const double sign = *largest < 0.0 ? -1.0 : 1.0;
        for (std::size_t gene = 0; gene < loading.size(); ++gene)
            result.loadings[gene * static_cast<std::size_t>(components) + static_cast<std::size_t>(c)] = sign * loading[gene];
        for (std::int64_t cell = 0; cell < values.rows; ++cell)
            result.scores.row(cell)[c] = static_cast<float>(sign * score[static_cast<std::size_t>(cell)]);
        result.singularValues.push_back(singularValue);
        result.variance.push_back(varianceOf(score));
        result.varianceRatio.push_back(total > 0.0 ? result.variance.back() / total : 0.0);
    }
    return result;
}

}  // namespace lexicell::analysis
