#include "core/analysis/layout_optimizer.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>

namespace lexicell::analysis {

namespace {

constexpr int lanes = 8;  // pushes that are computed side by side

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
    const float series = 1.0f + f * (1.0f + f * (0.5f + f * (0.166666667f + f * (0.0416666667f + f * (0.00833333333f + f * 0.00138888889f)))));
    return series * std::bit_cast<float>((std::bit_cast<std::int32_t>(shifted) - std::bit_cast<std::int32_t>(rounding) + 127) << 23);
}

inline float clipped(float gradient) { return std::min(std::max(gradient, -4.0f), 4.0f); }  // umap-learn's bounds

}  // namespace

LayoutOptimizer::LayoutOptimizer(const data::SparseMatrix &graph, const DescentOptions &options)
    : m_options(options), m_vertices(static_cast<std::int32_t>(graph.rows)), m_random(options.seed, Random::streamOf("umap pushes"))
{
    const float *const weights = graph.values.as<float>();
    const float strongest = graph.indices.empty() ? 0.0f : *std::max_element(weights, weights + graph.indices.size());
    const float weakest = strongest / static_cast<float>(options.epochs);  // a weaker edge would not be drawn once
    for (std::int32_t head = 0; head < m_vertices; ++head)
        for (auto k = graph.indptr[static_cast<std::size_t>(head)]; k < graph.indptr[static_cast<std::size_t>(head) + 1]; ++k) {
            if (weights[k] < weakest) continue;
            const float period = strongest / weights[k];
            m_edges.push_back({head, graph.indices[static_cast<std::size_t>(k)], period, period, period / options.negativeSampleRate});
        }
}

void LayoutOptimizer::pull(const Edge &edge, float alpha, float *layout) const
{
    float *const head = layout + 2 * edge.head, *const tail = layout + 2 * edge.tail;
    const float dx = head[0] - tail[0], dy = head[1] - tail[1];
    const float squared = std::max(dx * dx + dy * dy, std::numeric_limits<float>::epsilon());
    const float power = powerOf(squared, m_options.b);
    const float force = -2.0f * m_options.a * m_options.b * power / (squared * (m_options.a * power + 1.0f));
    const float x = alpha * clipped(force * dx), y = alpha * clipped(force * dy);
    head[0] += x;
    head[1] += y;
    tail[0] -= x;
    tail[1] -= y;
}

// Pushes of one draw act on the head together, each from where it stood before them.
void LayoutOptimizer::push(std::int32_t head, int count, float alpha, float *layout)
{
    float *const at = layout + 2 * head;
    for (int done = 0; done < count; done += lanes) {
        float dx[lanes], dy[lanes], squared[lanes];
        const int used = std::min(lanes, count - done);
        for (int i = 0; i < lanes; i += 2) {  // 32 random bits make an index; what is left over is not worth a second draw
            const std::uint64_t bits = i < used ? m_random() : 0;
            for (int j = 0; j < 2; ++j) {
                const std::uint64_t half = j == 0 ? bits >> 32 : bits & 0xffffffffu;
                // an unused lane looks at the head itself, and nothing pushes itself
                const auto other = i + j < used ? static_cast<std::int32_t>(half * static_cast<std::uint64_t>(m_vertices) >> 32) : head;
                dx[i + j] = at[0] - layout[2 * other];
                dy[i + j] = at[1] - layout[2 * other + 1];
            }
        }
        for (int i = 0; i < lanes; ++i) squared[i] = std::max(dx[i] * dx[i] + dy[i] * dy[i], std::numeric_limits<float>::epsilon());
        for (int i = 0; i < lanes; ++i) {
            const float force = 2.0f * m_options.b / ((0.001f + squared[i]) * (m_options.a * powerOf(squared[i], m_options.b) + 1.0f));
            dx[i] = clipped(force * dx[i]);
            dy[i] = clipped(force * dy[i]);
        }
        for (int i = 0; i < lanes; ++i) {
            at[0] += alpha * dx[i];
            at[1] += alpha * dy[i];
        }
    }
}

void LayoutOptimizer::runEpoch(std::vector<float> &layout)
{
    const auto now = static_cast<float>(m_epoch);
    const float alpha = m_options.learningRate * (1.0f - now / static_cast<float>(m_options.epochs));
    for (auto &edge : m_edges) {
        if (edge.next > now) continue;
        pull(edge, alpha, layout.data());
        const float negativePeriod = edge.period / m_options.negativeSampleRate;
        const int count = static_cast<int>((now - edge.nextNegative) / negativePeriod);
        push(edge.head, count, alpha, layout.data());
        edge.next += edge.period;
        edge.nextNegative += static_cast<float>(count) * negativePeriod;
    }
    ++m_epoch;
}

}  // namespace lexicell::analysis
