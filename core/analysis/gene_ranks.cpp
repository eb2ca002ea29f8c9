#include "core/analysis/gene_ranks.h"

#include <algorithm>
#include <array>
#include <bit>

namespace lexicell::analysis {

namespace {

constexpr std::uint32_t zeroKey = 0x8000'0000u;

// Orders as the floats do. Zeros are never stored, so both their signs do not matter.
std::uint32_t keyOf(float value)
{
    const auto bits = std::bit_cast<std::uint32_t>(value);
    return bits & zeroKey ? ~bits : bits | zeroKey;
}

double tiesOf(std::int64_t count)
{
    const auto t = static_cast<double>(count);
    return t * t * t - t;
}

// Runs of equal keys in order, the zeros among them: visit(key, count, position of the first).
template <class KeyAt, class Visit> void forRuns(std::size_t size, std::int64_t zeros, KeyAt &&keyAt, Visit &&visit)
{
    bool zerosLeft = zeros > 0;
    for (std::size_t at = 0; at < size;) {
        const std::uint32_t key = keyAt(at);
        if (zerosLeft && key > zeroKey) {
            visit(zeroKey, zeros, at);
            zerosLeft = false;
        }
        std::size_t end = at + 1;
        while (end < size && keyAt(end) == key) ++end;
        visit(key, static_cast<std::int64_t>(end - at), at);
        at = end;
    }
    if (zerosLeft) visit(zeroKey, zeros, size);
}

}  // namespace

GeneRanks::GeneRanks(const CellGroups &groups)
    : m_groups(groups), m_sizes(groups.sizes), m_nonZero(groups.count() + 1), m_sums(groups.count() + 1)
{
    std::int64_t others = groups.cells();
    for (const std::int64_t size : groups.sizes) others -= size;
    m_sizes.push_back(others);
}

void GeneRanks::sort(const GeneColumns &columns, std::int64_t gene)
{
    const auto first = static_cast<std::size_t>(columns.begin[static_cast<std::size_t>(gene)]);
    const auto last = static_cast<std::size_t>(columns.begin[static_cast<std::size_t>(gene) + 1]);
    m_items.resize(last - first);
    std::fill(m_nonZero.begin(), m_nonZero.end(), 0);
    for (std::size_t k = first; k < last; ++k) {
        const std::int32_t of = m_groups.of[static_cast<std::size_t>(columns.cell[k])];
        const std::size_t group = of < 0 ? m_groups.count() : static_cast<std::size_t>(of);
        ++m_nonZero[group];
        m_items[k - first] = static_cast<std::uint64_t>(keyOf(columns.value[k])) << 32 | group;
    }
    m_zeros = columns.cells - static_cast<std::int64_t>(m_items.size());
    constexpr std::size_t radixFrom = 800;  // items, from where clearing 6,144 counters pays
    if (m_items.size() >= radixFrom) radixSort();
    else std::sort(m_items.begin(), m_items.end());
}

// By the keys alone, 11 bits at a time. Equal keys keep the order of the cells.
void GeneRanks::radixSort()
{
    constexpr int bits = 11, rounds = 3;
    constexpr std::uint64_t mask = (1u << bits) - 1;
    std::array<std::array<std::uint32_t, 1u << bits>, rounds> counts{};
    for (const std::uint64_t item : m_items)
        for (int round = 0; round < rounds; ++round)
            ++counts[static_cast<std::size_t>(round)][static_cast<std::size_t>(item >> (32 + bits * round) & mask)];
    m_swap.resize(m_items.size());
    for (int round = 0; round < rounds; ++round) {
        std::uint32_t next = 0;
        auto &starts = counts[static_cast<std::size_t>(round)];
        for (std::uint32_t &start : starts) {
            const std::uint32_t count = start;
            start = next;
            next += count;
        }
        for (const std::uint64_t item : m_items)
            m_swap[starts[static_cast<std::size_t>(item >> (32 + bits * round) & mask)]++] = item;
        std::swap(m_items, m_swap);
    }
}

const std::vector<RankSum> &GeneRanks::amongAll()
{
    std::fill(m_sums.begin(), m_sums.end(), RankSum{});
    double ties = 0.0, before = 0.0;
    const auto keyAt = [this](std::size_t at) { return static_cast<std::uint32_t>(m_items[at] >> 32); };
    forRuns(m_items.size(), m_zeros, keyAt, [&](std::uint32_t key, std::int64_t count, std::size_t at) {
        const double rank = before + (static_cast<double>(count) + 1.0) / 2.0;
        before += static_cast<double>(count);
        ties += tiesOf(count);
        if (key == zeroKey)
            for (std::size_t group = 0; group < m_sums.size(); ++group)
                m_sums[group].ranks += rank * static_cast<double>(m_sizes[group] - m_nonZero[group]);
        else
            for (std::size_t k = at; k < at + static_cast<std::size_t>(count); ++k)
                m_sums[static_cast<std::size_t>(m_items[k] & 0xFFFF'FFFFu)].ranks += rank;
    });
    for (RankSum &sum : m_sums) sum.ties = ties;
    return m_sums;
}

void GeneRanks::splitByGroup()
{
    m_firstKeys.assign(m_nonZero.size() + 1, 0);
    for (std::size_t group = 0; group < m_nonZero.size(); ++group) m_firstKeys[group + 1] = m_firstKeys[group] + m_nonZero[group];
    std::vector<std::int64_t> next(m_firstKeys.begin(), m_firstKeys.end() - 1);
    m_keys.resize(m_items.size());
    for (const std::uint64_t item : m_items)
        m_keys[static_cast<std::size_t>(next[static_cast<std::size_t>(item & 0xFFFF'FFFFu)]++)] =
            static_cast<std::uint32_t>(item >> 32);
}

const std::vector<RankSum> &GeneRanks::against(std::size_t reference)
{
    splitByGroup();
    const auto runsOf = [this](std::size_t group, auto &&visit) {
        const std::uint32_t *keys = m_keys.data() + m_firstKeys[group];
        forRuns(
            static_cast<std::size_t>(m_nonZero[group]), m_sizes[group] - m_nonZero[group],
            [keys](std::size_t at) { return keys[at]; }, visit);
    };
    m_runs.clear();
    std::int64_t all = 0;
    double tiesAlone = 0.0;
    runsOf(reference, [&](std::uint32_t key, std::int64_t count, std::size_t) {
        m_runs.push_back({key, count, all});
        all += count;
        tiesAlone += tiesOf(count);
    });
    for (std::size_t group = 0; group < m_groups.count(); ++group) {
        if (group == reference) continue;
        RankSum sum{0.0, tiesAlone};
        std::int64_t before = 0;
        auto run = m_runs.cbegin();
        runsOf(group, [&](std::uint32_t key, std::int64_t count, std::size_t) {
            run = std::lower_bound(run, m_runs.cend(), key, [](const Run &a, std::uint32_t b) { return a.key < b; });
            const std::int64_t below = run == m_runs.cend() ? all : run->below;
            const std::int64_t equal = run != m_runs.cend() && run->key == key ? run->count : 0;
            const double rank = static_cast<double>(before + below) + (static_cast<double>(count + equal) + 1.0) / 2.0;
            sum.ranks += static_cast<double>(count) * rank;
            sum.ties += tiesOf(count + equal) - tiesOf(equal);
            before += count;
        });
        m_sums[group] = sum;
    }
    return m_sums;
}

}  // namespace lexicell::analysis
