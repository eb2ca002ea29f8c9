#include "core/analysis/layout_optimizer.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>

namespace lexicell::analysis {

namespace {

constexpr int lanes = 8;  // one pull and at most seven pushes are computed side by side

// x^power for x > 0, to 1e-6: x = 2^e m with m around 1, log2 by the series of artanh, 2^y by its Taylor series around the
// nearest integer. Free of branches, so that loops over lanes become vector instructions.
inline float powerOf(float x, float power)
{
    constexpr std::int32_t rootOfHalf = 0x3f3504f3;  // bits of sqrt(1/2): m lies in [sqrt(1/2), sqrt(2))
    const std::int32_t bits = std::bit_cast<std::int32_t>(x) - rootOfHalf;
    const float m = std::bit_cast<float>((bits & 0x007fffff) + rootOfHalf);
    const float t = (m - 1.0f) / (m + 1.0f), s = t * t;
    constexpr float twoOverLn2 = 2.885390082f;
    const float log2m = twoOverLn2 * t * (1.0f + s * (0.333333333f + s * (0.2f + s * (0.142857143f + s * 0.111111111f))));
    const float y = std::min(std::max(power * (static_cast<float>(bits >> 23) + log2m), -126.0f), 126.0f);

    constexpr float rounding = 12582912.0f;  // 1.5 * 2^23: adding it leaves the nearest integer in the low bits
    const float shifted = y + rounding;
    const float f = (y - (shifted - rounding)) * 0.693147181f;  // ln 2
    const float series =
        1.0f + f * (1.0f + f * (0.5f + f * (0.166666667f + f * (0.0416666667f + f * (0.00833333333f + f * 0.00138888889f)))));
    return series *
           std::bit_cast<float>((std::bit_cast<std::int32_t>(shifted) - std::bit_cast<std::int32_t>(rounding) + 127) << 23);
}

inline float clipped(float gradient) { return std::min(std::max(gradient, -4.0f), 4.0f); }  // umap-learn's bounds

// Differences of the head to `count` vertices in (at most `lanes`), its moves out: towards the first, away from the others.
// Its own function with a length that is not known beforehand: the compiler makes vector instructions of such loops, and not
// of ones it can unroll.
void moves(float *x, float *y, int count, float a, float b)
{
    float power[lanes] = {}, squared[lanes] = {}, force[lanes] = {};
    for (int i = 0; i < count; ++i) {
        squared[i] = std::max(x[i] * x[i] + y[i] * y[i], std::numeric_limits<float>::epsilon());
        power[i] = powerOf(squared[i], b);
        force[i] = 2.0f * b / ((0.001f + squared[i]) * (a * power[i] + 1.0f));
    }
    force[0] = -2.0f * a * b * power[0] / (squared[0] * (a * power[0] + 1.0f));
    for (int i = 0; i < count; ++i) {
        x[i] = clipped(force[i] * x[i]);
        y[i] = clipped(force[i] * y[i]);
    }
}

}  // namespace

LayoutOptimizer::LayoutOptimizer(const data::SparseMatrix &graph, const DescentOptions &options)
    : m_options(options), m_vertices(static_cast<std::int32_t>(graph.rows)),
      m_random(options.seed, Random::streamOf("umap pushes"))
{
    const float *const weights = graph.values.as<float>();
    const float strongest = graph.indices.empty() ? 0.0f : *std::max_element(weights, weights + graph.indices.size());
    const float weakest = strongest / static_cast<float>(options.epochs);  // a weaker edge would not be drawn once
    for (std::int32_t head = 0; head < m_vertices; ++head)
        for (auto k = graph.indptr[static_cast<std::size_t>(head)]; k < graph.indptr[static_cast<std::size_t>(head) + 1]; ++k) {
            if (weights[k] < weakest) continue;
            const float period = strongest / weights[k];
            m_edges.push_back(
                {head, graph.indices[static_cast<std::size_t>(k)], period, period, period / options.negativeSampleRate});
        }
}

// The pull and the pushes of one draw act together, each from where the head stood before them: they are computed side by
// side instead of one after the other.
void LayoutOptimizer::draw(const Edge &edge, int count, float alpha, float *layout)
{
    float *const head = layout + 2 * edge.head, *const tail = layout + 2 * edge.tail;
    const int used = 1 + count, padded = (used + 3) / 4 * 4;
    float x[lanes] = {}, y[lanes] = {};
    x[0] = head[0] - tail[0];
    y[0] = head[1] - tail[1];
    for (int i = 1; i < padded; ++i) {
        // 32 random bits make an index; a lane that only pads looks at the head itself, and nothing pushes itself
        const auto other =
            i < used ? static_cast<std::int32_t>((m_random() >> 32) * static_cast<std::uint64_t>(m_vertices) >> 32) : edge.head;
        x[i] = head[0] - layout[2 * other];
        y[i] = head[1] - layout[2 * other + 1];
    }
    moves(x, y, padded, m_options.a, m_options.b);
    tail[0] -= alpha * x[0];
    tail[1] -= alpha * y[0];
    for (int i = 0; i < used; ++i) {
        head[0] += alpha * x[i];
        head[1] += alpha * y[i];
    }
}

void LayoutOptimizer::runEpoch(std::vector<float> &layout)
{
    const auto now = static_cast<float>(m_epoch);
    const float alpha = m_options.learningRate * (1.0f - now / static_cast<float>(m_options.epochs));
    for (auto &edge : m_edges) {
        if (edge.next > now) continue;
        const float negativePeriod = edge.period / m_options.negativeSampleRate;
        // what does not fit is left for the edge's next draw
        const int count = std::min(static_cast<int>((now - edge.nextNegative) / negativePeriod), lanes - 1);
        draw(edge, count, alpha, layout.data());
        edge.next += edge.period;
        edge.nextNegative += static_cast<float>(count) * negativePeriod;
    }
    ++m_epoch;
}

}  // namespace lexicell::analysis
