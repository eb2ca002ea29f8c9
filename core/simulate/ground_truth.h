// The true values behind simulated counts: a good method should recover them.
//
// Effects are natural-log fold changes of the expected count, and add up: the expected count of gene g in a cell of type t,
// batch b and perturbation p, of depth d, is d * exp(base[g] + type[t][g] + batch[b][g] + effect[p][g] + sum of the cell's
// module activities (mean 0, variance 1) times loading[g], minus loading²/2 so that activities do not change the mean).
// Base, type, module and perturbation values do not depend on the seed, so that a model trained on one simulation fits
// another; batches and cells do depend on it.
#pragma once

#include "core/simulate/blood_programs.h"
#include "core/simulate/gene_panel.h"
#include "core/simulate/simulate.h"

#include <string>
#include <utility>
#include <vector>

namespace lexicell::simulate {

using GeneValues = std::vector<std::pair<std::int64_t, double>>;  // (gene, value), sorted by gene

struct Perturbation {
    std::string name;                // "control", "STAT1+ctrl", "STAT1+IRF9": names as in GEARS
    std::vector<std::string> genes;  // knocked out: none, one or two
    Interaction interaction = Interaction::Additive;
    GeneValues effects;
    double share = 0.0;  // of all cells
};

struct Batch {
    std::string name;
    double depth = 1.0;              // factor on every count
    GeneValues effects;              // of the genes that this batch measures differently
    std::vector<double> typeShares;  // [types], sum to 1
};

struct GroundTruth {
    GenePanel panel;
    std::vector<double> base;                // [genes]
    std::vector<double> dispersion;          // [genes], variance = mean + dispersion * mean²
    std::vector<GeneValues> typeEffects;     // [types]
    std::vector<GeneValues> moduleLoadings;  // [modules]
    std::vector<Batch> batches;
    std::vector<Perturbation> perturbations;  // control first, then singles, then doubles

    std::string toJson(const SimulateOptions &options) const;
};

Result<GroundTruth> makeGroundTruth(const SimulateOptions &options);

}  // namespace lexicell::simulate
