#include "core/analysis/enrichment.h"

#include "core/analysis/p_values.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <numeric>

namespace lexicell::analysis {

namespace {

double logFactorial(std::int64_t n) { return std::lgamma(static_cast<double>(n) + 1.0); }

double logChoose(std::int64_t n, std::int64_t k) { return logFactorial(n) - logFactorial(k) - logFactorial(n - k); }

// The sets that hold each gene of the background, and how many of its genes each set has.
struct SetsOfGenes {
    std::vector<std::vector<std::int32_t>> sets;  // [genes]
    std::vector<std::int64_t> tested;             // sets within the limits, ascending
};

SetsOfGenes setsOfGenes(const std::vector<GeneNumbers> &sets, std::int64_t background, const EnrichmentOptions &options)
{
    SetsOfGenes found;
    found.sets.resize(static_cast<std::size_t>(background));
    for (std::size_t set = 0; set < sets.size(); ++set) {
        const auto size = static_cast<std::int64_t>(sets[set].size());
        if (size < options.fewest || (options.most > 0 && size > options.most)) continue;
        found.tested.push_back(static_cast<std::int64_t>(set));
        for (const std::int32_t gene : sets[set])
            found.sets[static_cast<std::size_t>(gene)].push_back(static_cast<std::int32_t>(set));
    }
    return found;
}

}  // namespace

double hypergeometricTail(std::int64_t overlap, std::int64_t background, std::int64_t marked, std::int64_t drawn)
{
    const std::int64_t least = std::max<std::int64_t>(0, drawn + marked - background), most = std::min(marked, drawn);
    if (overlap <= least) return 1.0;
    if (overlap > most) return 0.0;
    const double first =
        logChoose(marked, overlap) + logChoose(background - marked, drawn - overlap) - logChoose(background, drawn);
    // The terms relative to the first: each is the one before it times (K − k)(n − k) / ((k + 1)(N − K − n + k + 1)).
    double sum = 1.0, term = 1.0;
    for (std::int64_t k = overlap; k < most; ++k) {
        term *= static_cast<double>(marked - k) * static_cast<double>(drawn - k) /
                (static_cast<double>(k + 1) * static_cast<double>(background - marked - drawn + k + 1));
        sum += term;
        if (term < sum * 1e-18) break;
    }
    return std::min(1.0, std::exp(first + std::log(sum)));
}

Result<std::vector<EnrichedSet>> enrichment(const std::vector<GeneNumbers> &lists, const std::vector<GeneNumbers> &sets,
                                            std::int64_t background, const EnrichmentOptions &options, JobContext &context)
{
    const SetsOfGenes of = setsOfGenes(sets, background, options);
    std::vector<EnrichedSet> results;
    std::vector<GeneNumbers> overlaps(sets.size());
    for (std::size_t list = 0; list < lists.size(); ++list) {
        if (context.cancelled()) return cancelled();
        context.report(static_cast<double>(list) / static_cast<double>(lists.size()), "Testing gene sets");
        for (const std::int32_t gene : lists[list])
            for (const std::int32_t set : of.sets[static_cast<std::size_t>(gene)])
                overlaps[static_cast<std::size_t>(set)].push_back(gene);
        const auto drawn = static_cast<std::int64_t>(lists[list].size());
        std::vector<double> p;
        const std::size_t begin = results.size();
        for (const std::int64_t set : of.tested) {
            EnrichedSet result;
            result.list = static_cast<std::int64_t>(list);
            result.set = set;
            result.overlap = std::exchange(overlaps[static_cast<std::size_t>(set)], {});
            result.setSize = static_cast<std::int64_t>(sets[static_cast<std::size_t>(set)].size());
            const auto overlap = static_cast<std::int64_t>(result.overlap.size());
            result.expected = static_cast<double>(drawn) * static_cast<double>(result.setSize) / static_cast<double>(background);
            result.fold = result.expected > 0.0 ? static_cast<double>(overlap) / result.expected : 0.0;
            result.p = hypergeometricTail(overlap, background, result.setSize, drawn);
            p.push_back(result.p);
            results.push_back(std::move(result));
        }
        const std::vector<double> adjusted = falseDiscoveryRates(p);
        for (std::size_t i = 0; i < adjusted.size(); ++i) results[begin + i].adjustedP = adjusted[i];
    }
    return results;
}

}  // namespace lexicell::analysis
