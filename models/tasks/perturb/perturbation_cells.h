// A Perturb-seq data set as the input of a perturbation model: the genes that are fed, their tokens, log-normalized values, and
// who was perturbed. Values are not binned and no cell token is used (scGPT's TransformerGenerator, commit cebd6fa).
#pragma once

#include "core/analysis/perturbation_baselines.h"
#include "core/base/job_context.h"
#include "core/base/result.h"
#include "core/data/dataset.h"
#include "models/contracts/tokens.h"
#include "models/input/cell_options.h"
#include "models/tasks/perturb/measured_conditions.h"

#include <cstdint>
#include <string>
#include <vector>

namespace lexicell::models::tasks {

// In PerturbationCells, `Condition::genes` and the genes of asked conditions are positions among its genes, not columns.
struct PerturbationCells {
    data::CsrBlock values;              // [cells x genes] ln(1 + counts per 10,000)
    std::vector<std::string> genes;     // names
    std::vector<std::int64_t> columns;  // [genes] of the file, ascending
    std::vector<std::int64_t> tokens;   // [genes] vocabulary ids; -1: the model does not know the gene
    MeasuredConditions measured;
    std::vector<Condition> asked;  // those of PerturbationRequest

    std::int64_t cells() const { return values.rows; }
    std::int64_t unknownGenes() const;
    std::vector<std::int64_t> tokensWith(std::int64_t unknown) const;  // `unknown` in place of -1
};

struct PerturbationRequest {
    input::MatchOptions match;
    PerturbationOptions perturbation;
    std::vector<std::string> conditions;  // asked for, beside the measured ones; may be empty
};

// All cells in memory. Counts are log-normalized, values that look so are taken as they are. Warnings: unknown_genes,
// cells_left_out and those of matching genes.
// Error classes: those of matchData(), measuredConditions() and askedConditions(); log_values_needed (neither counts nor
// logarithms); too_few_cells (no control cell); too_few_genes; no_gene_matches (the model does not know a gene of an asked
// condition).
Result<PerturbationCells> perturbationCells(const data::Dataset &dataset, const Tokenizer &tokenizer,
                                            const PerturbationRequest &request, JobContext &context);

// Mean of the rows, [genes]; zeros for no cell.
analysis::Profile meanProfile(const data::CsrBlock &values, const std::vector<std::int64_t> &cells);

}  // namespace lexicell::models::tasks
