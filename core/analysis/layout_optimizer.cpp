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

// `delta`: in, differences of the head to `count` vertices (at most `lanes`); out, moves: to the first, away from the others.
// A separate function with a length unknown at compile time: the compiler vectorizes such loops, but unrolls
// loops of known length instead.
template <int D> void moves(float (&delta)[D][lanes], int count, float a, float b)
{
    float power[lanes] = {}, squared[lanes] = {}, force[lanes] = {};
    for (int i = 0; i < count; ++i) {
        float sum = delta[0][i] * delta[0][i] + delta[1][i] * delta[1][i];
        if constexpr (D == 3) sum += delta[2][i] * delta[2][i];
        squared[i] = std::max(sum, std::numeric_limits<float>::epsilon());
        power[i] = powerOf(squared[i], b);
        force[i] = 2.0f * b / ((0.001f + squared[i]) * (a * power[i] + 1.0f));
    }
    force[0] = -2.0f * a * b * power[0] / (squared[0] * (a * power[0] + 1.0f));
    for (int d = 0; d < D; ++d)
        for (int i = 0; i < count; ++i) delta[d][i] = clipped(force[i] * delta[d][i]);
}

}  // namespace

LayoutOptimizer::LayoutOptimizer(const data::SparseMatrix &graph, const DescentOptions &options)
    : m_options(options), m_vertices(static_cast<std::int32_t>(graph.rows)),
      m_random(options.seed, Random::streamOf("umap pushes"))
{
    const float *const weights = graph.values.as<float>();
    const float strongest = graph.indices.empty() ? 0.0f : *std::max_element(weights, weights + graph.indices.size());
    const float weakest = strongest / static_cast<float>(options.epochs);  // a weaker edge would never be drawn
    for (std::int32_t head = 0; head < m_vertices; ++head)
        for (auto k = graph.indptr[static_cast<std::size_t>(head)]; k < graph.indptr[static_cast<std::size_t>(head) + 1]; ++k) {
            if (weights[k] < weakest) continue;
            const float period = strongest / weights[k];
            m_edges.push_back(
                {head, graph.indices[static_cast<std::size_t>(k)], period, period, period / options.negativeSampleRate});
        }
}

// The pull and the pushes of one draw all start from the same position of the head, so they are computed side by
// side instead of one after the other.
template <int D> void LayoutOptimizer::draw(const Edge &edge, int count, float alpha, float *layout)
{
    float *const head = layout + D * edge.head, *const tail = layout + D * edge.tail;
    const int used = 1 + count, padded = (used + 3) / 4 * 4;
    float delta[D][lanes] = {};
    for (int d = 0; d < D; ++d) delta[d][0] = head[d] - tail[d];
    for (int i = 1; i < padded; ++i) {
        // 32 random bits give an index; an unused lane gets the head itself, and a vertex does not push itself
        const auto other =
            i < used ? static_cast<std::int32_t>((m_random() >> 32) * static_cast<std::uint64_t>(m_vertices) >> 32) : edge.head;
        for (int d = 0; d < D; ++d) delta[d][i] = head[d] - layout[D * other + d];
    }
    moves<D>(delta, padded, m_options.a, m_options.b);
    for (int d = 0; d < D; ++d) tail[d] -= alpha * delta[d][0];
    for (int i = 0; i < used; ++i)
        for (int d = 0; d < D; ++d) head[d] += alpha * delta[d][i];
}

template <int D> void LayoutOptimizer::runEdges(float *layout)
{
    const auto now = static_cast<float>(m_epoch);
    const float alpha = m_options.learningRate * (1.0f - now / static_cast<float>(m_options.epochs));
    for (auto &edge : m_edges) {
        if (edge.next > now) continue;
        const float negativePeriod = edge.period / m_options.negativeSampleRate;
        // the rest waits for the edge's next draw
        const int count = std::min(static_cast<int>((now - edge.nextNegative) / negativePeriod), lanes - 1);
        draw<D>(edge, count, alpha, layout);
        edge.next += edge.period;
        edge.nextNegative += static_cast<float>(count) * negativePeriod;
    }
}

void LayoutOptimizer::runEpoch(std::vector<float> &layout)
{
    if (m_options.dimensions == 3) runEdges<3>(layout.data());
    else runEdges<2>(layout.data());
    ++m_epoch;
}

}  // namespace lexicell::analysis
