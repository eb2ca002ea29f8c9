// What a training run minimizes: a sum of named, weighted terms. The family's network computes the terms; the names are the
// family's (scGPT: models/families/scgpt/network/objective.h).
#pragma once

#include "core/base/result.h"

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

// Whether every term has a positive weight and one of the names `known`, at least one. Error class: bad_option.
Result<void> checkTerms(const Objective &objective, const std::vector<std::string> &known);
// The checkpoint has no head for this term. Error class: bad_option.
Error noHead(const std::string &term);

}  // namespace lexicell::models::training
