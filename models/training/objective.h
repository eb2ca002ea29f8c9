// What a training run minimizes: a sum of named, weighted terms. The family's network computes the terms; the names are the
// family's (scGPT: models/families/scgpt/network/objective.h).
#pragma once

#include <string>
#include <vector>

namespace lexicell::models::training {

struct Term {
    std::string name;  // "gep"
    double weight = 1.0;
    std::string unit = {};  // of the value: "mse", "ce"; names the column in the history together with the name
};

struct Objective {
    std::vector<Term> terms;
    // Weight of the contrastive term between two views of every cell (models/nn/losses.h); 0: one view. The other terms are then
    // averaged over both views. The history holds the terms of the first view only.
    double contrast = 0.0;
};

}  // namespace lexicell::models::training
