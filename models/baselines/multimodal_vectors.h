// What a model's joint vectors of several kinds of features are compared with (capabilities C8, C9): each kind alone and all of
// them together, without a model.
#pragma once

#include "core/base/job_context.h"
#include "core/base/result.h"
#include "core/data/csr_block.h"
#include "core/data/feature_types.h"
#include "models/baselines/batch_correction.h"

#include <cstdint>
#include <string>
#include <vector>

namespace lexicell::models::baselines {

struct ModalityBlock {
    data::Modality modality = data::Modality::Rna;
    bool counts = true;     // false: values are taken as they are
    data::CsrBlock values;  // [cells x features of this kind]
};

// In place, as each kind is usually prepared:
// RNA      counts per 10,000 and ln(1 + x);
// proteins centered log ratio of each cell, ln(1 + x / exp(mean of ln(1 + x) over its proteins)) (Stoeckius et al. 2017, as
// Seurat
//          computes it);
// peaks    ln(1 + 10,000 · term frequency · inverse document frequency), as Signac's first method (Stuart et al. 2021).
void normalizeModality(ModalityBlock &block, int threads);

// "pca_rna" (of the variable genes), "pca_prot" or "lsi_atac": up to 50 components. Of peaks a truncated SVD without its first
// component, which follows the depth (LSI). Error classes: those of principalComponents().
Result<CorrectedVectors> modalityVectors(ModalityBlock block, std::uint64_t seed, JobContext &context);

// Of the representations of the same cells: "concatenated" one after the other, and "scaled" so that neighbors are equally far
// (core/analysis/scaled_embeddings.h).
Result<std::vector<CorrectedVectors>> jointVectors(const std::vector<CorrectedVectors> &modalities, JobContext &context);

}  // namespace lexicell::models::baselines
