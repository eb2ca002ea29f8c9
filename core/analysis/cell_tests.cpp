#include "core/analysis/cell_tests.h"

#include "core/analysis/gene_ranks.h"
#include "core/analysis/p_values.h"
#include "core/base/parallel.h"

#include <atomic>
#include <cmath>

namespace lexicell::analysis {

namespace {

// Sums over some cells, of values less a constant.
struct Sums {
    double value = 0.0, square = 0.0;
    std::int64_t nonZero = 0, cells = 0;

    Sums &operator+=(const Sums &other)
    {
        value += other.value;
        square += other.square;
        nonZero += other.nonZero;
        cells += other.cells;
        return *this;
    }
    double mean() const { return value / static_cast<double>(cells); }
    double variance() const
    {
        const auto n = static_cast<double>(cells);
        return std::max(0.0, (square - value * value / n) / (n - 1.0));
    }
    double share() const { return static_cast<double>(nonZero) / static_cast<double>(cells); }
};

// The sums of every group, and of the rest of each. Workspace of one thread.
class GroupSums {
  public:
    explicit GroupSums(const CellGroups &groups) : m_groups(groups), m_own(groups.count() + 1), m_rest(groups.count() + 1)
    {
        m_empty.resize(groups.count() + 1);
        std::int64_t others = groups.cells();
        for (std::size_t group = 0; group < groups.count(); ++group) {
            m_empty[group].cells = groups.sizes[group];
            others -= groups.sizes[group];
        }
        m_empty.back().cells = others;
    }

    void add(const GeneColumns &columns, std::int64_t gene)
    {
        const auto first = static_cast<std::size_t>(columns.begin[static_cast<std::size_t>(gene)]);
        const auto last = static_cast<std::size_t>(columns.begin[static_cast<std::size_t>(gene) + 1]);
        m_own = m_empty;
        // A gene without zeros is counted from its first value, so that the variance of a constant gene is exactly 0.
        const bool everywhere = static_cast<std::int64_t>(last - first) == columns.cells && last > first;
        m_shift = everywhere ? static_cast<double>(columns.value[first]) : 0.0;
        for (std::size_t k = first; k < last; ++k) {
            const std::int32_t of = m_groups.of[static_cast<std::size_t>(columns.cell[k])];
            Sums &sums = m_own[of < 0 ? m_groups.count() : static_cast<std::size_t>(of)];
            const double value = static_cast<double>(columns.value[k]) - m_shift;
            sums.value += value;
            sums.square += value * value;
            ++sums.nonZero;
        }
        addRest();
    }

    double shift() const { return m_shift; }
    const Sums &own(std::size_t group) const { return m_own[group]; }
    const Sums &rest(std::size_t group) const { return m_rest[group]; }

  private:
    // From the groups before and after, not by subtraction: the rest of a gene that only one group has is exactly 0.
    void addRest()
    {
        Sums before;
        for (std::size_t group = 0; group < m_own.size(); ++group) {
            m_rest[group] = before;
            before += m_own[group];
        }
        Sums after;
        for (std::size_t group = m_own.size(); group-- > 0;) {
            m_rest[group] += after;
            after += m_own[group];
        }
    }

    const CellGroups &m_groups;
    std::vector<Sums> m_empty, m_own, m_rest;  // [groups + 1]; the last: cells in no group
    double m_shift = 0.0;
};

// std::max(0, NaN) and 0/0 both mean: no evidence.
double orZero(double score) { return std::isnan(score) ? 0.0 : score; }

double rankScore(const RankSum &sum, double cells, double others, const CellTestOptions &options)
{
    const double all = cells + others;
    const double correction = options.tieCorrect ? 1.0 - sum.ties / (all * all * all - all) : 1.0;
    const double deviation = std::sqrt(correction * cells * others * (all + 1.0) / 12.0);
    const double off = sum.ranks - cells * (all + 1.0) / 2.0;
    if (!options.continuity) return orZero(off / deviation);
    return orZero(std::copysign(std::max(0.0, std::abs(off) - 0.5), off) / deviation);
}

struct Welch {
    double t, p;
};

Welch welch(const Sums &a, const Sums &b, double cellsOfB)
{
    const double partA = a.variance() / static_cast<double>(a.cells), partB = b.variance() / cellsOfB;
    const double t = orZero((a.mean() - b.mean()) / std::sqrt(partA + partB));
    const double degrees = (partA + partB) * (partA + partB) /
                           (partA * partA / (static_cast<double>(a.cells) - 1.0) + partB * partB / (cellsOfB - 1.0));
    if (t == 0.0) return {0.0, 1.0};
    const double p = studentTwoSided(t, degrees);
    return {t, std::isnan(p) ? (std::isinf(t) ? 0.0 : 1.0) : p};
}

double foldOf(double mean) { return std::expm1(mean) + 1e-9; }

class GeneByGene {
  public:
    GeneByGene(const GeneColumns &values, const CellGroups &groups, const CellTestOptions &options, std::vector<GroupTest> &tests)
        : m_values(values), m_options(options), m_tests(tests), m_sums(groups), m_ranks(groups)
    {
    }

    void test(std::int64_t gene)
    {
        m_sums.add(m_values, gene);
        const std::vector<RankSum> *ranks = nullptr;
        if (m_options.test == CellTest::Wilcoxon) {
            m_ranks.sort(m_values, gene);
            ranks = m_options.reference ? &m_ranks.against(*m_options.reference) : &m_ranks.amongAll();
        }
        const auto at = static_cast<std::size_t>(gene);
        for (GroupTest &test : m_tests) {
            const Sums &own = m_sums.own(test.group);
            const Sums &other = m_options.reference ? m_sums.own(*m_options.reference) : m_sums.rest(test.group);
            if (ranks) {
                test.score[at] =
                    rankScore((*ranks)[test.group], static_cast<double>(own.cells), static_cast<double>(other.cells), m_options);
                test.pValue[at] = normalTwoSided(test.score[at]);
            } else {
                const bool sameSize = m_options.test == CellTest::Overestimated;
                const auto [t, p] = welch(own, other, static_cast<double>(sameSize ? own.cells : other.cells));
                test.score[at] = t;
                test.pValue[at] = p;
            }
            test.logFoldChange[at] = std::log2(foldOf(m_sums.shift() + own.mean()) / foldOf(m_sums.shift() + other.mean()));
            test.share[at] = own.share();
            test.shareReference[at] = other.share();
        }
    }

  private:
    const GeneColumns &m_values;
    const CellTestOptions &m_options;
    std::vector<GroupTest> &m_tests;
    GroupSums m_sums;
    GeneRanks m_ranks;
};

std::vector<GroupTest> emptyTests(const CellGroups &groups, const CellTestOptions &options, std::size_t genes)
{
    std::vector<std::size_t> chosen = options.groups;
    if (chosen.empty())
        for (std::size_t group = 0; group < groups.count(); ++group) chosen.push_back(group);
    std::vector<GroupTest> tests;
    for (const std::size_t group : chosen) {
        if (options.reference == group) continue;
        const std::vector<double> values(genes);
        tests.push_back({group, values, values, {}, values, values, values});
    }
    return tests;
}

}  // namespace

Result<std::vector<GroupTest>> testCells(const GeneColumns &values, const CellGroups &groups, const CellTestOptions &options,
                                         JobContext &context)
{
    constexpr std::int64_t genesPerReport = 256;
    auto tests = emptyTests(groups, options, static_cast<std::size_t>(values.genes));
    std::atomic<std::int64_t> done{0};
    parallelFor(values.genes, context.threads, [&](std::int64_t first, std::int64_t last) {
        GeneByGene work(values, groups, options, tests);
        for (std::int64_t gene = first; gene < last; ++gene) {
            if (context.cancelled()) return;
            work.test(gene);
            if ((gene - first + 1) % genesPerReport == 0)
                context.report(static_cast<double>(done += genesPerReport) / static_cast<double>(values.genes), "testing genes");
        }
    });
    if (context.cancelled()) return cancelled();
    for (GroupTest &test : tests) test.adjusted = falseDiscoveryRates(test.pValue);
    return tests;
}

}  // namespace lexicell::analysis
