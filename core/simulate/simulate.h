// Simulated single-cell counts with ground truth: real gene symbols, cell types with marker programmes, batches, single
// and double knock-outs (additive and epistatic) with known effects, and known gene modules. For samples, tests and
// teaching; always labelled as simulated.
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
    visit(Option{"cells", "How many cells.", "cells", {}}, o.cells);
    visit(Option{"genes", "How many genes.", "genes", {}}, o.genes);
    visit(Option{"batches", "How many batches.", "batches", {}}, o.batches);
    visit(Option{"knockouts", "How many genes are knocked out singly; doubles are made of them.", "genes", {}}, o.knockouts);
}

// obs cell_type, batch, perturbation ("control", "GENE+ctrl", "GENE+GENE2"); uns lexicell_truth, lexicell_simulated
Result<data::Dataset> simulate(const SimulateOptions &options, JobContext &context);

}  // namespace lexicell::simulate
