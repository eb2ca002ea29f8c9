// The options of knock-outs; the definitions are those of docs/knock-outs.md.
#pragma once

#include "core/base/options.h"
#include "core/base/result.h"
#include "models/contracts/gene_changes.h"
#include "models/contracts/model.h"
#include "models/input/cell_options.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace lexicell::models::tasks {

struct KnockOutOptions : input::CellOptions {
    std::vector<std::string> genes;
    std::string geneFile;
    bool allExpressed = false;
    std::string mode = "default";
    std::string dose;
    bool pairs = false;
    std::string cells;
    std::string groupby, from, toward;
    std::string replicate;
    std::string by;
    std::int64_t minCells = 10;
    std::string second;
    std::string perturbation, control;
    std::vector<std::string> targets;
    std::string targetSet;
    std::string ppi;
    bool shifts = false;
    std::int64_t shortlist = 0;
};
template <class V> void describe(KnockOutOptions &o, V &&visit)
{
    visit(Option{"genes", "Genes to change, separated by commas; each is changed by itself.", "", {}}, o.genes);
    visit(Option{"gene-file", "Text file with one gene per line.", "", {}}, o.geneFile);
    visit(Option{"all-expressed", "Change every gene that enough cells have.", "", {}}, o.allExpressed);
    visit(Option{"mode",
                 "Kind of change; default: delete for scGPT, zero for scBERT and Exceiver, mask for scEMB-style models.",
                 "",
                 {"default", "delete", "zero", "mask", "renormalise", "over-express"}},
          o.mode);
    visit(Option{"dose",
                 "Value that over-expression sets, in the model's unit (a bin, or Exceiver's scaled value); empty: highest.",
                 "",
                 {}},
          o.dose);
    visit(Option{"pairs", "Also change every two of the genes together, in cells that have both; many genes take long.", "", {}},
          o.pairs);
    visit(Option{"cells",
                 "Which cells are changed, for example: cell_type == 'NK' and n_genes > 500. Of the group from, if there is one; "
                 "empty: all.",
                 "",
                 {}},
          o.cells);
    visit(Option{"groupby", "obs column with the groups of from and toward.", "", {}}, o.groupby);
    visit(Option{"from", "Group whose cells are changed; empty: all cells.", "", {}}, o.from);
    visit(Option{"toward", "Group that is the goal: how far does each gene move the cells toward it?", "", {}}, o.toward);
    visit(Option{"replicate", "obs column with donors, samples or guides, for honest standard errors.", "", {}}, o.replicate);
    visit(Option{"by", "obs column, for example cell types: each of its values gets a table and a null of its own.", "", {}},
          o.by);
    visit(
        Option{
            "min-cells", "Cells that must have a gene, for its null and for each replicate; larger is less noisy.", "cells", {}},
        o.minCells);
    visit(Option{"second", "Folder or file of another checkpoint: its effects stand beside those of the first.", "", {}},
          o.second);
    visit(
        Option{
            "perturbation",
            "obs column that names the gene really knocked out in each cell (GENE, GENE+ctrl): the measured effect of the same "
            "genes stands beside.",
            "",
            {}},
        o.perturbation);
    visit(Option{"control", "Value of the column perturbation for cells without a knock-out.", "", {}}, o.control);
    visit(
        Option{"targets",
               "Known genes to find in the ranking: names separated by commas, a file with one name per line, a GMT file, or the "
               "bundled reactome or go-bp (human).",
               "",
               {}},
        o.targets);
    visit(Option{"target-set", "Name of the set of a GMT file with several.", "", {}}, o.targetSet);
    visit(
        Option{"ppi",
               "Text file of protein interactions, two genes and an optional weight a line: how well a gene's number of partners "
               "finds the targets stands beside the ranking.",
               "",
               {}},
        o.ppi);
    visit(Option{"shifts",
                 "Also keep the shift of every cell for each gene, to color maps and draw arrows; at most 20 genes.",
                 "",
                 {}},
          o.shifts);
    visit(Option{"shortlist",
                 "Compute only so many of the genes, those that a quick estimate puts first; 0: all. The others get no numbers.",
                 "genes",
                 {}},
          o.shortlist);
    describe(static_cast<input::CellOptions &>(o), visit);
}

// What needs neither data nor model. Error classes: bad_option, bad_query.
Result<void> checkKnockOutOptions(const KnockOutOptions &options);

// The genes that were asked for by name, each once, in their order. Error classes: not_found, empty_file, bad_option (the
// name of a file among those of genes).
Result<std::vector<std::string>> namedGenes(const KnockOutOptions &options);

// The change for this model. Error classes: unsupported_model (no family that can be changed, no cell vectors), unsupported_mode
// (the message lists the family's modes), bad_option (the dose; a number type other than fp32).
Result<GeneChange> changeOf(const KnockOutOptions &options, const LoadedModel &model);

}  // namespace lexicell::models::tasks
