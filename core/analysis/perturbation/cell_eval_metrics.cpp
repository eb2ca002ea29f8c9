#include "core/analysis/perturbation/cell_eval_metrics.h"

#include "core/analysis/perturbation/profile_scores.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace lexicell::analysis {

namespace {

constexpr double significantRate = 0.05;

// Genes with a false discovery rate below 0.05, the largest |log2 fold change| first.
std::vector<std::int64_t> calledGenes(const GroupTest &test)
{
    std::vector<std::int64_t> genes;
    for (std::size_t gene = 0; gene < test.adjusted.size(); ++gene)
        if (test.adjusted[gene] < significantRate) genes.push_back(static_cast<std::int64_t>(gene));
    const auto size = [&](std::int64_t gene) {
        const double fold = test.logFoldChange[static_cast<std::size_t>(gene)];
        return std::isnan(fold) ? 0.0 : std::abs(fold);
    };
    std::stable_sort(genes.begin(), genes.end(), [&](std::int64_t a, std::int64_t b) { return size(a) > size(b); });
    return genes;
}

double overlap(const GroupTest &predicted, const GroupTest &measured)
{
    std::vector<std::int64_t> truth = calledGenes(measured), guess = calledGenes(predicted);
    if (truth.empty() || guess.empty()) return 0.0;
    guess.resize(std::min(guess.size(), truth.size()));
    std::sort(truth.begin(), truth.end());
    const auto common = std::count_if(guess.begin(), guess.end(),
                                      [&](std::int64_t gene) { return std::binary_search(truth.begin(), truth.end(), gene); });
    return static_cast<double>(common) / static_cast<double>(truth.size());
}

double discrimination(const SampleMatrix &predicted, const SampleMatrix &measured, const PerturbationPanel &panel, std::size_t p)
{
    const std::size_t n = panel.perturbations();
    std::vector<double> distances;
    for (std::size_t q = 0; q < n; ++q) {
        double sum = 0.0;
        for (std::size_t gene = 0; gene < static_cast<std::size_t>(measured.genes); ++gene) {
            if (panel.targeted(p, static_cast<std::int64_t>(gene))) continue;
            const double guess = rowOf(predicted, p)[gene] - rowOf(predicted, n)[gene];
            const double truth = rowOf(measured, q)[gene] - rowOf(measured, n)[gene];
            sum += std::abs(guess - truth);
        }
        distances.push_back(sum);
    }
    const auto nearer = std::count_if(distances.begin(), distances.end(), [&](double other) { return other < distances[p]; });
    return 1.0 - static_cast<double>(nearer) / static_cast<double>(n);
}

double meanAbsoluteError(std::span<const double> a, std::span<const double> b)
{
    double sum = 0.0;
    for (std::size_t gene = 0; gene < a.size(); ++gene) sum += std::abs(a[gene] - b[gene]);
    return sum / static_cast<double>(a.size());
}

std::vector<double> effectOf(const SampleMatrix &profiles, std::size_t p)
{
    std::vector<double> effect;
    const auto own = rowOf(profiles, p), control = rowOf(profiles, static_cast<std::size_t>(profiles.samples) - 1);
    for (std::size_t gene = 0; gene < own.size(); ++gene) effect.push_back(own[gene] - control[gene]);
    return effect;
}

double meanOf(const std::vector<double> &values)
{
    return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

}  // namespace

CellEvalScores cellEvalScores(const CellEvalSide &predicted, const CellEvalSide &measured, const PerturbationPanel &panel)
{
    CellEvalScores scores;
    const std::vector<double> zero(static_cast<std::size_t>(measured.profiles.genes));
    for (std::size_t p = 0; p < panel.perturbations(); ++p) {
        scores.overlapAtN.push_back(overlap(predicted.tests[p], measured.tests[p]));
        scores.discrimination.push_back(discrimination(predicted.profiles, measured.profiles, panel, p));
        scores.mae.push_back(meanAbsoluteError(rowOf(predicted.profiles, p), rowOf(measured.profiles, p)));
        scores.pearsonDelta.push_back(pearsonDelta(effectOf(predicted.profiles, p), effectOf(measured.profiles, p), zero));
    }
    return scores;
}

double cellEvalScore(const CellEvalScores &predicted, const CellEvalScores &baseline)
{
    const auto gained = [](double u, double b) { return b < 1.0 ? std::max(0.0, (u - b) / (1.0 - b)) : 0.0; };
    const double error = meanOf(baseline.mae);
    return (gained(meanOf(predicted.overlapAtN), meanOf(baseline.overlapAtN)) +
            gained(meanOf(predicted.discrimination), meanOf(baseline.discrimination)) +
            (error > 0.0 ? std::max(0.0, 1.0 - meanOf(predicted.mae) / error) : 0.0)) /
           3.0;
}

}  // namespace lexicell::analysis
