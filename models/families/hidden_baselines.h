// What can be said of a hidden token without a network, from the tokens of the training cells alone: the baselines of
// pretraining.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace lexicell::models {

// The mean value of every gene; of a gene without a value, the mean of all.
class GeneMeans {
  public:
    explicit GeneMeans(std::int64_t genes) : m_sums(static_cast<std::size_t>(genes)), m_counts(static_cast<std::size_t>(genes)) {}

    void add(std::int64_t gene, double value)
    {
        m_sums[static_cast<std::size_t>(gene)] += value;
        m_counts[static_cast<std::size_t>(gene)] += 1.0;
        m_sum += value;
        m_count += 1.0;
    }
    double overall() const { return m_sum / std::max(1.0, m_count); }
    double squaredError(std::int64_t gene, double value) const
    {
        const auto at = static_cast<std::size_t>(gene);
        const double mean = m_counts[at] > 0.0 ? m_sums[at] / m_counts[at] : overall();
        return (value - mean) * (value - mean);
    }

  private:
    std::vector<double> m_sums, m_counts;
    double m_sum = 0.0, m_count = 0.0;
};

// The shares of classes, by gene or over all. One more token than was seen is spread over the classes as they are over all genes,
// so that no class has the share 0.
class ClassShares {
  public:
    ClassShares(std::int64_t genes, std::int64_t classes)
        : m_classes(static_cast<std::size_t>(classes)), m_counts(static_cast<std::size_t>(genes * classes)),
          m_totals(static_cast<std::size_t>(genes)), m_overall(static_cast<std::size_t>(classes), 1.0),
          m_sum(static_cast<double>(classes))
    {
    }

    void add(std::int64_t gene, std::int64_t of)
    {
        m_counts[static_cast<std::size_t>(gene) * m_classes + static_cast<std::size_t>(of)] += 1.0F;
        m_totals[static_cast<std::size_t>(gene)] += 1.0;
        m_overall[static_cast<std::size_t>(of)] += 1.0;
        m_sum += 1.0;
    }
    double overall(std::int64_t of) const { return m_overall[static_cast<std::size_t>(of)] / m_sum; }
    double crossEntropy(std::int64_t gene, std::int64_t of) const
    {
        const double seen = m_counts[static_cast<std::size_t>(gene) * m_classes + static_cast<std::size_t>(of)];
        return -std::log((seen + overall(of)) / (m_totals[static_cast<std::size_t>(gene)] + 1.0));
    }

  private:
    std::size_t m_classes;
    std::vector<float> m_counts;  // [genes x classes], whole numbers
    std::vector<double> m_totals, m_overall;
    double m_sum;
};

}  // namespace lexicell::models
