#include "models/tasks/perturb/perturbation_predictions.h"

#include "core/base/random.h"
#include "models/tasks/perturb/perturbation_minibatches.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace lexicell::models::tasks {

namespace {

constexpr std::uint64_t poolStream = 0x706F6F6Cull;
constexpr std::int64_t valuesPerPass = std::int64_t{1} << 22;  // of a batch: 16 MB
constexpr std::size_t topGenes = 20;                           // GEARS and scGPT score as many

using analysis::Profile;

// Genes of the largest measured effect, largest first; the first of equals.
std::vector<std::size_t> strongest(const Profile &truth, const Profile &control)
{
    std::vector<std::size_t> order(truth.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
        return std::abs(truth[a] - control[a]) > std::abs(truth[b] - control[b]);
    });
    order.resize(std::min(order.size(), topGenes));
    return order;
}

Profile at(const Profile &profile, const std::vector<std::size_t> &genes)
{
    Profile part;
    part.reserve(genes.size());
    for (const std::size_t gene : genes) part.push_back(profile[gene]);
    return part;
}

}  // namespace

std::vector<std::int64_t> controlPool(const std::vector<std::int64_t> &control, std::int64_t size, std::int64_t seed)
{
    if (size == 0 || control.empty()) return control;
    Random random(static_cast<std::uint64_t>(seed), poolStream);
    std::vector<std::int64_t> pool;
    pool.reserve(static_cast<std::size_t>(size));
    for (std::int64_t i = 0; i < size; ++i) pool.push_back(control[random.below(control.size())]);
    return pool;
}

Result<std::vector<float>> predictedCells(const PerturbationPredictor &model, const PerturbationCells &cells,
                                          const std::vector<std::int64_t> &pool, const std::vector<std::int64_t> &genes,
                                          JobContext &context)
{
    const std::vector<std::int64_t> tokens = cells.tokensWith(model.unknownGene());
    std::vector<std::int64_t> all(cells.genes.size());
    std::iota(all.begin(), all.end(), std::int64_t{0});
    const auto count = static_cast<std::int64_t>(pool.size());
    const std::int64_t step = std::max<std::int64_t>(1, valuesPerPass / static_cast<std::int64_t>(all.size()));
    std::vector<float> predicted;
    predicted.reserve(pool.size() * all.size());
    for (std::int64_t begin = 0; begin < count; begin += step) {
        if (context.cancelled()) return cancelled();
        const std::int64_t end = std::min(begin + step, count);
        const std::vector<std::int64_t> rows(pool.begin() + begin, pool.begin() + end);
        const std::vector<const std::vector<std::int64_t> *> perturbed(rows.size(), &genes);
        LEXICELL_TRY(values, model.predictPerturbed(perturbedTokens(cells, tokens, rows, all, perturbed), context));
        predicted.insert(predicted.end(), values.begin(), values.end());
    }
    return predicted;
}

Result<Profile> predictedProfile(const PerturbationPredictor &model, const PerturbationCells &cells,
                                 const std::vector<std::int64_t> &pool, const std::vector<std::int64_t> &genes,
                                 JobContext &context)
{
    LEXICELL_TRY(predicted, predictedCells(model, cells, pool, genes, context));
    Profile mean(cells.genes.size(), 0.0);
    for (std::size_t i = 0; i < predicted.size(); ++i) mean[i % mean.size()] += static_cast<double>(predicted[i]);
    for (double &value : mean) value /= static_cast<double>(pool.size());
    return mean;
}

PerturbationBaselines::PerturbationBaselines(const PerturbationCells &cells, const std::vector<std::int64_t> &control,
                                             const std::vector<std::vector<std::int64_t>> &parts)
{
    m_measured.control = meanProfile(cells.values, control);
    for (std::size_t i = 0; i < parts.size(); ++i) {
        if (parts[i].empty()) continue;
        m_measured.genes.push_back(cells.measured.conditions[i].genes);
        m_measured.profiles.push_back(meanProfile(cells.values, parts[i]));
    }
    m_mean = analysis::trainingMean(m_measured);
    m_linear = analysis::LinearPerturbations::fit(m_measured);
}

const Profile *PerturbationBaselines::alone(std::int64_t gene) const
{
    for (std::size_t i = 0; i < m_measured.conditions(); ++i)
        if (m_measured.genes[i].size() == 1 && m_measured.genes[i].front() == gene) return &m_measured.profiles[i];
    return nullptr;
}

std::vector<MethodProfile> PerturbationBaselines::predict(const Condition &condition, const Profile &control) const
{
    std::vector<MethodProfile> profiles;
    const auto add = [&](const char *method, const Profile &profile) {
        // The effect in the cells that were learned from, on the control of the cells that are predicted.
        profiles.push_back({method, analysis::additive(profile, control, m_measured.control)});
    };
    add(baselineMethods[0], m_measured.control);
    if (m_measured.conditions() == 0) return profiles;
    add(baselineMethods[1], m_mean);
    if (condition.genes.size() == 2) {
        const Profile *first = alone(condition.genes[0]), *second = alone(condition.genes[1]);
        if (first && second) {
            add(baselineMethods[2], analysis::additive(*first, *second, m_measured.control));
            add(baselineMethods[3], analysis::matchingMean(*first, *second));
        }
    }
    if (!m_linear) return profiles;
    if (const auto linear = m_linear->predict(condition.genes)) add(baselineMethods[4], *linear);
    if (const auto nearest = m_linear->nearest(condition.genes)) add(baselineMethods[5], m_measured.profiles[*nearest]);
    return profiles;
}

ProfileScores scoresOf(const Profile &predicted, const Profile &truth, const Profile &control, const Profile &centroid)
{
    const std::vector<std::size_t> top = strongest(truth, control);
    return {analysis::pearsonOfEffect(predicted, truth, control),
            analysis::pearsonOfEffect(at(predicted, top), at(truth, top), at(control, top)),
            analysis::pearsonOfEffect(predicted, truth, centroid), analysis::rootMeanSquaredError(predicted, truth)};
}

}  // namespace lexicell::models::tasks
