#include "core/analysis/perturbation/vcc_metrics.h"

#include "core/base/random.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <tuple>

namespace lexicell::analysis {

namespace {

constexpr double unknown = std::numeric_limits<double>::quiet_NaN();
constexpr std::int64_t fewestGenes = 10;  // significant ones, for a fold-change error
constexpr std::size_t rightOfTen = 9;     // signs in the prefix of direction_reach
constexpr double lowestFoldChangeScore = -6.0;

int signOf(double value) { return (value > 0.0) - (value < 0.0); }

// Effects of all perturbations on the genes that no perturbation targets, as rows.
SampleMatrix effectsWithoutTargets(const SampleMatrix &bulk, const PerturbationPanel &panel)
{
    const std::vector<bool> target = panel.targetOfAny();
    SampleMatrix effects{bulk.samples - 1, 0, {}};
    effects.genes = std::count(target.begin(), target.end(), false);
    for (std::int64_t p = 0; p < effects.samples; ++p)
        for (std::int64_t gene = 0; gene < bulk.genes; ++gene)
            if (!target[static_cast<std::size_t>(gene)])
                effects.values.push_back(bulk.at(p, gene) - bulk.at(effects.samples, gene));
    return effects;
}

double dot(const SampleMatrix &a, std::int64_t i, const SampleMatrix &b, std::int64_t j)
{
    double sum = 0.0;
    for (std::int64_t gene = 0; gene < a.genes; ++gene) sum += a.at(i, gene) * b.at(j, gene);
    return sum;
}

std::vector<double> pdsCosine(const VccSide &predicted, const VccSide &measured, const PerturbationPanel &panel)
{
    const SampleMatrix guess = effectsWithoutTargets(predicted.bulk, panel);
    const SampleMatrix truth = effectsWithoutTargets(measured.bulk, panel);
    const std::int64_t n = truth.samples;
    std::vector<double> norms;
    for (std::int64_t q = 0; q < n; ++q) norms.push_back(std::sqrt(dot(truth, q, truth, q)));
    std::vector<double> scores, distance(static_cast<std::size_t>(n));
    for (std::int64_t p = 0; p < n; ++p) {
        const double own = std::sqrt(dot(guess, p, guess, p));
        for (std::int64_t q = 0; q < n; ++q) {
            const double norm = own * norms[static_cast<std::size_t>(q)];
            distance[static_cast<std::size_t>(q)] = norm > 0.0 ? 1.0 - dot(guess, p, truth, q) / norm : 1.0;
        }
        const double right = distance[static_cast<std::size_t>(p)];
        double nearer = -0.5;  // the right one is as near as itself
        for (const double other : distance) nearer += other < right ? 1.0 : other == right ? 0.5 : 0.0;
        scores.push_back(n > 1 ? 1.0 - nearer / (static_cast<double>(n) - 1.0) : unknown);
    }
    return scores;
}

// Squared deviations of the predicted profiles from their mean over the perturbations that score a gene, weighted by one over the
// number of genes that the perturbation scores.
double spreadOf(const SampleMatrix &bulk, const PerturbationPanel &panel, const std::vector<double> &scoredGenes)
{
    double spread = 0.0;
    for (std::int64_t gene = 0; gene < bulk.genes; ++gene) {
        double sum = 0.0, weights = 0.0;
        for (std::size_t p = 0; p < scoredGenes.size(); ++p) {
            if (panel.targeted(p, gene)) continue;
            sum += bulk.at(static_cast<std::int64_t>(p), gene) / scoredGenes[p];
            weights += 1.0 / scoredGenes[p];
        }
        for (std::size_t p = 0; p < scoredGenes.size(); ++p) {
            if (panel.targeted(p, gene)) continue;
            const double off = bulk.at(static_cast<std::int64_t>(p), gene) - sum / weights;
            spread += off * off / scoredGenes[p];
        }
    }
    return spread;
}

void addExpressionError(VccScores &scores, const VccSide &predicted, const VccSide &measured, const PerturbationPanel &panel)
{
    const std::size_t n = panel.perturbations();
    std::vector<double> scoredGenes, claimed;
    double claims = 0.0;
    for (std::size_t p = 0; p < n; ++p) {
        scoredGenes.push_back(static_cast<double>(measured.bulk.genes - static_cast<std::int64_t>(panel.targets[p].size())));
        claimed.push_back(std::min(predicted.jackknife[p], measured.jackknife[p]));
        claims += claimed[p] / scoredGenes[p];
    }
    scores.rho = claims > 0.0 ? std::min(1.0, spreadOf(predicted.bulk, panel, scoredGenes) / claims) : 1.0;
    const auto control = static_cast<std::int64_t>(n);
    for (std::size_t p = 0; p < n; ++p) {
        double error = 0.0, effect = 0.0;
        for (std::int64_t gene = 0; gene < measured.bulk.genes; ++gene) {
            if (panel.targeted(p, gene)) continue;
            const double truth = measured.bulk.at(static_cast<std::int64_t>(p), gene);
            const double off = predicted.bulk.at(static_cast<std::int64_t>(p), gene) - truth;
            const double change = truth - measured.bulk.at(control, gene);
            error += off * off;
            effect += change * change;
        }
        scores.numerator.push_back((error - scores.rho * claimed[p] - measured.jackknife[p]) / scoredGenes[p]);
        scores.denominator.push_back((effect - measured.jackknife[p] - measured.jackknife.back()) / scoredGenes[p]);
    }
}

double fidelityYield(const GeneCalls &guess, const GeneCalls &truth)
{
    double called = 0.0, right = 0.0;
    for (std::size_t gene = 0; gene < guess.significant.size(); ++gene) {
        if (!guess.significant[gene] || truth.logFoldChange[gene] == 0.0) continue;
        called += 1.0;
        if (signOf(guess.logFoldChange[gene]) == signOf(truth.logFoldChange[gene])) right += 1.0;
    }
    const double most = std::max(called, static_cast<double>(truth.called()));
    return most > 0.0 ? right / most : unknown;
}

double reach(const GeneCalls &guess, const GeneCalls &truth, const std::vector<std::string> &names)
{
    std::vector<std::size_t> order;
    for (std::size_t gene = 0; gene < truth.significant.size(); ++gene)
        if (truth.significant[gene]) order.push_back(gene);
    if (order.empty()) return unknown;
    // A gene that the prediction did not test stands behind all that it did.
    const auto known = [](double p) { return std::isnan(p) ? 2.0 : p; };
    std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
        const auto place = [&](std::size_t gene) {
            return std::make_tuple(!guess.significant[gene], known(guess.adjusted[gene]), known(guess.pValue[gene]),
                                   -std::abs(guess.logFoldChange[gene]));
        };
        const auto first = place(a), second = place(b);
        return first != second ? first < second : names[a] < names[b];
    });
    std::size_t right = 0, deepest = 0;
    for (std::size_t i = 0; i < order.size(); ++i) {
        if (signOf(guess.logFoldChange[order[i]]) == signOf(truth.logFoldChange[order[i]])) ++right;
        if (10 * right >= rightOfTen * (i + 1)) deepest = i + 1;
    }
    return static_cast<double>(deepest) / static_cast<double>(order.size());
}

double jaccard(const GeneCalls &guess, const GeneCalls &truth)
{
    double both = 0.0, any = 0.0;
    for (std::size_t gene = 0; gene < guess.significant.size(); ++gene) {
        any += guess.significant[gene] || truth.significant[gene] ? 1.0 : 0.0;
        both += guess.significant[gene] && truth.significant[gene] ? 1.0 : 0.0;
    }
    return any > 0.0 ? both / any : 1.0;
}

double foldChangeError(const GeneCalls &guess, const GeneCalls &truth, const GeneCalls &gate)
{
    if (gate.called() < fewestGenes) return unknown;
    double error = 0.0, size = 0.0;
    for (std::size_t gene = 0; gene < gate.significant.size(); ++gene) {
        if (!gate.significant[gene]) continue;
        error += std::abs(guess.logFoldChange[gene] - truth.logFoldChange[gene]);
        size += std::abs(gate.logFoldChange[gene]);
    }
    return size > 0.0 ? error / size : unknown;
}

double meanOf(const std::vector<double> &values, const std::vector<std::size_t> &chosen)
{
    double sum = 0.0, counted = 0.0;
    for (const std::size_t p : chosen) {
        if (std::isnan(values[p])) continue;
        sum += values[p];
        counted += 1.0;
    }
    return counted > 0.0 ? sum / counted : unknown;
}

}  // namespace

Result<VccSide> vccSide(const PerturbationCounts &cells, const PerturbationPanel &panel, JobContext &context)
{
    VccSide side{bulkProfiles(cells), jackknifeCorrections(cells, context.threads), {}};
    if (context.cancelled()) return cancelled();
    LEXICELL_TRY(calls, rankTestCalls(cells, panel, context));
    side.calls = std::move(calls);
    return side;
}

VccScores vccScores(const VccSide &predicted, const VccSide &measured, const PerturbationPanel &panel, const RankTestCalls *gate)
{
    VccScores scores;
    scores.pdsCosine = pdsCosine(predicted, measured, panel);
    addExpressionError(scores, predicted, measured, panel);
    for (std::size_t p = 0; p < panel.perturbations(); ++p) {
        const GeneCalls &guess = predicted.calls.of[p], &truth = measured.calls.of[p];
        scores.directionFidelityYield.push_back(fidelityYield(guess, truth));
        scores.directionReach.push_back(reach(guess, truth, panel.genes));
        scores.sigJaccard.push_back(jaccard(guess, truth));
        scores.lfcNmae.push_back(foldChangeError(guess, truth, gate ? gate->of[p] : truth));
    }
    return scores;
}

VccValues VccScores::values(const std::vector<std::size_t> &perturbations) const
{
    double error = 0.0, effect = 0.0;
    for (const std::size_t p : perturbations) {
        error += numerator[p];
        effect += denominator[p];
    }
    return {meanOf(pdsCosine, perturbations),
            effect != 0.0 ? error / effect : unknown,
            meanOf(directionFidelityYield, perturbations),
            meanOf(directionReach, perturbations),
            meanOf(sigJaccard, perturbations),
            meanOf(lfcNmae, perturbations)};
}

VccValues VccScores::values() const
{
    std::vector<std::size_t> all(numerator.size());
    std::iota(all.begin(), all.end(), std::size_t{0});
    return values(all);
}

SplitHalves splitHalves(const PerturbationCounts &cells, std::uint64_t seed, std::size_t split)
{
    SplitHalves halves;
    for (std::size_t group = 0; group < cells.groups.count(); ++group) {
        auto rows = cells.cellsOf(group);
        Random random(seed, Random::streamOf("replicate split") + split * cells.groups.count() + group);
        for (std::size_t i = rows.size(); i > 1; --i) std::swap(rows[i - 1], rows[static_cast<std::size_t>(random.below(i))]);
        const auto middle = rows.begin() + static_cast<std::ptrdiff_t>(rows.size() / 2);
        halves.measured.insert(halves.measured.end(), rows.begin(), middle);
        halves.predicted.insert(halves.predicted.end(), middle, rows.end());
    }
    std::sort(halves.measured.begin(), halves.measured.end());
    std::sort(halves.predicted.begin(), halves.predicted.end());
    return halves;
}

Result<VccValues> replicateValues(const PerturbationCounts &cells, const SplitHalves &halves, const PerturbationPanel &panel,
                                  const RankTestCalls &whole, JobContext &context)
{
    LEXICELL_TRY(measured, vccSide(chosenCells(cells, halves.measured), panel, context));
    LEXICELL_TRY(predicted, vccSide(chosenCells(cells, halves.predicted), panel, context));
    return vccScores(predicted, measured, panel, &whole).values();
}

double scaled(VccMetric metric, double u, double b, double r)
{
    const double score = (u - b) / (r - b);
    if (std::isnan(score)) return score;
    if (metric == VccMetric::ExpressionError) return std::clamp(score, 0.0, 1.0);
    return metric == VccMetric::LfcNmae ? std::max(score, lowestFoldChangeScore) : score;
}

}  // namespace lexicell::analysis
