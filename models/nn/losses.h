// Training objectives shared by the models. All return a scalar that can be differentiated.
#pragma once

#include <ATen/ATen.h>

namespace lexicell::models::nn {

// Σ m (p − t)² / Σ m over the positions where `mask` is true, or with weights m; 0 for an empty mask (upstream's scGPT divides by
// zero).
at::Tensor maskedSquaredError(const at::Tensor &prediction, const at::Tensor &target, const at::Tensor &mask);

// −Σ m [1(t > 0) ln q + 1(t ≤ 0) ln(1 − q)] / Σ m: how well the probabilities q predict which values are not zero. q is kept
// within float32's 1.19e-7 of 0 and 1, as PyTorch's Bernoulli does; 0 when the mask is empty.
at::Tensor maskedNonZeroLikelihood(const at::Tensor &probability, const at::Tensor &target, const at::Tensor &mask);

// Elastic cell similarity (scGPT: ECS): the mean over all pairs of cells, each with itself included, of
// 1 − (max(cosine, 0) − threshold)², where a cell's cosine with itself counts as 0. Not multiplied by scGPT's 10.
at::Tensor elasticCellSimilarity(const at::Tensor &cellVectors, double threshold);

// Contrastive cell embedding (scGPT: CCE): row i of either tensor is a view of cell i. Cross-entropy of finding, by cosine
// over temperature, the row of `second` of the same cell. One cell: 0. Not multiplied by scGPT's 10.
inline constexpr double contrastTemperature = 0.5;  // scGPT's
at::Tensor contrastiveCells(const at::Tensor &first, const at::Tensor &second);

// Cross-entropy of class logits [cells x classes]; labels [cells] int64. weights [classes] or undefined: the mean is divided by
// the weights of the labels. smoothing: the share of a label that is spread over all classes.
at::Tensor classLoss(const at::Tensor &logits, const at::Tensor &labels, const at::Tensor &weights = {}, double smoothing = 0.0);

}  // namespace lexicell::models::nn
