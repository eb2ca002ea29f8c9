// Finds the target genes of a transcription factor in attention: the factor's influence on every gene in perturbed cells
// against control cells. For any model with attention maps; no LibTorch.
// Source: scGPT (Cui et al. 2024, Methods; upstream's tutorial on attention-based gene networks at commit cebd6fa). Different on
// purpose: equal ranks stay in sequence order, where upstream's sort is unstable; upstream also loses the first cell of each
// condition, which `upstreamMean` repeats.
#pragma once

#include "core/base/result.h"

#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

namespace lexicell::models::tasks {

// Ranks of one cell's attention, [heads x tokens x tokens], rows are queries and columns keys.
struct AttentionRanks {
    std::int64_t heads = 0;
    std::int64_t tokens = 0;
    std::vector<std::int32_t> rows;     // of every key within its row of logits: 0 … tokens − 1, the largest last
    std::vector<std::int32_t> columns;  // of every query within its column of row ranks
};
// `logits` as AttentionMaps gives them. Equal values rank in sequence order.
AttentionRanks rankAttention(const std::vector<float> &logits, std::int64_t heads, std::int64_t tokens);
// [tokens x tokens]: mean over the heads of the column ranks, divided by the number of tokens; 0 … 1.
std::vector<double> meanOverHeads(const AttentionRanks &ranks);

// Sums these maps over the cells of one condition; holds one map in memory.
class ConditionMean {
  public:
    explicit ConditionMean(std::int64_t tokens) : m_sum(static_cast<std::size_t>(tokens * tokens), 0.0) {}
    void add(const std::vector<double> &map);
    std::int64_t cells() const { return m_cells; }
    std::vector<double> mean() const;          // without cells: zeros
    std::vector<double> upstreamMean() const;  // without the first cell, divided by the number of all

  private:
    std::vector<double> m_sum;
    std::vector<double> m_first;
    std::int64_t m_cells = 0;
};

// A column of a map: how much every token (as query) attends to `key`.
std::vector<double> influenceOf(const std::vector<double> &map, std::int64_t tokens, std::int64_t key);

// How much the genes of each cell attend to the genes asked about (the factors), summed over the cells of two groups. A cell
// counts for a pair if both are among its tokens: cells have tokens of different genes, where upstream gives every cell the same.
// With the same tokens in all cells, mean() is influenceOf(ConditionMean::mean(), …).
class InfluenceSums {
  public:
    // `genes`: vocabulary ids of the targets, each once; `factors`: places in `genes`.
    InfluenceSums(std::vector<std::int64_t> genes, std::vector<std::int64_t> factors);

    // logits [heads x tokens x tokens] of a cell, of which the first `ids.size()` tokens are not padding; group 0 or 1.
    void add(std::size_t group, const std::vector<std::int64_t> &ids, std::int64_t heads, std::int64_t tokens,
             const std::vector<float> &logits);

    // Cells of the group that have the gene among their tokens.
    std::int64_t cells(std::size_t group, std::int64_t gene) const { return m_detected[group][static_cast<std::size_t>(gene)]; }
    // … that have both the gene and a factor, a place in `factors`.
    std::int64_t cells(std::size_t group, std::size_t factor, std::int64_t gene) const
    {
        return m_pairs[group][at(factor, gene)];
    }
    // [genes]: mean over the cells with both; NaN without such a cell.
    std::vector<double> mean(std::size_t group, std::size_t factor) const;

  private:
    std::size_t at(std::size_t factor, std::int64_t gene) const { return factor * m_genes + static_cast<std::size_t>(gene); }

    std::size_t m_genes;
    std::vector<std::int64_t> m_factorOf;  // [genes] place in `factors`; -1
    std::unordered_map<std::int64_t, std::int64_t> m_places;
    std::vector<double> m_sum[2];             // [factors x genes]
    std::vector<std::int64_t> m_pairs[2];     // [factors x genes] cells
    std::vector<std::int64_t> m_detected[2];  // [genes]
};

struct Target {
    std::int64_t token = 0;
    double score = 0.0;
};
// The `count` tokens with the largest scores, largest first, ties in sequence order, without those in `leftOut` (the cell token
// and the factor itself).
std::vector<Target> topTargets(const std::vector<double> &scores, std::size_t count, const std::vector<std::int64_t> &leftOut);

}  // namespace lexicell::models::tasks
