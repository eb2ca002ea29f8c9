// Cells of the data set in which genes really were knocked out, from an obs column of perturbations: "STAT1", "STAT1+ctrl",
// "ctrl+STAT1", "STAT1_ctrl", guides of a gene ("STAT1_2", "sgSTAT1-2") and the control. Cells with two genes knocked out are
// left out.
#pragma once

#include "core/base/job_context.h"
#include "core/base/result.h"
#include "models/input/prepared_cells.h"
#include "models/tasks/knock_out/gene_finder.h"
#include "models/tasks/knock_out/knock_out_options.h"

#include <cstdint>
#include <vector>

namespace lexicell::models::tasks {

struct PerturbedGene {
    std::int64_t gene = -1;           // column of the file
    std::vector<std::int64_t> cells;  // ascending; of all its guides
};

struct PerturbedCells {
    std::vector<std::int64_t> control;  // ascending
    std::vector<PerturbedGene> genes;   // by gene; with at least min-cells cells
    std::int64_t tooFew = 0;            // genes with fewer cells

    std::vector<std::int64_t> all() const;  // ascending, each once
};

// The genes that a label knocks out, as columns of the file, ascending; empty: the control. -1: a name that is no gene.
std::vector<std::int64_t> genesOfLabel(const std::string &label, const std::string &control, const GeneFinder &finder);

// Of the cells with tokens; `within` (ascending): only of these, null: of all. `tested`: columns of the file.
// Without the option `perturbation`: no cell. Warning: no_baseline (no tested gene was knocked out in enough cells). Error
// classes: missing_column, bad_option (no such control, no label names a gene), too_few_cells (of the control).
Result<PerturbedCells> perturbedCells(const data::Dataset &dataset, const input::PreparedCells &cells,
                                      const std::vector<std::int64_t> &tested, const KnockOutOptions &options,
                                      const std::vector<std::int64_t> *within, JobContext &context);

}  // namespace lexicell::models::tasks
