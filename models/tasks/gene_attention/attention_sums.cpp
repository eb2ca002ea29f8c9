#include "models/tasks/gene_attention/attention_sums.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace lexicell::models::tasks {

ReceivedSums::ReceivedSums(const std::vector<std::int64_t> &ids, std::size_t groups)
    : m_genes(ids.size()), m_sums(groups * ids.size())
{
    for (std::size_t gene = 0; gene < ids.size(); ++gene) m_places.emplace(ids[gene], gene);
}

void ReceivedSums::add(std::size_t group, const TokenBatch &batch, std::int64_t cell, const double *received)
{
    for (std::int64_t token = 0; token < batch.tokens; ++token) {
        const auto at = static_cast<std::size_t>(cell * batch.tokens + token);
        if (batch.padding[at]) continue;
        const auto place = m_places.find(batch.genes[at]);
        if (place == m_places.end()) continue;
        Sums &sums = m_sums[group * m_genes + place->second];
        sums.attention += received[token];
        sums.logarithm += std::log(std::max(received[token], std::numeric_limits<double>::min()));
        ++sums.cells;
        const bool detected = batch.undetected.empty() ? batch.values[at] > 0.0F : batch.undetected[at] == 0;
        if (!detected) continue;
        sums.detected += received[token];
        ++sums.detectedCells;
    }
}

}  // namespace lexicell::models::tasks
