#include "models/tasks/gene_network/attention_network.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <limits>
#include <numeric>

namespace lexicell::models::tasks {

namespace {

// ranks[i · stride] = the number of `size` values, `stride` apart, that come before the i-th; equal ones in order.
template <class T> class Ranking {
  public:
    explicit Ranking(std::int64_t size) : m_order(static_cast<std::size_t>(size)) {}

    void operator()(const T *values, std::int64_t stride, std::int32_t *ranks)
    {
        std::iota(m_order.begin(), m_order.end(), std::int64_t{0});
        std::stable_sort(m_order.begin(), m_order.end(), [&](auto a, auto b) { return values[a * stride] < values[b * stride]; });
        for (std::size_t rank = 0; rank < m_order.size(); ++rank) ranks[m_order[rank] * stride] = static_cast<std::int32_t>(rank);
    }

  private:
    std::vector<std::int64_t> m_order;
};

}  // namespace

AttentionRanks rankAttention(const std::vector<float> &logits, std::int64_t heads, std::int64_t tokens)
{
    assert(static_cast<std::int64_t>(logits.size()) == heads * tokens * tokens);
    AttentionRanks ranks{heads, tokens, std::vector<std::int32_t>(logits.size()), std::vector<std::int32_t>(logits.size())};
    Ranking<float> ofKeys(tokens);
    Ranking<std::int32_t> ofQueries(tokens);
    for (std::int64_t head = 0; head < heads; ++head) {
        const std::int64_t begin = head * tokens * tokens;
        for (std::int64_t query = 0; query < tokens; ++query)
            ofKeys(logits.data() + begin + query * tokens, 1, ranks.rows.data() + begin + query * tokens);
        for (std::int64_t key = 0; key < tokens; ++key)
            ofQueries(ranks.rows.data() + begin + key, tokens, ranks.columns.data() + begin + key);
    }
    return ranks;
}

std::vector<double> meanOverHeads(const AttentionRanks &ranks)
{
    const auto size = static_cast<std::size_t>(ranks.tokens * ranks.tokens);
    std::vector<double> mean(size, 0.0);
    for (std::size_t i = 0; i < ranks.columns.size(); ++i) mean[i % size] += ranks.columns[i];
    const double scale = static_cast<double>(ranks.heads) * static_cast<double>(ranks.tokens);
    for (double &value : mean) value /= scale;
    return mean;
}

void ConditionMean::add(const std::vector<double> &map)
{
    assert(map.size() == m_sum.size());
    if (m_cells++ == 0) m_first = map;
    std::transform(map.begin(), map.end(), m_sum.begin(), m_sum.begin(), std::plus<>());
}

std::vector<double> ConditionMean::mean() const
{
    std::vector<double> mean = m_sum;
    for (double &value : mean) value /= static_cast<double>(std::max<std::int64_t>(1, m_cells));
    return mean;
}

std::vector<double> ConditionMean::upstreamMean() const
{
    std::vector<double> mean = m_sum;
    for (std::size_t i = 0; i < m_first.size(); ++i) mean[i] -= m_first[i];
    for (double &value : mean) value /= static_cast<double>(std::max<std::int64_t>(1, m_cells));
    return mean;
}

std::vector<double> influenceOf(const std::vector<double> &map, std::int64_t tokens, std::int64_t key)
{
    std::vector<double> influence;
    for (std::int64_t query = 0; query < tokens; ++query)
        influence.push_back(map[static_cast<std::size_t>(query * tokens + key)]);
    return influence;
}

InfluenceSums::InfluenceSums(std::vector<std::int64_t> genes, std::vector<std::int64_t> factors)
    : m_genes(genes.size()), m_factorOf(genes.size(), -1)
{
    for (std::size_t gene = 0; gene < genes.size(); ++gene) m_places.emplace(genes[gene], static_cast<std::int64_t>(gene));
    for (std::size_t factor = 0; factor < factors.size(); ++factor)
        m_factorOf[static_cast<std::size_t>(factors[factor])] = static_cast<std::int64_t>(factor);
    for (std::size_t group = 0; group < 2; ++group) {
        m_sum[group].assign(factors.size() * m_genes, 0.0);
        m_pairs[group].assign(factors.size() * m_genes, 0);
        m_detected[group].assign(m_genes, 0);
    }
}

void InfluenceSums::add(std::size_t group, const std::vector<std::int64_t> &ids, std::int64_t heads, std::int64_t tokens,
                        const std::vector<float> &logits)
{
    const auto length = static_cast<std::int64_t>(ids.size());
    std::vector<std::int64_t> places(ids.size(), -1);
    bool any = false;
    for (std::size_t token = 0; token < ids.size(); ++token) {
        const auto found = m_places.find(ids[token]);
        if (found == m_places.end()) continue;
        places[token] = found->second;
        ++m_detected[group][static_cast<std::size_t>(found->second)];
        any = any || m_factorOf[static_cast<std::size_t>(found->second)] >= 0;
    }
    if (!any) return;
    std::vector<float> own;  // without padding, which must not take part in ranks
    own.reserve(static_cast<std::size_t>(heads * length * length));
    for (std::int64_t row = 0; row < heads * tokens; ++row)
        if (row % tokens < length) own.insert(own.end(), logits.begin() + row * tokens, logits.begin() + row * tokens + length);
    const std::vector<double> map = meanOverHeads(rankAttention(own, heads, length));
    for (std::int64_t key = 0; key < length; ++key) {
        const std::int64_t place = places[static_cast<std::size_t>(key)];
        const std::int64_t factor = place < 0 ? -1 : m_factorOf[static_cast<std::size_t>(place)];
        if (factor < 0) continue;
        const std::vector<double> influence = influenceOf(map, length, key);
        for (std::size_t query = 0; query < ids.size(); ++query) {
            if (places[query] < 0) continue;
            m_sum[group][at(static_cast<std::size_t>(factor), places[query])] += influence[query];
            ++m_pairs[group][at(static_cast<std::size_t>(factor), places[query])];
        }
    }
}

std::vector<double> InfluenceSums::mean(std::size_t group, std::size_t factor) const
{
    std::vector<double> mean(m_genes, std::numeric_limits<double>::quiet_NaN());
    for (std::size_t gene = 0; gene < m_genes; ++gene)
        if (const std::size_t place = at(factor, static_cast<std::int64_t>(gene)); m_pairs[group][place] > 0)
            mean[gene] = m_sum[group][place] / static_cast<double>(m_pairs[group][place]);
    return mean;
}

std::vector<Target> topTargets(const std::vector<double> &scores, std::size_t count, const std::vector<std::int64_t> &leftOut)
{
    std::vector<Target> targets;
    for (std::size_t token = 0; token < scores.size(); ++token) {
        const auto number = static_cast<std::int64_t>(token);
        if (std::isnan(scores[token]) || std::find(leftOut.begin(), leftOut.end(), number) != leftOut.end()) continue;
        targets.push_back({number, scores[token]});
    }
    std::stable_sort(targets.begin(), targets.end(), [](const Target &a, const Target &b) { return a.score > b.score; });
    targets.resize(std::min(count, targets.size()));
    return targets;
}

}  // namespace lexicell::models::tasks
