#include "core/analysis/centered_matrix.h"

#include "core/base/parallel.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace lexicell::analysis {

namespace {

struct Moments {
    std::vector<double> mean;
    std::vector<double> deviation;  // n - 1; 1 where it would be 0
};

Moments columnMoments(const data::CsrBlock &values)
{
    const auto genes = static_cast<std::size_t>(values.columns);
    const auto n = static_cast<double>(values.rows);
    Moments moments{std::vector<double>(genes), std::vector<double>(genes)};
    std::vector<std::int64_t> stored(genes);
    for (std::size_t i = 0; i < values.values.size(); ++i)
        moments.mean[static_cast<std::size_t>(values.indices[i])] += static_cast<double>(values.values[i]);
    for (auto &mean : moments.mean) mean /= n;
    for (std::size_t i = 0; i < values.values.size(); ++i) {
        const auto gene = static_cast<std::size_t>(values.indices[i]);
        const double difference = static_cast<double>(values.values[i]) - moments.mean[gene];
        moments.deviation[gene] += difference * difference;
        ++stored[gene];
    }
    for (std::size_t gene = 0; gene < genes; ++gene) {
        const double zeros = n - static_cast<double>(stored[gene]);
        const double sum = moments.deviation[gene] + zeros * moments.mean[gene] * moments.mean[gene];
        const double deviation = n > 1.0 ? std::sqrt(sum / (n - 1.0)) : 0.0;
        moments.deviation[gene] = deviation > 0.0 ? deviation : 1.0;
    }
    return moments;
}

// Sum of values[i] x[indices[i]]. Four independent sums run in parallel in the processor; their order is fixed.
double dot(const float *values, const std::int32_t *indices, std::size_t count, const double *x)
{
    double sum[4] = {};
    std::size_t i = 0;
    for (; i + 4 <= count; i += 4)
        for (std::size_t lane = 0; lane < 4; ++lane) sum[lane] += static_cast<double>(values[i + lane]) * x[indices[i + lane]];
    for (; i < count; ++i) sum[0] += static_cast<double>(values[i]) * x[indices[i]];
    return (sum[0] + sum[1]) + (sum[2] + sum[3]);
}

}  // namespace

CenteredMatrix::CenteredMatrix(const data::CsrBlock &values, const ScalingOptions &options)
    : m_values(values), m_scale(static_cast<std::size_t>(values.columns), 1.0),
      m_offset(static_cast<std::size_t>(values.columns), 0.0), m_threads(options.threads)
{
    if (options.scaling != Scaling::None) scaleAndClip(options.scaling, options.maxValue);
    transpose();
    constexpr std::size_t worthThreads = 200'000;  // values; below, a product takes less time than starting threads
    if (m_values.values.size() < worthThreads) m_threads = 1;
    if (!options.center) return;
    for (std::size_t gene = 0; gene < m_offset.size(); ++gene) {
        double sum = 0.0;
        for (auto i = m_columnStart[gene]; i < m_columnStart[gene + 1]; ++i)
            sum += static_cast<double>(m_columnValues[static_cast<std::size_t>(i)]);
        m_offset[gene] = sum / static_cast<double>(std::max<std::int64_t>(rows(), 1)) * m_scale[gene];
    }
}

// z = (x - mean) / deviation, clipped. A clipped entry is kept as the x that gives the clipped z. If even a zero is
// beyond the bound (mean above maxValue deviations), the zeros of that gene become entries.
void CenteredMatrix::scaleAndClip(Scaling scaling, double maxValue)
{
    Moments moments = columnMoments(m_values);
    if (scaling == Scaling::UnitVariance) moments.mean.assign(moments.mean.size(), 0.0);
    std::vector<std::int32_t> filled;
    for (std::size_t gene = 0; gene < m_scale.size(); ++gene) {
        m_scale[gene] = 1.0 / moments.deviation[gene];
        m_offset[gene] = moments.mean[gene] / moments.deviation[gene];
        if (m_offset[gene] > maxValue) filled.push_back(static_cast<std::int32_t>(gene));
    }
    const auto clipped = [&](std::int32_t gene, double value) {
        const auto g = static_cast<std::size_t>(gene);
        const double z = (value - moments.mean[g]) / moments.deviation[g];
        if (std::abs(z) <= maxValue) return static_cast<float>(value);
        return static_cast<float>(moments.mean[g] + std::copysign(maxValue, z) * moments.deviation[g]);
    };

    data::CsrBlock result;
    result.rows = m_values.rows;
    result.columns = m_values.columns;
    std::vector<std::pair<std::int32_t, float>> row;
    for (std::size_t cell = 0; cell < static_cast<std::size_t>(m_values.rows); ++cell) {
        row.clear();
        auto next = filled.begin();
        for (auto i = static_cast<std::size_t>(m_values.indptr[cell]); i < static_cast<std::size_t>(m_values.indptr[cell + 1]);
             ++i) {
            const std::int32_t gene = m_values.indices[i];
            for (; next != filled.end() && *next < gene; ++next) row.emplace_back(*next, clipped(*next, 0.0));
            if (next != filled.end() && *next == gene) ++next;
            row.emplace_back(gene, clipped(gene, static_cast<double>(m_values.values[i])));
        }
        for (; next != filled.end(); ++next) row.emplace_back(*next, clipped(*next, 0.0));
        for (const auto &[gene, value] : row) {
            result.indices.push_back(gene);
            result.values.push_back(value);
        }
        result.indptr.push_back(static_cast<std::int64_t>(result.indices.size()));
    }
    m_values = std::move(result);
}

void CenteredMatrix::transpose()
{
    m_columnStart.assign(static_cast<std::size_t>(columns()) + 1, 0);
    for (const auto gene : m_values.indices) ++m_columnStart[static_cast<std::size_t>(gene) + 1];
    for (std::size_t gene = 0; gene < static_cast<std::size_t>(columns()); ++gene) m_columnStart[gene + 1] += m_columnStart[gene];
    m_columnRows.resize(m_values.indices.size());
    m_columnValues.resize(m_values.indices.size());
    auto next = m_columnStart;
    for (std::int64_t cell = 0; cell < rows(); ++cell)
        for (auto i = m_values.indptr[static_cast<std::size_t>(cell)]; i < m_values.indptr[static_cast<std::size_t>(cell) + 1];
             ++i) {
            const auto at =
                static_cast<std::size_t>(next[static_cast<std::size_t>(m_values.indices[static_cast<std::size_t>(i)])]++);
            m_columnRows[at] = static_cast<std::int32_t>(cell);
            m_columnValues[at] = m_values.values[static_cast<std::size_t>(i)];
        }
}

void CenteredMatrix::multiply(const double *x, double *y) const
{
    std::vector<double> scaled(static_cast<std::size_t>(columns()));
    double shift = 0.0;
    for (std::size_t gene = 0; gene < scaled.size(); ++gene) {
        scaled[gene] = m_scale[gene] * x[gene];
        shift += m_offset[gene] * x[gene];
    }
    parallelFor(rows(), m_threads, [&](std::int64_t begin, std::int64_t end) {
        for (auto cell = static_cast<std::size_t>(begin); cell < static_cast<std::size_t>(end); ++cell) {
            const auto start = static_cast<std::size_t>(m_values.indptr[cell]),
                       stop = static_cast<std::size_t>(m_values.indptr[cell + 1]);
            y[cell] = dot(m_values.values.data() + start, m_values.indices.data() + start, stop - start, scaled.data()) - shift;
        }
    });
}

void CenteredMatrix::multiplyTransposed(const double *x, double *y) const
{
    double total = 0.0;
    for (std::int64_t cell = 0; cell < rows(); ++cell) total += x[cell];
    parallelFor(columns(), m_threads, [&](std::int64_t begin, std::int64_t end) {
        for (auto gene = static_cast<std::size_t>(begin); gene < static_cast<std::size_t>(end); ++gene) {
            const auto start = static_cast<std::size_t>(m_columnStart[gene]),
                       stop = static_cast<std::size_t>(m_columnStart[gene + 1]);
            const double sum = dot(m_columnValues.data() + start, m_columnRows.data() + start, stop - start, x);
            y[gene] = m_scale[gene] * sum - m_offset[gene] * total;
        }
    });
}

double CenteredMatrix::totalVariance() const
{
    const auto n = static_cast<double>(rows());
    if (n < 2.0) return 0.0;
    double total = 0.0;
    for (std::size_t gene = 0; gene < m_scale.size(); ++gene) {
        const auto start = static_cast<std::size_t>(m_columnStart[gene]),
                   stop = static_cast<std::size_t>(m_columnStart[gene + 1]);
        double mean = 0.0, squares = 0.0;
        for (auto i = start; i < stop; ++i) mean += static_cast<double>(m_columnValues[i]);
        mean /= n;
        for (auto i = start; i < stop; ++i) squares += std::pow(static_cast<double>(m_columnValues[i]) - mean, 2);
        squares += (n - static_cast<double>(stop - start)) * mean * mean;
        total += squares * m_scale[gene] * m_scale[gene] / (n - 1.0);
    }
    return total;
}

std::vector<double> CenteredMatrix::row(std::int64_t cell) const
{
    std::vector<double> result(m_offset.size());
    for (std::size_t gene = 0; gene < result.size(); ++gene) result[gene] = -m_offset[gene];
    for (auto i = m_values.indptr[static_cast<std::size_t>(cell)]; i < m_values.indptr[static_cast<std::size_t>(cell) + 1]; ++i) {
        const auto gene = static_cast<std::size_t>(m_values.indices[static_cast<std::size_t>(i)]);
        result[gene] += static_cast<double>(m_values.values[static_cast<std::size_t>(i)]) * m_scale[gene];
    }
    return result;
}

}  // namespace lexicell::analysis
