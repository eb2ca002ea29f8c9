#include "core/analysis/logistic_regression.h"

#include "core/analysis/quasi_newton.h"
#include "core/base/guarded.h"
#include "core/base/parallel.h"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <numeric>

namespace lexicell::analysis {

namespace {

constexpr double largestScore = 10.0;  // z-scores are clipped at ± this
constexpr const char *fewerCells = "Use fewer cells or genes.";

// The stored values by column, rows ascending: sums over cells then have one order for any number of threads.
struct ByColumn {
    std::vector<std::size_t> start;
    std::vector<std::size_t> rows;
    std::vector<float> values;

    explicit ByColumn(const data::CsrBlock &block)
        : start(static_cast<std::size_t>(block.columns) + 1), rows(block.values.size()), values(block.values.size())
    {
        for (const std::int32_t column : block.indices) ++start[static_cast<std::size_t>(column) + 1];
        std::partial_sum(start.begin(), start.end(), start.begin());
        std::vector<std::size_t> next(start.begin(), start.end() - 1);
        for (std::size_t row = 0; row < static_cast<std::size_t>(block.rows); ++row)
            for (auto k = static_cast<std::size_t>(block.indptr[row]); k < static_cast<std::size_t>(block.indptr[row + 1]); ++k) {
                const std::size_t place = next[static_cast<std::size_t>(block.indices[k])]++;
                rows[place] = row;
                values[place] = block.values[k];
            }
    }
};

// x: weights [columns x outputs], then intercepts [outputs].
class Scores {
  public:
    Scores(const ScaledColumns &cells, std::size_t outputs) : m_cells(cells), m_outputs(outputs) {}

    std::size_t columns() const { return static_cast<std::size_t>(m_cells.stored.columns); }
    std::size_t rows() const { return static_cast<std::size_t>(m_cells.stored.rows); }

    // [rows x outputs]
    std::vector<double> at(const std::vector<double> &x, int threads) const
    {
        const std::size_t outputs = m_outputs;
        std::vector<double> base(x.begin() + static_cast<std::ptrdiff_t>(columns() * outputs), x.end());
        for (std::size_t column = 0; column < columns(); ++column)
            for (std::size_t k = 0; k < outputs; ++k) base[k] += m_cells.offset[column] * x[column * outputs + k];
        std::vector<double> scores(rows() * outputs);
        const data::CsrBlock &stored = m_cells.stored;
        parallelFor(stored.rows, threads, [&](std::int64_t begin, std::int64_t end) {
            for (auto row = static_cast<std::size_t>(begin); row < static_cast<std::size_t>(end); ++row) {
                double *const own = scores.data() + row * outputs;
                std::copy(base.begin(), base.end(), own);
                for (auto i = static_cast<std::size_t>(stored.indptr[row]); i < static_cast<std::size_t>(stored.indptr[row + 1]);
                     ++i) {
                    const auto value = static_cast<double>(stored.values[i]);
                    const double *const weights = x.data() + static_cast<std::size_t>(stored.indices[i]) * outputs;
                    for (std::size_t k = 0; k < outputs; ++k) own[k] += value * weights[k];
                }
            }
        });
        return scores;
    }

    // The gradient from the residuals [rows x outputs], each times C.
    void gradient(const ByColumn &byColumn, const std::vector<double> &residuals, int threads, std::vector<double> &to) const
    {
        const std::size_t outputs = m_outputs;
        std::vector<double> sums(outputs);
        for (std::size_t row = 0; row < rows(); ++row)
            for (std::size_t k = 0; k < outputs; ++k) sums[k] += residuals[row * outputs + k];
        parallelFor(static_cast<std::int64_t>(columns()), threads, [&](std::int64_t begin, std::int64_t end) {
            for (auto column = static_cast<std::size_t>(begin); column < static_cast<std::size_t>(end); ++column) {
                double *const own = to.data() + column * outputs;
                for (std::size_t k = 0; k < outputs; ++k) own[k] = m_cells.offset[column] * sums[k];
                for (std::size_t i = byColumn.start[column]; i < byColumn.start[column + 1]; ++i) {
                    const auto value = static_cast<double>(byColumn.values[i]);
                    const double *const residual = residuals.data() + byColumn.rows[i] * outputs;
                    for (std::size_t k = 0; k < outputs; ++k) own[k] += value * residual[k];
                }
            }
        });
        std::copy(sums.begin(), sums.end(), to.begin() + static_cast<std::ptrdiff_t>(columns() * outputs));
    }

  private:
    const ScaledColumns &m_cells;
    std::size_t m_outputs;
};

// Logits of one cell become probabilities. Returns the logarithm of their sum before that.
double softmax(double *row, std::size_t classes)
{
    const double most = *std::max_element(row, row + classes);
    double sum = 0.0;
    for (std::size_t k = 0; k < classes; ++k) sum += row[k] = std::exp(row[k] - most);
    for (std::size_t k = 0; k < classes; ++k) row[k] /= sum;
    return most + std::log(sum);
}

double sigmoid(double score) { return 1.0 / (1.0 + std::exp(-score)); }

// ln(1 + exp(score)) without overflow
double softplus(double score) { return std::max(score, 0.0) + std::log1p(std::exp(-std::abs(score))); }

Result<LogisticModel> multinomial(const ScaledColumns &cells, const std::vector<std::int32_t> &codes, std::int64_t classes,
                                  double c, JobContext &context)
{
    const auto outputs = static_cast<std::size_t>(classes);
    const Scores scores(cells, outputs);
    const ByColumn byColumn(cells.stored);
    const std::size_t weights = scores.columns() * outputs;
    const SmoothFunction loss = [&](const std::vector<double> &x, std::vector<double> &gradient) {
        std::vector<double> residuals = scores.at(x, context.threads);
        double value = 0.0;
        for (std::size_t row = 0; row < scores.rows(); ++row) {
            double *const own = residuals.data() + row * outputs;
            const auto truth = static_cast<std::size_t>(codes[row]);
            const double score = own[truth];
            value += c * (softmax(own, outputs) - score);
            own[truth] -= 1.0;
            for (std::size_t k = 0; k < outputs; ++k) own[k] *= c;
        }
        scores.gradient(byColumn, residuals, context.threads, gradient);
        for (std::size_t i = 0; i < weights; ++i) {
            value += 0.5 * x[i] * x[i];
            gradient[i] += x[i];
        }
        return value;
    };
    LEXICELL_TRY(minimum, minimize(loss, std::vector<double>(weights + outputs), {}, context));
    const auto end = minimum.x.begin() + static_cast<std::ptrdiff_t>(weights);
    return LogisticModel{Penalty::L2,      cells.stored.columns, classes, {minimum.x.begin(), end}, {end, minimum.x.end()},
                         minimum.converged};
}

// One class against the rest: weights of the columns, then the intercept.
Result<Minimum> against(std::int32_t code, const ScaledColumns &cells, const ByColumn &byColumn,
                        const std::vector<std::int32_t> &codes, double c, JobContext &context)
{
    const Scores scores(cells, 1);
    const SmoothFunction loss = [&](const std::vector<double> &x, std::vector<double> &gradient) {
        std::vector<double> residuals = scores.at(x, 1);
        double value = 0.0;
        for (std::size_t row = 0; row < scores.rows(); ++row) {
            const double score = residuals[row], truth = codes[row] == code ? 1.0 : 0.0;
            value += c * (softplus(score) - truth * score);
            residuals[row] = c * (sigmoid(score) - truth);
        }
        scores.gradient(byColumn, residuals, 1, gradient);
        return value;
    };
    QuasiNewtonOptions options;
    options.l1 = 1.0;
    options.gradientTolerance = 1e-4;
    return minimize(loss, std::vector<double>(scores.columns() + 1), options, context);
}

// The classes are fitted apart from each other, several at a time.
Result<LogisticModel> oneAgainstRest(const ScaledColumns &cells, const std::vector<std::int32_t> &codes, std::int64_t classes,
                                     double c, JobContext &context)
{
    const auto outputs = static_cast<std::size_t>(classes);
    const auto columns = static_cast<std::size_t>(cells.stored.columns);
    const ByColumn byColumn(cells.stored);
    LogisticModel model{
        Penalty::L1, cells.stored.columns, classes, std::vector<double>(columns * outputs), std::vector<double>(outputs), true};
    std::atomic<std::int64_t> next{0}, done{0};
    std::atomic<bool> converged{true};
    std::vector<Result<void>> fitted(outputs);
    const auto fitSome = [&](std::int64_t, std::int64_t) {
        for (std::int64_t code = next++; code < classes; code = next++) {
            const auto k = static_cast<std::size_t>(code);
            // Nothing may be thrown out of a thread.
            const auto minimum = guarded(
                "fit the logistic regression",
                [&] { return against(static_cast<std::int32_t>(code), cells, byColumn, codes, c, context); }, fewerCells);
            if (!minimum.ok()) {
                fitted[k] = minimum.error();
                return;
            }
            for (std::size_t column = 0; column < columns; ++column) model.weights[column * outputs + k] = minimum->x[column];
            model.intercepts[k] = minimum->x.back();
            if (!minimum->converged) converged = false;
            context.report(static_cast<double>(++done) / static_cast<double>(classes), "logistic regression");
        }
    };
    parallelFor(std::min<std::int64_t>(threadCount(context.threads), classes), context.threads, fitSome);
    if (context.cancelled()) return cancelled();
    for (const Result<void> &each : fitted)
        if (!each.ok()) return each.error();
    model.converged = converged;
    return model;
}

}  // namespace

ColumnScaling::ColumnScaling(const data::CsrBlock &values)
    : m_mean(static_cast<std::size_t>(values.columns)), m_deviation(static_cast<std::size_t>(values.columns))
{
    constexpr double rounding = 1e-9;  // of the mean: a column that spreads less is constant
    const auto cells = static_cast<double>(values.rows);
    std::vector<double> stored(m_mean.size());
    for (std::size_t i = 0; i < values.values.size(); ++i) {
        const auto column = static_cast<std::size_t>(values.indices[i]);
        m_mean[column] += static_cast<double>(values.values[i]);
        stored[column] += 1.0;
    }
    for (double &mean : m_mean) mean /= cells;
    for (std::size_t i = 0; i < values.values.size(); ++i) {
        const auto column = static_cast<std::size_t>(values.indices[i]);
        const double apart = static_cast<double>(values.values[i]) - m_mean[column];
        m_deviation[column] += apart * apart;
    }
    for (std::size_t column = 0; column < m_mean.size(); ++column) {
        const double absent = (cells - stored[column]) * m_mean[column] * m_mean[column];
        m_deviation[column] = std::sqrt((m_deviation[column] + absent) / cells);
        if (m_deviation[column] <= rounding * std::abs(m_mean[column])) m_deviation[column] = 0.0;
    }
}

ScaledColumns ColumnScaling::scaled(const data::CsrBlock &values) const
{
    ScaledColumns result{values, std::vector<double>(m_mean.size())};
    for (std::size_t column = 0; column < m_mean.size(); ++column)
        if (m_deviation[column] > 0.0)
            result.offset[column] = std::clamp(-m_mean[column] / m_deviation[column], -largestScore, largestScore);
    for (std::size_t i = 0; i < values.values.size(); ++i) {
        const auto column = static_cast<std::size_t>(values.indices[i]);
        double score = 0.0;
        if (m_deviation[column] > 0.0)
            score = std::clamp((static_cast<double>(values.values[i]) - m_mean[column]) / m_deviation[column], -largestScore,
                               largestScore);
        result.stored.values[i] = static_cast<float>(score - result.offset[column]);
    }
    return result;
}

std::vector<float> LogisticModel::probabilities(const ScaledColumns &cells, int threads) const
{
    const auto outputs = static_cast<std::size_t>(classes);
    std::vector<double> x = weights;
    x.insert(x.end(), intercepts.begin(), intercepts.end());
    std::vector<double> scores = Scores(cells, outputs).at(x, threads);
    std::vector<float> result(scores.size());
    for (std::size_t begin = 0; begin < scores.size(); begin += outputs) {
        double *const row = scores.data() + begin;
        if (penalty == Penalty::L2) {
            softmax(row, outputs);
        } else {
            double sum = 0.0;
            for (std::size_t k = 0; k < outputs; ++k) sum += row[k] = sigmoid(row[k]);
            for (std::size_t k = 0; k < outputs; ++k) row[k] = sum > 0.0 ? row[k] / sum : 1.0 / static_cast<double>(outputs);
        }
        for (std::size_t k = 0; k < outputs; ++k) result[begin + k] = static_cast<float>(row[k]);
    }
    return result;
}

Result<LogisticModel> logisticRegression(const ScaledColumns &cells, const std::vector<std::int32_t> &codes, std::int64_t classes,
                                         const LogisticOptions &options, JobContext &context)
{
    return guarded(
        "fit the logistic regression",
        [&]() -> Result<LogisticModel> {
            context.report(0.0, "logistic regression");
            if (options.penalty == Penalty::L1) return oneAgainstRest(cells, codes, classes, options.c, context);
            return multinomial(cells, codes, classes, options.c, context);
        },
        fewerCells);
}

}  // namespace lexicell::analysis
