// What needs no network to predict the mean expression after a perturbation, from the profiles that were measured. Every
// prediction of a model stands beside these. A profile is the mean of log-normalized expression, [genes].
//
// Definitions: Ahlmann-Eltze, Huber and Anders, Nature Methods 2025, 10.1038/s41592-025-02772-6 (no change, mean, additive,
// linear); code const-ae/linear_perturbation_prediction-Paper at commit 092743c.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace lexicell::analysis {

using Profile = std::vector<double>;

// A perturbation: columns of its genes, ascending; -1: a perturbed gene that is not measured.
using PerturbedColumns = std::vector<std::int64_t>;

struct MeasuredProfiles {
    Profile control;
    std::vector<PerturbedColumns> genes;  // [conditions] without the control
    std::vector<Profile> profiles;        // [conditions]

    std::size_t conditions() const { return profiles.size(); }
};

// The unweighted mean of the conditions' profiles; the control without a condition.
Profile trainingMean(const MeasuredProfiles &measured);
// Of two genes perturbed together, from each alone: A + B - control, and (A + B) / 2.
Profile additive(const Profile &a, const Profile &b, const Profile &control);
Profile matchingMean(const Profile &a, const Profile &b);

// Gene components times perturbation components. With G [genes x k], the scores of the genes in a PCA of all profiles and the
// control (genes as observations, conditions centered), P [conditions x k], rows of G of the perturbed genes (0 for the control,
// the sum for several genes), Y the effects and b their mean over the conditions with measured genes and the control:
// W = (G'G + ridge)^-1 G'(Y - b) P (P'P + ridge)^-1, and the prediction is control + G W p + b.
class LinearPerturbations {
  public:
    struct Settings {
        int components = 10;  // at most one less than the conditions and the control together
        double ridge = 0.1;
    };
    // Empty: fewer than two conditions have measured genes.
    static std::optional<LinearPerturbations> fit(const MeasuredProfiles &measured, const Settings &settings);
    static std::optional<LinearPerturbations> fit(const MeasuredProfiles &measured) { return fit(measured, Settings()); }

    // Empty: a gene is not measured.
    std::optional<Profile> predict(const PerturbedColumns &genes) const;
    // The measured condition whose genes have the nearest components (Euclidean; the first of equals). Empty: a gene is not
    // measured.
    std::optional<std::size_t> nearest(const PerturbedColumns &genes) const;

    std::int64_t components() const { return m_components; }
    const std::vector<double> &geneScores() const { return m_scores; }  // [genes x components], signs are arbitrary
    const Profile &intercept() const { return m_intercept; }

  private:
    std::optional<std::vector<double>> embedding(const PerturbedColumns &genes) const;  // [components]

    std::int64_t m_components = 0;
    std::vector<double> m_scores;
    std::vector<double> m_weights;  // [components x components]
    Profile m_control, m_intercept;
    std::vector<std::optional<std::vector<double>>> m_known;  // [conditions]
};

// Pearson's correlation; NaN where a side is constant. And the root of the mean squared difference.
double pearson(std::span<const double> a, std::span<const double> b);
double rootMeanSquaredError(std::span<const double> a, std::span<const double> b);
// Pearson's correlation of the effects: both minus `reference` (the control, or the centroid of the perturbed).
double pearsonOfEffect(const Profile &predicted, const Profile &truth, const Profile &reference);

}  // namespace lexicell::analysis
