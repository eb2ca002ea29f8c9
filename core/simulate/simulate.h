// Simulated single-cell counts with ground truth: real gene symbols, cell types with marker programs, batches, single
// and double knock-outs (additive and epistatic) with known effects, and known gene modules. For samples, tests and
// teaching; always labeled as simulated.
//
// The biology (genes, marker, module and knock-out effects) is the same for every seed; batches and cells are drawn anew.
// Cells do not depend on the number of cells or threads. The model is in ground_truth.h.
#pragma once

#include "core/base/job_context.h"
#include "core/base/options.h"
#include "core/base/result.h"
#include "core/data/dataset.h"

#include <cstdint>

namespace lexicell::simulate {

struct SimulateOptions {
    int cells = 3000;
    int genes = 2000;
    int batches = 2;
    int knockouts = 10;
    std::int64_t seed = 0;
};
template <class V> void describe(SimulateOptions &o, V &&visit)
{
    visit(Option{"cells", "Number of cells.", "cells", {}}, o.cells);
    visit(Option{"genes", "Number of genes.", "genes", {}}, o.genes);
    visit(Option{"batches", "Number of batches.", "batches", {}}, o.batches);
    visit(Option{"knockouts", "Number of genes knocked out singly; double knock-outs combine them.", "genes", {}}, o.knockouts);
}

// Counts in X (float32 csr). obs: cell_type, batch, perturbation ("control", "GENE+ctrl", "GENE+GENE2"), n_counts, n_genes;
// var: gene_ids (Ensembl), feature_types; uns: lexicell_truth (JSON text: cell_types, batches, modules, knockouts, pairs with
// their kind), lexicell_simulated (true), title. Error classes bad_option, too_many_genes, missing_resource, out_of_memory.
Result<data::Dataset> simulate(const SimulateOptions &options, JobContext &context);

}  // namespace lexicell::simulate
