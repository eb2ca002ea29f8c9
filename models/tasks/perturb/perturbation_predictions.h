// Mean profiles after a perturbation: those of a model, from a pool of control cells, those of the baselines beside it, and how
// far each is from the measured one.
#pragma once

#include "core/analysis/perturbation_baselines.h"
#include "core/base/job_context.h"
#include "core/base/result.h"
#include "models/contracts/abilities.h"
#include "models/tasks/perturb/perturbation_cells.h"

#include <array>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <vector>

namespace lexicell::models::tasks {

// Control cells that predictions start from: `size` of them, drawn with replacement, as upstream does; 0: each of them once.
std::vector<std::int64_t> controlPool(const std::vector<std::int64_t> &control, std::int64_t size, std::int64_t seed);

// The mean over the pool of what the model predicts for each of its cells, all genes fed. `genes`: positions of the perturbed
// ones. Error classes: those of PerturbationPredictor.
Result<analysis::Profile> predictedProfile(const PerturbationPredictor &model, const PerturbationCells &cells,
                                           const std::vector<std::int64_t> &pool, const std::vector<std::int64_t> &genes,
                                           JobContext &context);
// The predicted cells themselves, [pool x genes].
Result<std::vector<float>> predictedCells(const PerturbationPredictor &model, const PerturbationCells &cells,
                                          const std::vector<std::int64_t> &pool, const std::vector<std::int64_t> &genes,
                                          JobContext &context);

struct MethodProfile {
    std::string method;
    analysis::Profile profile;
};

// In the order of tables. additive and matching_mean need both genes alone, so they are for doubles only.
inline constexpr std::array baselineMethods{"no_change", "training_mean", "additive", "matching_mean", "linear", "nearest"};

// The baselines, learned from some measured conditions.
class PerturbationBaselines {
  public:
    // `parts`: [conditions] the cells that count; a condition without any is not known.
    PerturbationBaselines(const PerturbationCells &cells, const std::vector<std::int64_t> &control,
                          const std::vector<std::vector<std::int64_t>> &parts);

    // Those that can be computed, in the order of baselineMethods. Effects are added to `control`, which may be that of other
    // cells than those learned from.
    std::vector<MethodProfile> predict(const Condition &condition, const analysis::Profile &control) const;

    const analysis::MeasuredProfiles &measured() const { return m_measured; }
    const analysis::Profile &centroid() const { return m_mean; }  // of the perturbed: the unweighted mean of the conditions

  private:
    const analysis::Profile *alone(std::int64_t gene) const;  // null: not measured alone

    analysis::MeasuredProfiles m_measured;
    analysis::Profile m_mean;
    std::optional<analysis::LinearPerturbations> m_linear;
};

// Against the measured profile. Not a number: a side is constant.
struct ProfileScores {
    double pearsonDelta = std::numeric_limits<double>::quiet_NaN();       // of the effects against the control
    double pearsonDeltaTop20 = std::numeric_limits<double>::quiet_NaN();  // over the 20 genes of the largest measured effect
    // Against the centroid of the perturbed (Systema, Vinas Torne et al. 2025): what is specific to the perturbation.
    double pearsonDeltaPerturbed = std::numeric_limits<double>::quiet_NaN();
    double rmse = std::numeric_limits<double>::quiet_NaN();
};
ProfileScores scoresOf(const analysis::Profile &predicted, const analysis::Profile &truth, const analysis::Profile &control,
                       const analysis::Profile &centroid);

inline constexpr std::array scoreNames{"pearson_delta", "pearson_delta_top20", "pearson_delta_perturbed", "rmse"};
inline std::array<double, 4> valuesOf(const ProfileScores &scores)
{
    return {scores.pearsonDelta, scores.pearsonDeltaTop20, scores.pearsonDeltaPerturbed, scores.rmse};
}

}  // namespace lexicell::models::tasks
