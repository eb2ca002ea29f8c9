#include "core/analysis/pca.h"

#include "core/analysis/leading_eigenvectors.h"
#include "core/base/parallel.h"

#include <algorithm>
#include <cmath>
#include <string>

namespace lexicell::analysis {

namespace {

// Eigenvectors of A^T A (by genes) or A A^T (by cells), whichever is smaller; a dense A^T A when many cells make it cheaper.
Result<EigenPairs> solve(const CentredMatrix &matrix, const EigenOptions &options, int threads, JobContext &context)
{
    const std::int64_t cells = matrix.rows(), genes = matrix.columns();
    if (cells < genes) {
        std::vector<double> buffer(static_cast<std::size_t>(genes));
        return leadingEigenvectors(
            cells,
            [&](const double *x, double *y) {
                matrix.multiplyTransposed(x, buffer.data());
                matrix.multiply(buffer.data(), y);
            },
            options, context);
    }
    constexpr std::int64_t largestGram = 6000;  // genes; 288 MB
    if (genes <= largestGram && matrix.stored() > 2 * genes * genes) {
        const auto gram = matrix.gram();
        return leadingEigenvectors(
            genes,
            [&](const double *x, double *y) {
                parallelFor(genes, threads, [&](std::int64_t begin, std::int64_t end) {
                    for (auto i = begin; i < end; ++i) {
                        const double *const row = gram.data() + i * genes;
                        double sum[4] = {};  // four chains keep the adders busy; the order is fixed
                        std::int64_t j = 0;
                        for (; j + 4 <= genes; j += 4)
                            for (int lane = 0; lane < 4; ++lane) sum[lane] += row[j + lane] * x[j + lane];
                        for (; j < genes; ++j) sum[0] += row[j] * x[j];
                        y[i] = (sum[0] + sum[1]) + (sum[2] + sum[3]);
                    }
                });
            },
            options, context);
    }
    std::vector<double> buffer(static_cast<std::size_t>(cells));
    return leadingEigenvectors(
        genes,
        [&](const double *x, double *y) {
            matrix.multiply(x, buffer.data());
            matrix.multiplyTransposed(buffer.data(), y);
        },
        options, context);
}

// Unit loadings [genes] and scores [cells] of one component from whichever side was solved.
void project(const CentredMatrix &matrix, const double *eigenvector, double singularValue, std::vector<double> &loading,
             std::vector<double> &score)
{
    if (matrix.rows() >= matrix.columns()) {
        loading.assign(eigenvector, eigenvector + matrix.columns());
        matrix.multiply(loading.data(), score.data());
        return;
    }
    matrix.multiplyTransposed(eigenvector, loading.data());
    for (auto &value : loading) value = singularValue > 0.0 ? value / singularValue : 0.0;
    for (std::size_t cell = 0; cell < score.size(); ++cell) score[cell] = eigenvector[cell] * singularValue;
}

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
        return Error{ErrorKind::Mismatch,
                     "too_small",
                     "A PCA needs at least two cells and two genes; there are " + std::to_string(values.rows) + " cells and " +
                         std::to_string(values.columns) + " genes.",
                     {}};
    const auto components =
        static_cast<int>(std::min<std::int64_t>(std::max(input.components, 1), input.centre ? smaller - 1 : smaller));
    const CentredMatrix matrix(values, {input.centre, input.scaling, input.maxValue, context.threads});
    if (context.cancelled()) return cancelled();
    LEXICELL_TRY(pairs, solve(matrix, {components, 1e-10, input.seed, 0}, context.threads, context));

    PcaResult result;
    result.scores.cells = values.rows;
    result.scores.dimensions = components;
    result.scores.values.resize(static_cast<std::size_t>(values.rows * components));
    result.loadings.resize(static_cast<std::size_t>(values.columns * components));
    const double total = matrix.totalVariance();
    const std::int64_t length = values.rows < values.columns ? values.rows : values.columns;
    std::vector<double> loading(static_cast<std::size_t>(values.columns)), score(static_cast<std::size_t>(values.rows));
    for (int c = 0; c < components; ++c) {
        const double singularValue = std::sqrt(std::max(0.0, pairs.values[static_cast<std::size_t>(c)]));
        project(matrix, pairs.vectors.data() + c * length, singularValue, loading, score);
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
