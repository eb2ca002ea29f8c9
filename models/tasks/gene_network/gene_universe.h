// The genes that a network can hold: those of the data set, that the model knows if there is one, that are in the list given;
// and the places of the genes asked about.
#pragma once

#include "core/base/job_context.h"
#include "core/base/result.h"
#include "core/data/dataset.h"
#include "models/contracts/model.h"
#include "models/input/cell_options.h"

#include <cstdint>
#include <string>
#include <vector>

namespace lexicell::models::tasks {

struct GeneUniverse {
    std::vector<std::int64_t> columns;  // of the data set, ascending
    std::vector<std::int64_t> ids;      // in the model's vocabulary; empty without a model
    std::vector<std::string> names;
    std::vector<std::int64_t> asked;  // places in `columns`, ascending, each once
};

struct GeneChoice {
    const std::vector<std::string> &asked;   // by any of their names, in any order
    const std::vector<std::string> &within;  // likewise; empty: all. Genes asked about belong to the universe even if not here
};

// Warnings: unknown_genes (not in the data set, or not known to the model). Error classes: unknown_gene (no name of a list is
// usable), no_gene_matches, no_vocabulary, missing_column, missing_layer.
Result<GeneUniverse> geneUniverse(const data::Dataset &dataset, const LoadedModel *model, const input::MatchOptions &matching,
                                  const GeneChoice &choice, JobContext &context);

}  // namespace lexicell::models::tasks
