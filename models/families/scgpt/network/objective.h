// scGPT's training objectives: a weighted sum of named terms, one function for all fine-tuning tasks and one for generative
// pretraining. Formulas and weights: upstream's tutorials and loss.py at commit cebd6fa; branch dev-temp at commit 4068d67.
#pragma once

#include "models/families/scgpt/network/forward.h"

#include <functional>
#include <string>
#include <vector>

namespace lexicell::models::scgpt {

// One minibatch, [cells x tokens] unless stated otherwise.
struct Minibatch {
    nn::TokenTensors tokens;  // values: the mask value where hidden
    at::Tensor target{};      // the values themselves; undefined: nothing is predicted
    at::Tensor scored{};      // bool, true: counts in the losses of expression; or its weight there, float
    at::Tensor labels{};      // [cells] class ids; undefined: none
    // The loss of class logits against the labels; empty: plain cross-entropy.
    std::function<at::Tensor(const at::Tensor &logits)> classLoss{};
    Entry entry{};
};

// Values with that of the cell token in classification, 0: upstream's fine-tuning feeds <cls> so, unlike its embedding (pad
// value).
at::Tensor withCellValue(const at::Tensor &values);

// Weights of the terms; 0: the term is not computed.
struct Objective {
    double expression = 0.0;       // "gep": squared error of the expression decoder, in the values' unit squared
    double nonZero = 0.0;          // "gep_zero": likelihood of the decoder's zero probability
    double fromCell = 0.0;         // "gepc": squared error of the decoder that uses the cell vector only
    double nonZeroFromCell = 0.0;  // "gepc_zero"
    double similarity = 0.0;       // "ecs": elastic cell similarity
    double similarityThreshold = 0.8;
    double batches = 0.0;  // "dab": cross-entropy of the discriminator after gradient reversal
    double classes = 0.0;  // "cls": cross-entropy of the class head
};
Objective hiddenValueObjective();   // expression and fromCell: the objective of pretraining newNetwork()
Objective annotationObjective();    // classes
Objective integrationObjective();   // all but classes
Objective multiomicObjective();     // expression, fromCell, batches
Objective perturbationObjective();  // expression

struct Term {
    std::string name;
    double weight = 1.0;
    at::Tensor value;  // scalar
};
struct Losses {
    std::vector<Term> terms;
    at::Tensor cellVectors;   // [cells x width]
    at::Tensor classes{};     // [cells x classes] logits; undefined: no such term
    at::Tensor expression{};  // [cells x tokens]; undefined: no such term
    at::Tensor total() const;
    at::Tensor value(const std::string &name) const;  // `name` must be a computed term
};

// The network must have the parts of all terms with a weight.
Losses losses(const Network &network, const Minibatch &batch, const Objective &objective, const nn::Pass &pass);

// Terms "gene_prompt", "mvc" and, with `cellPrompt`, "cell_prompt": a second pass with the first pass's cell vector,
// detached, in place of <cls>. All score the asked tokens; `target` [cells x asked tokens].
struct PromptBatch {
    nn::TokenTensors known;
    nn::TokenTensors asked;  // values not used
    at::Tensor target;
};
Losses promptLosses(const Network &network, const PromptBatch &batch, bool cellPrompt, const nn::Pass &pass);

}  // namespace lexicell::models::scgpt
