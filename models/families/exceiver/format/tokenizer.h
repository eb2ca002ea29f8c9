// Exceiver's input: every gene of the model is a token of every cell, in the model's order, with the value of scaling.h; a
// gene without counts is flagged as undetected (its key gets a bias of +1, network.h).
// Different from upstream, on purpose: a cell without counts is a row of padding, and no cell is left out.
#pragma once

#include "models/checkpoint/bundle.h"
#include "models/families/exceiver/format/config.h"
#include "models/contracts/tokens.h"

#include <memory>

namespace lexicell::models::exceiver {

// Never fails: without a gene list the genes are named "row 0", "row 1", … and ready() returns an error; without a scaler
// fitted() fails, unless the bundle requests a refit. Then it gives a tokenizer with a scaler of that data set, and a cell's
// values depend on the other cells.
// Error classes: no_vocabulary; of fitted() and tokenize() also no_scaler; of tokenize() negative_counts, non_finite,
// out_of_memory.
std::shared_ptr<const Tokenizer> makeTokenizer(const checkpoint::Bundle &bundle, const Config &config);

}  // namespace lexicell::models::exceiver
