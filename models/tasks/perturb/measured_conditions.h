// Which genes were perturbed in which cells, from an obs column of a Perturb-seq data set. What its labels may say:
// core/data/perturbation_labels.h.
#pragma once

#include "core/base/job_context.h"
#include "core/base/result.h"
#include "core/data/dataset.h"
#include "models/tasks/knock_out/gene_finder.h"
#include "models/tasks/perturb/perturbation_options.h"

#include <cstdint>
#include <string>
#include <vector>

namespace lexicell::models::tasks {

struct Condition {
    std::string name;                 // "A+ctrl", "A+B"
    std::vector<std::string> names;   // of its genes, ascending; the data set's names where it has the gene
    std::vector<std::int64_t> genes;  // columns, ascending; -1: a gene that is not measured
    std::vector<std::int64_t> cells;  // ascending

    bool measured() const { return !genes.empty() && genes.front() >= 0; }
};

struct MeasuredConditions {
    std::string column;                 // of obs
    std::vector<std::int64_t> control;  // cells, ascending
    std::vector<Condition> conditions;  // by name; with at least one cell
};

// Without a named column, those with a usual name (condition, perturbation, target_gene, gene, guide …) are tried that hold a
// control and a gene. Cells whose label says nothing are left out with a warning (cells_left_out).
// Error classes: missing_column; choice_needed (no such column, several that say different things, or no value that is known as
// a control; its choices name the columns or the values); bad_option (no such control, no label names a gene).
Result<MeasuredConditions> measuredConditions(const data::Dataset &dataset, const GeneFinder &finder,
                                              const PerturbationOptions &options, JobContext &context);

// The conditions that a person asks for, "A+ctrl" or "A+B"; "A" alone means "A+ctrl". Without cells. Error classes: bad_option
// (empty, or the control), no_gene_matches (the data set has no such gene).
Result<std::vector<Condition>> askedConditions(const std::vector<std::string> &given, const GeneFinder &finder,
                                               const std::string &control);

}  // namespace lexicell::models::tasks
