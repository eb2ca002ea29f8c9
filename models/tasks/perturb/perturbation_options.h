// Options of reading a Perturb-seq data set, for fine-tuning on it and for predicting from it.
#pragma once

#include "core/base/options.h"
#include "core/base/result.h"

#include <string>

namespace lexicell::models::tasks {

struct PerturbationOptions {
    std::string perturbation;  // obs column; empty: recognized
    std::string control;       // its value for the control; empty: recognized
    int nTopGenes = 5000;      // 0: all
    std::string unknownGenes = "keep";
};
template <class V> void describe(PerturbationOptions &o, V &&visit)
{
    visit(Option{"perturbation",
                 "obs column with the perturbed genes of each cell, such as condition or perturbation; empty: recognized by its "
                 "name and values.",
                 "",
                 {}},
          o.perturbation);
    visit(Option{"control",
                 "Value of that column for unperturbed cells; empty: ctrl, control, non-targeting, NT, AAVS1 and the like.",
                 "",
                 {}},
          o.control);
    visit(Option{"n-top-genes",
                 "Most variable genes that are fed and predicted, beside the perturbed ones; 0: all. Larger takes more memory "
                 "and time, which grow with the square.",
                 "genes",
                 {}},
          o.nTopGenes);
    visit(Option{"unknown-genes",
                 "Genes that the model does not know. keep: they are fed as padding's token and predicted, as upstream does; "
                 "drop: they are left out.",
                 "",
                 {"keep", "drop"}},
          o.unknownGenes);
}

// Whether the values are in their ranges. Error class: bad_option.
Result<void> check(const PerturbationOptions &options);

// Of learning from one, too.
struct PerturbationTuningOptions : PerturbationOptions {
    std::string holdout;  // cell query; empty: by `split`
    int genesPerStep = 1536;
    std::string perturbedGenes = "always";
    std::string loss = "mse";
};
template <class V> void describe(PerturbationTuningOptions &o, V &&visit)
{
    describe(static_cast<PerturbationOptions &>(o), visit);
    visit(Option{"holdout",
                 "Perturbation: cells to hold out, such as bio_rep == rep_3: their conditions are checked beside their own "
                 "controls. Empty: a share of the perturbed genes, or as split says.",
                 "",
                 {}},
          o.holdout);
    visit(Option{"genes-per-step",
                 "Perturbation: genes of a step, another random choice in each; larger takes more memory and time, which grow "
                 "with the square.",
                 "genes",
                 {}},
          o.genesPerStep);
    visit(Option{"perturbed-genes",
                 "Perturbation: always: the perturbed genes are in every step; random: by chance, as upstream has it.",
                 "",
                 {"always", "random"}},
          o.perturbedGenes);
    visit(
        Option{"loss",
               "Perturbation: mse: every gene counts alike; wmse: genes that a perturbation changes count more, by the square of "
               "the scaled t of its cells against all others. In control cells every gene counts alike.",
               "",
               {"mse", "wmse"}},
        o.loss);
}

}  // namespace lexicell::models::tasks
