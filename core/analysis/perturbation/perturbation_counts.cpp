#include "core/analysis/perturbation/perturbation_counts.h"

#include "core/base/parallel.h"
#include "core/base/random.h"
#include "core/data/csr_block.h"
#include "core/preprocess/normalize.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace lexicell::analysis {

namespace {

constexpr double bulkDepth = 5e4;
constexpr double perMillion = 1e6;

struct Row {
    const std::int32_t *genes;
    const float *values;
    std::size_t stored;

    double total() const
    {
        double sum = 0.0;
        for (std::size_t k = 0; k < stored; ++k) sum += static_cast<double>(values[k]);
        return sum;
    }
};

Row rowOf(const data::CsrBlock &block, std::int64_t row)
{
    const auto at = static_cast<std::size_t>(row);
    const auto first = static_cast<std::size_t>(block.indptr[at]), last = static_cast<std::size_t>(block.indptr[at + 1]);
    return {block.indices.data() + first, block.values.data() + first, last - first};
}

void append(data::CsrBlock &block, const Row &row)
{
    block.indices.insert(block.indices.end(), row.genes, row.genes + row.stored);
    block.values.insert(block.values.end(), row.values, row.values + row.stored);
    block.indptr.push_back(static_cast<std::int64_t>(block.indices.size()));
    ++block.rows;
}

// Each gene times its factor; what becomes 0 is not stored.
void append(data::CsrBlock &block, const Row &row, const std::vector<double> &factor)
{
    for (std::size_t k = 0; k < row.stored; ++k) {
        const double scaled = static_cast<double>(row.values[k]) * factor[static_cast<std::size_t>(row.genes[k])];
        if (scaled <= 0.0) continue;
        block.indices.push_back(row.genes[k]);
        block.values.push_back(static_cast<float>(scaled));
    }
    block.indptr.push_back(static_cast<std::int64_t>(block.indices.size()));
    ++block.rows;
}

// [groups x genes] mean over the cells of value(count, total of the cell).
template <class Value> SampleMatrix groupMeans(const PerturbationCounts &cells, Value &&value)
{
    SampleMatrix means{static_cast<std::int64_t>(cells.groups.count()), cells.genes(), {}};
    means.values.resize(cells.groups.count() * static_cast<std::size_t>(means.genes));
    for (std::int64_t cell = 0; cell < cells.counts.rows; ++cell) {
        const std::int32_t group = cells.groups.of[static_cast<std::size_t>(cell)];
        if (group < 0) continue;
        const Row row = rowOf(cells.counts, cell);
        const double total = row.total();
        double *const sums = means.values.data() + static_cast<std::int64_t>(group) * means.genes;
        for (std::size_t k = 0; k < row.stored; ++k) sums[row.genes[k]] += value(static_cast<double>(row.values[k]), total);
    }
    for (std::size_t group = 0; group < cells.groups.count(); ++group)
        for (std::int64_t gene = 0; gene < means.genes; ++gene)
            means.values[group * static_cast<std::size_t>(means.genes) + static_cast<std::size_t>(gene)] /=
                static_cast<double>(cells.groups.sizes[group]);
    return means;
}

// The sum over the cells of the squared deviations of one gene range, a gene at a place of `squares`.
void leaveOneOut(const PerturbationCounts &cells, const std::vector<std::int64_t> &rows, const std::vector<double> &totals,
                 const SampleMatrix &sums, std::int64_t group, std::int64_t first, std::int64_t last,
                 std::vector<double> &squares)
{
    const auto width = static_cast<std::size_t>(last - first);
    double all = 0.0;
    for (std::int64_t gene = 0; gene < sums.genes; ++gene) all += sums.at(group, gene);
    // Deviations are taken from the profile of all cells, because the mean of the shortened profiles is next to it.
    std::vector<double> whole(width), sum(width), square(width), own(width);
    for (std::size_t i = 0; i < width; ++i)
        whole[i] = std::log1p(bulkDepth * sums.at(group, first + static_cast<std::int64_t>(i)) / all);
    for (std::size_t at = 0; at < rows.size(); ++at) {
        const Row row = rowOf(cells.counts, rows[at]);
        std::fill(own.begin(), own.end(), 0.0);
        const auto *const begin = std::lower_bound(row.genes, row.genes + row.stored, static_cast<std::int32_t>(first));
        for (auto k = static_cast<std::size_t>(begin - row.genes); k < row.stored && row.genes[k] < last; ++k)
            own[static_cast<std::size_t>(row.genes[k] - first)] = static_cast<double>(row.values[k]);
        const double rest = all - totals[at];
        for (std::size_t i = 0; i < width; ++i) {
            const double counts = sums.at(group, first + static_cast<std::int64_t>(i)) - own[i];
            const double off = (rest > 0.0 ? std::log1p(bulkDepth * counts / rest) : 0.0) - whole[i];
            sum[i] += off;
            square[i] += off * off;
        }
    }
    const auto n = static_cast<double>(rows.size());
    for (std::size_t i = 0; i < width; ++i)
        squares[static_cast<std::size_t>(first) + i] = std::max(0.0, square[i] - sum[i] * sum[i] / n);
}

}  // namespace

std::vector<std::int64_t> PerturbationCounts::cellsOf(std::size_t group) const
{
    std::vector<std::int64_t> cells;
    for (std::size_t cell = 0; cell < groups.of.size(); ++cell)
        if (groups.of[cell] == static_cast<std::int32_t>(group)) cells.push_back(static_cast<std::int64_t>(cell));
    return cells;
}

bool PerturbationPanel::targeted(std::size_t perturbation, std::int64_t gene) const
{
    const auto &own = targets[perturbation];
    return std::find(own.begin(), own.end(), gene) != own.end();
}

std::vector<bool> PerturbationPanel::targetOfAny() const
{
    std::vector<bool> any(genes.size());
    for (const auto &own : targets)
        for (const std::int64_t gene : own) any[static_cast<std::size_t>(gene)] = true;
    return any;
}

CellGroups groupsOf(std::vector<std::int32_t> codes, std::size_t groups)
{
    CellGroups result{std::move(codes), std::vector<std::int64_t>(groups)};
    for (const std::int32_t code : result.of)
        if (code >= 0) ++result.sizes[static_cast<std::size_t>(code)];
    return result;
}

PerturbationCounts withControlOf(const PerturbationCounts &predicted, const PerturbationCounts &measured)
{
    PerturbationCounts result;
    result.counts.columns = measured.genes();
    std::vector<std::int32_t> codes;
    const auto take = [&](const PerturbationCounts &from, bool control) {
        for (std::int64_t cell = 0; cell < from.counts.rows; ++cell) {
            const std::int32_t code = from.groups.of[static_cast<std::size_t>(cell)];
            if (code < 0 || (static_cast<std::size_t>(code) == from.control()) != control) continue;
            append(result.counts, rowOf(from.counts, cell));
            codes.push_back(code);
        }
    };
    take(predicted, false);
    take(measured, true);
    result.groups = groupsOf(std::move(codes), measured.groups.count());
    return result;
}

PerturbationCounts chosenCells(const PerturbationCounts &cells, const std::vector<std::int64_t> &rows)
{
    std::vector<std::int32_t> codes;
    codes.reserve(rows.size());
    for (const std::int64_t row : rows) codes.push_back(cells.groups.of[static_cast<std::size_t>(row)]);
    return {data::selectRows(cells.counts, rows), groupsOf(std::move(codes), cells.groups.count())};
}

SampleMatrix bulkProfiles(const PerturbationCounts &cells)
{
    SampleMatrix profiles = sumCounts(cells.counts, cells.groups.of, static_cast<std::int64_t>(cells.groups.count()));
    const std::vector<double> totals = librarySizes(profiles);
    for (std::size_t i = 0; i < profiles.values.size(); ++i) {
        const double total = totals[i / static_cast<std::size_t>(profiles.genes)];
        profiles.values[i] = total > 0.0 ? std::log1p(bulkDepth * profiles.values[i] / total) : 0.0;
    }
    return profiles;
}

std::vector<double> jackknifeCorrections(const PerturbationCounts &cells, int threads)
{
    const SampleMatrix sums = sumCounts(cells.counts, cells.groups.of, static_cast<std::int64_t>(cells.groups.count()));
    std::vector<double> corrections(cells.groups.count());
    std::vector<double> squares(static_cast<std::size_t>(sums.genes));
    for (std::size_t group = 0; group < cells.groups.count(); ++group) {
        const auto rows = cells.cellsOf(group);
        if (rows.size() < 2) continue;
        std::vector<double> totals;
        totals.reserve(rows.size());
        for (const std::int64_t row : rows) totals.push_back(rowOf(cells.counts, row).total());
        double all = 0.0;
        for (const double total : totals) all += total;
        if (all <= 0.0) continue;
        parallelFor(sums.genes, threads, [&](std::int64_t first, std::int64_t last) {
            leaveOneOut(cells, rows, totals, sums, static_cast<std::int64_t>(group), first, last, squares);
        });
        double sum = 0.0;
        for (const double square : squares) sum += square;
        corrections[group] = sum * (static_cast<double>(rows.size()) - 1.0) / static_cast<double>(rows.size());
    }
    return corrections;
}

SampleMatrix meanProfiles(const PerturbationCounts &cells) { return groupMeans(cells, &preprocess::logCp10k); }

std::vector<double> meanProfile(const PerturbationCounts &cells, const std::vector<std::int64_t> &rows)
{
    std::vector<double> mean(static_cast<std::size_t>(cells.genes()));
    for (const std::int64_t cell : rows) {
        const Row row = rowOf(cells.counts, cell);
        const double total = row.total();
        for (std::size_t k = 0; k < row.stored; ++k)
            mean[static_cast<std::size_t>(row.genes[k])] += preprocess::logCp10k(static_cast<double>(row.values[k]), total);
    }
    for (double &value : mean) value /= static_cast<double>(rows.size());
    return mean;
}

SampleMatrix meanCountsPerMillion(const PerturbationCounts &cells)
{
    return groupMeans(cells, [](double count, double total) { return count * preprocess::scaleToTotal(total, perMillion); });
}

std::vector<double> responseProfile(const PerturbationCounts &cells, const PerturbationPanel &panel)
{
    const SampleMatrix means = groupMeans(cells, [](double count, double) { return count; });
    std::vector<double> profile(static_cast<std::size_t>(cells.genes()));
    for (std::int64_t gene = 0; gene < means.genes; ++gene) {
        double sum = 0.0, counted = 0.0;
        for (std::size_t p = 0; p < cells.perturbations(); ++p) {
            if (panel.targeted(p, gene)) continue;
            sum += means.at(static_cast<std::int64_t>(p), gene);
            counted += 1.0;
        }
        profile[static_cast<std::size_t>(gene)] = counted > 0.0 ? sum / counted : std::numeric_limits<double>::quiet_NaN();
    }
    return profile;
}

PerturbationCounts baselineResponse(const PerturbationCounts &cells, const PerturbationPanel &panel, std::uint64_t seed)
{
    const std::vector<double> profile = responseProfile(cells, panel);
    const auto control = cells.cellsOf(cells.control());
    std::vector<double> factor(profile.size(), 0.0);
    for (const std::int64_t cell : control) {
        const Row row = rowOf(cells.counts, cell);
        for (std::size_t k = 0; k < row.stored; ++k)
            factor[static_cast<std::size_t>(row.genes[k])] += static_cast<double>(row.values[k]);
    }
    for (std::size_t gene = 0; gene < factor.size(); ++gene) {
        const double mean = factor[gene] / static_cast<double>(control.size());
        factor[gene] = mean > 0.0 && !std::isnan(profile[gene]) ? profile[gene] / mean : 1.0;
    }
    PerturbationCounts result;
    result.counts.columns = cells.genes();
    std::vector<std::int32_t> codes;
    for (std::size_t p = 0; p < cells.perturbations(); ++p) {
        Random random(seed, Random::streamOf("baseline response") + p);
        for (std::int64_t i = 0; i < cells.groups.sizes[p]; ++i) {
            const std::int64_t drawn = control[static_cast<std::size_t>(random.below(control.size()))];
            append(result.counts, rowOf(cells.counts, drawn), factor);
            codes.push_back(static_cast<std::int32_t>(p));
        }
    }
    for (const std::int64_t cell : control) {
        append(result.counts, rowOf(cells.counts, cell));
        codes.push_back(static_cast<std::int32_t>(cells.control()));
    }
    result.groups = groupsOf(std::move(codes), cells.groups.count());
    return result;
}

}  // namespace lexicell::analysis
