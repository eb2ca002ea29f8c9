// What a model's integration of batches is compared with (capabilities C6, C7): corrections of the same PCA that need no model.
#pragma once

#include "core/base/job_context.h"
#include "core/base/result.h"
#include "core/data/csr_block.h"
#include "core/data/embedding.h"

#include <cstdint>
#include <string>
#include <vector>

namespace lexicell::models::baselines {

struct CorrectedVectors {
    std::string method;       // "harmony", "mnn"
    data::Embedding vectors;  // [cells x components]
};

// Harmony (its default options) and mutual nearest neighbors, in this order. `components`: scores of a PCA. `batches`: a code
// >= 0 for each cell; with a single batch both give the components as they are. Error classes: shape_mismatch, batches_needed,
// too_small, non_finite, cancelled, out_of_memory.
Result<std::vector<CorrectedVectors>> integrationBaselines(const data::Embedding &components,
                                                           const std::vector<std::int32_t> &batches, std::uint64_t seed,
                                                           JobContext &context);

// Distances over thousands of genes take long: above this number of cells the variable genes are not compared.
inline constexpr std::int64_t mostCellsOfVariableGenes = 5000;

// "pca" of the variable genes of these cells; with two batches or more, also these genes themselves ("variable_genes"), and the
// baselines above. `values`: log-normalized, [cells x genes]. `batches`: empty: none. Error classes also those of the PCA.
Result<std::vector<CorrectedVectors>> comparedVectors(const data::CsrBlock &values, const std::vector<std::int32_t> &batches,
                                                      std::uint64_t seed, JobContext &context);

}  // namespace lexicell::models::baselines
