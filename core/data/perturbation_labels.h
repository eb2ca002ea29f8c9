// What a label of a Perturb-seq experiment says: which genes were perturbed in a cell, or that it is a control. Understood are
// GENE, GENE+ctrl, ctrl+GENE, A+B (GEARS), A_B and A_ctrl where the parts are known genes (scPerturb), guides of a gene
// (GENE_2, sgGENE-2, GENEg2) and the usual names of controls. Other separators of genes: comma, semicolon, |, &.
#pragma once

#include <functional>
#include <string>
#include <vector>

namespace lexicell::data {

// "ctrl", "control", "non-targeting", "NT", "NTg7", "NegCtrl0", "AAVS1", "safe-targeting", "scramble", … in any case.
bool isControlName(const std::string &name);

struct PerturbationLabel {
    bool control = false;
    std::vector<std::string> genes;  // of a perturbation: ascending, each once
};

struct PerturbationRules {
    std::string control;  // a further name of the control; empty: none
    bool guides = false;  // labels are names of guides, so a number at the end is none of a gene
    std::function<bool(const std::string &name)> knownGene{};  // empty: none is known
};

// An empty label, "nan" and the like: neither control nor a gene.
PerturbationLabel readPerturbation(const std::string &label, const PerturbationRules &rules);

// "ctrl", "A+ctrl", "A+B": one name for one set of genes, as GEARS and scGPT write it.
std::string conditionName(const PerturbationLabel &label);

}  // namespace lexicell::data
