// A gene's vectors in the context of cells of several groups (capability C26): how far the groups lie apart, how much of that the
// gene's expression bin explains, and what is left among cells of equal expression.
#pragma once

#include "core/base/job_context.h"
#include "core/base/result.h"
#include "core/data/dataset.h"
#include "models/contracts/model.h"
#include "models/input/cell_options.h"
#include "models/tasks/gene_context/context_shift.h"
#include "models/tasks/group_cells.h"

#include <cstdint>
#include <string>
#include <vector>

namespace lexicell::models::tasks {

struct GeneContextOptions : GroupChoice, input::MatchOptions {
    std::vector<std::string> genes;
    int fewestCells = 20;
    int exchanges = 200;
    std::int64_t seed = 0;
};
template <class V> void describe(GeneContextOptions &o, V &&visit)
{
    visit(Option{"genes", "Genes to compare: names separated by commas, or a file with one name per line.", "", {}}, o.genes);
    describe(static_cast<GroupChoice &>(o), visit);
    visit(
        Option{
            "fewest-cells", "Fewest cells of a group that have the gene as a token; larger leaves out more pairs.", "cells", {}},
        o.fewestCells);
    visit(Option{"exchanges",
                 "Random exchanges of the groups' labels within expression bins, for the null; larger gives finer p-values.",
                 "",
                 {}},
          o.exchanges);
    describe(static_cast<input::MatchOptions &>(o), visit);
}

// Error class: bad_option.
Result<void> checkGeneContextOptions(const GeneContextOptions &options);

struct GeneShift {
    std::string gene, groupA, groupB;
    ContextShift shift;
    double adjustedP = 1.0;  // Benjamini-Hochberg over all genes and pairs; NaN: not tested
};

// By gene, then in the order of the groups. Warnings: unknown_genes, left_out (genes with fewer than two groups of enough cells),
// and those of input::prepareCells(). Error classes: bad_option, too_many_genes, unsupported (the checkpoint has no context
// vectors), missing_column, too_small, too_few_cells (no gene has two groups of enough cells), those of geneUniverse() and
// input::prepareCells(), cancelled, out_of_memory.
Result<std::vector<GeneShift>> geneContext(const data::Dataset &dataset, const LoadedModel &model,
                                           const GeneContextOptions &options, JobContext &context);

}  // namespace lexicell::models::tasks
