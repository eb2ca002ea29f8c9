// Ranks of the cells by one gene, equal values sharing their mean rank, summed by group. The non-zero values are sorted once for
// all groups; zeros are counted, never sorted. All sums are exact: multiples of 1/2 below 2^53.
//
// An object is the workspace of one thread: sort() one gene, then take its sums.
#pragma once

#include "core/analysis/cell_groups.h"
#include "core/analysis/gene_columns.h"

#include <cstdint>
#include <vector>

namespace lexicell::analysis {

struct RankSum {
    double ranks = 0.0;  // of the group's cells
    double ties = 0.0;   // sum over runs of t equal values of t³ - t
};

class GeneRanks {
  public:
    explicit GeneRanks(const CellGroups &groups);

    void sort(const GeneColumns &columns, std::int64_t gene);
    // Among all cells. [groups + 1]; the last entry: cells in no group.
    const std::vector<RankSum> &amongAll();
    // Among the cells of the group and of the reference. [groups]; the entry of the reference is not set.
    const std::vector<RankSum> &against(std::size_t reference);

  private:
    struct Run {  // equal values of the reference
        std::uint32_t key;
        std::int64_t count, below;
    };
    void radixSort();
    void splitByGroup();

    const CellGroups &m_groups;
    std::vector<std::int64_t> m_sizes;           // [groups + 1]
    std::vector<std::uint64_t> m_items, m_swap;  // value as a sortable key in the upper half, group in the lower
    std::vector<std::int64_t> m_nonZero;         // [groups + 1]
    std::int64_t m_zeros = 0;
    std::vector<RankSum> m_sums;
    std::vector<std::uint32_t> m_keys;      // by group, sorted within it
    std::vector<std::int64_t> m_firstKeys;  // [groups + 2]
    std::vector<Run> m_runs;
};

}  // namespace lexicell::analysis
