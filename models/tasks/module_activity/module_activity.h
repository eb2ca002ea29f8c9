// Activity of gene modules by group of cells (capability C23): the mean over a module's genes less that over control genes of
// like expression, averaged over the cells of each group. This is the group's mean of scanpy's score_genes. Sets of random genes
// with the same size and expression stand beside each module: scaling rows from 0 to 1, as published figures do, makes every
// module look active somewhere.
#pragma once

#include "core/analysis/cell_groups.h"
#include "core/base/job_context.h"
#include "core/base/options.h"
#include "core/base/result.h"
#include "core/data/dataset.h"
#include "core/preprocess/gene_scores.h"
#include "models/tasks/gene_lists.h"

#include <cstdint>
#include <string>
#include <vector>

namespace lexicell::models::tasks {

struct ModuleActivityOptions {
    std::vector<std::string> modules;
    std::string groupby;
    std::string value = "score";
    int minSize = 5;
    int controlSize = 50;
    int bins = 25;
    int randomSets = 200;
    std::string layer;
    bool logNormalized = false;
    std::string geneColumn;
    std::int64_t seed = 0;
};
template <class V> void describe(ModuleActivityOptions &o, V &&visit)
{
    visit(Option{"modules",
                 "Gene sets: the nodes of a gene network (a CSV file with a column module), a GMT file, the bundled reactome or "
                 "go-bp, a file with one gene per line, or gene names separated by commas.",
                 "",
                 {}},
          o.modules);
    visit(Option{"groupby", "obs column with the groups of cells.", "", {}}, o.groupby);
    visit(
        Option{"value",
               "score: mean of the module less that of control genes, with the range of random sets as two further columns; z: "
               "the same in standard deviations of random sets in that group; scaled: the score from 0 to 1 within each module.",
               "",
               {"score", "z", "scaled"}},
        o.value);
    visit(Option{"min-size", "Smallest module, by its genes in the data set; larger leaves out more.", "genes", {}}, o.minSize);
    visit(Option{"ctrl-size", "Control genes drawn from each level of expression; larger gives steadier scores.", "genes", {}},
          o.controlSize);
    visit(Option{"n-bins", "Levels of expression; larger matches control genes and random sets more closely.", "levels", {}},
          o.bins);
    visit(Option{"random-sets", "Random sets for each module; larger gives a steadier range.", "sets", {}}, o.randomSets);
    visit(Option{"layer", "Matrix to read: X, raw or the name of a layer.", "", {}}, o.layer);
    visit(Option{"log-normalized", "The matrix is log-normalized already: use it as it is.", "", {}}, o.logNormalized);
    visit(Option{"gene-column", "var column with the gene names; empty: the index.", "", {}}, o.geneColumn);
}

// Error class: bad_option.
Result<void> checkModuleActivityOptions(const ModuleActivityOptions &options);

// [groups x genes] mean over the cells of each group, in double.
std::vector<double> meansOfGroups(const preprocess::LogValues &values, const analysis::CellGroups &groups);

// [groups] mean over `set` less mean over `control`; means as above.
std::vector<double> activityOf(const std::vector<double> &means, std::size_t groups, const std::vector<std::int64_t> &set,
                               const std::vector<std::int64_t> &control);

struct ModuleActivity {
    std::vector<std::string> modules, groups;
    std::vector<std::int64_t> sizes;               // [modules] genes in the data set
    std::vector<std::int64_t> cells;               // [groups]
    std::vector<double> score;                     // [modules x groups]
    std::vector<double> randomMean, randomSpread;  // [modules x groups] of the random sets; spread: standard deviation
    std::vector<double> pValue;                    // [modules x groups] share of random sets that are as far from their mean
    std::vector<double> randomLow, randomHigh;     // [modules] the middle 95 % of the random sets, over all groups
};

// `modules` as geneSetLists() reads them. Warnings: left_out (modules with too few genes, or without a control gene). Error
// classes: bad_option, missing_column, missing_layer, too_small (no group), unknown_gene (no module has enough genes in the
// data), too_few_genes (no control gene), counts_needed, log_values_needed, non_finite, empty_data, cancelled, out_of_memory.
Result<ModuleActivity> moduleActivity(const data::Dataset &dataset, const std::vector<GeneList> &modules,
                                      const ModuleActivityOptions &options, JobContext &context);

}  // namespace lexicell::models::tasks
