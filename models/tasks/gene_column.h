// Which names of a data set's genes a model's vocabulary understands.
#pragma once

#include "core/base/job_context.h"
#include "core/base/result.h"
#include "core/data/dataset.h"
#include "core/data/gene_ids.h"
#include "models/tasks/embed.h"

#include <string>
#include <vector>

namespace lexicell::models::tasks {

struct GeneColumn {
    std::string column;                    // of var; empty: the index
    std::vector<std::string> names;        // [genes]
    std::vector<std::string> alternative;  // [genes] a second identifier, or empty
};

// The genes of the matrix that `options` names (raw has its own). Error class missing_column.
Result<GeneColumn> chooseGeneColumn(const data::Dataset &dataset, const std::vector<std::string> &vocabulary,
                                    const EmbedOptions &options);

// Which species' genes meet which species' model. Both are empty where they are the same or cannot be told.
struct SpeciesPair {
    std::string data, model;  // "mouse", "human", …
    std::int64_t byCase = 0;  // genes matched because their names differ in case alone

    bool differ() const { return !data.empty(); }
};

struct MatchedGenes {
    data::GeneMatchReport report;
    SpeciesPair species;
};

// Matches the names; warns when the table of gene identifiers cannot be read (missing_resource) and when genes of one species
// meet a model of another (other_species).
// Error class no_gene_matches: says what the names look like and what the model knows.
Result<MatchedGenes> matchColumn(const GeneColumn &genes, const std::vector<std::string> &vocabulary, const EmbedOptions &options,
                                 JobContext &context);

}  // namespace lexicell::models::tasks
