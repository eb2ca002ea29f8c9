// Scores of predicted mean profiles against measured ones. A profile is the mean of ln(1 + counts per 10,000) over the cells of a
// perturbation; a matrix of them is [perturbations x genes].
//
// systema: mlbio-epfl/systema @fe087c9 (formulas only). Calibrated: shiftbioscience/Perturbation-Models-Outperform-Baselines
// @08db3c1 (MIT): errors weighted by what changes, and where a prediction lies between a negative and a positive control.
#pragma once

#include "core/analysis/perturbation/perturbation_counts.h"

#include <cstdint>
#include <span>
#include <vector>

namespace lexicell::analysis {

// A row of a matrix.
std::span<const double> rowOf(const SampleMatrix &profiles, std::size_t row);
// Mean of these rows, each counted once; none: NaN.
std::vector<double> meanOfRows(const SampleMatrix &profiles, const std::vector<std::size_t> &rows);

// Pearson's correlation of (predicted - reference) and (truth - reference), over `genes` (empty: all). NaN: one side is constant.
double pearsonDelta(std::span<const double> predicted, std::span<const double> truth, std::span<const double> reference,
                    const std::vector<std::int64_t> &genes = {});
// The genes with the largest |profile - control|, the largest first; equal ones in file order.
std::vector<std::int64_t> mostChanged(std::span<const double> profile, std::span<const double> control, std::size_t count);

// For each row the share of the other true profiles that are farther (Euclidean) from the prediction than the right one:
// systema's centroid accuracy, and the normalized inverse rank (NIR) of the calibrated scores. NaN for one row.
std::vector<double> centroidAccuracy(const SampleMatrix &predicted, const SampleMatrix &truth);

// ((|t| - min)/(max - min))^2 of a test on each gene; all 1 where the |t| are equal.
std::vector<double> changeWeights(std::span<const double> t);
double meanSquaredError(std::span<const double> predicted, std::span<const double> truth);
double weightedError(std::span<const double> predicted, std::span<const double> truth, std::span<const double> weights);
// Of the effects on the reference. 1 is perfect; 0 the weighted mean of the true effect for every gene.
double weightedR2(std::span<const double> predicted, std::span<const double> truth, std::span<const double> reference,
                  std::span<const double> weights);

// The ceiling: a x (mean of the second half of the cells) + (1 - a) x reference, a = 1 - adjusted p of each gene in that half.
std::vector<double> interpolatedDuplicate(std::span<const double> secondHalf, std::span<const double> reference,
                                          std::span<const double> adjustedP);

// (positive - negative)/(perfect - negative) within -1 to 1, 1e-6 added to the denominator. Of an error, whose perfect value is
// 0, (negative - positive)/negative.
double dynamicRange(double positive, double negative, bool error);

}  // namespace lexicell::analysis
