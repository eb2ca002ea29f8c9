// Chooses the gene names of a data set that match a model's vocabulary.
#pragma once

#include "core/base/job_context.h"
#include "core/base/result.h"
#include "core/data/dataset.h"
#include "core/genes/gene_table.h"
#include "models/input/cell_options.h"

#include <string>
#include <vector>

namespace lexicell::models::input {

struct GeneColumn {
    std::string column;                    // of var; empty: the index
    std::vector<std::string> names;        // [genes]
    std::vector<std::string> alternative;  // [genes] a second identifier, or empty
};

// The genes of the matrix in `options` (raw has its own). Error class missing_column.
Result<GeneColumn> chooseGeneColumn(const data::Dataset &dataset, const std::vector<std::string> &vocabulary,
                                    const MatchOptions &options);

// The species of the data and of the model. Both are empty where they are equal or unknown.
struct SpeciesPair {
    std::string data, model;  // "mouse", "human", …
    std::int64_t byCase = 0;  // genes matched because their names differ in case alone

    bool differ() const { return !data.empty(); }
};

struct MatchedGenes {
    genes::GeneMatchReport report;
    SpeciesPair species;
};

// Matches the names. Warns when the table of gene identifiers cannot be read (missing_resource) and when genes of one species
// are used with a model of another (other_species).
// Error class no_gene_matches: the message gives examples of both sets of names.
Result<MatchedGenes> matchColumn(const GeneColumn &genes, const std::vector<std::string> &vocabulary, const MatchOptions &options,
                                 JobContext &context);

}  // namespace lexicell::models::input
