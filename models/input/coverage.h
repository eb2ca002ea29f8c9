// How well the genes of a data set match a model's vocabulary.
#pragma once

#include "core/base/job_context.h"
#include "core/base/result.h"
#include "core/data/dataset.h"
#include "core/genes/gene_table.h"
#include "models/contracts/tokens.h"
#include "models/input/cell_options.h"

#include <cstdint>
#include <string>
#include <vector>

namespace lexicell::models::input {

struct Coverage {
    genes::GeneMatchReport report;
    std::vector<std::int64_t> geneIds;  // [genes] vocabulary ids, -1: unknown to the model
    std::int64_t genesMatched = 0;
    std::int64_t genes = 0;
    double countsShare = 0.0;  // share of all counts in matched genes
    std::string geneColumn;    // var column whose names were matched; empty: the index
    // "mouse" and "human" when mouse genes are used with a human model, and how many matched genes differ in case alone; empty
    // where the species are the same or unknown
    std::string species, modelSpecies;
    std::int64_t matchedByCase = 0;
};

// Shown before a run. Reads the whole matrix once. Without an explicit geneColumn the names come from the var index, or from a
// usual symbol column (feature_name, gene_symbols …) if more of its names match.
// Error classes: those of prepareCells() (prepared_cells.h).
Result<Coverage> coverage(const data::Dataset &dataset, const Tokenizer &tokenizer, const MatchOptions &options,
                          JobContext &context);

}  // namespace lexicell::models::input
