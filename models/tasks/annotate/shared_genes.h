// The genes that the cells to label and a reference both have. Names are matched as those of models are
// (core/genes/gene_table.h): equal ones first, then second names, Ensembl ids, previous symbols and aliases of genes whose
// partner is still free.
#pragma once

#include "core/base/job_context.h"
#include "core/base/result.h"
#include "core/data/dataset.h"
#include "core/data/expression_matrix.h"
#include "core/genes/gene_table.h"
#include "models/input/cell_options.h"

#include <cstdint>
#include <utility>
#include <vector>

namespace lexicell::models::tasks {

// Log-normalized values of both on the shared genes, in the order of the reference.
struct SharedGenes {
    data::CsrBlock query, reference;
    std::vector<std::pair<genes::MatchKind, std::int64_t>> byKind;  // genes, of the kinds that occur, strongest first
};
// Of genes of one name the first counts. Warnings: leaky_split (most cells of the data set are in the reference), matched_names
// (some names are not equal; the message says how many genes matched and how), other_species, missing_resource. Error classes:
// missing_layer, missing_column, too_few_genes, non_finite, those of reading.
Result<SharedGenes> sharedGenes(const data::Dataset &dataset, const data::Dataset &reference, const input::MatchOptions &matching,
                                JobContext &context);

}  // namespace lexicell::models::tasks
