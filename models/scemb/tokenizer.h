// The scEMB-style model's input: a cell's detected genes that the model knows, most expressed first (equal values by
// ascending id), at most max_genes of them, each with its expression bin. A token's place in its row is its rank; there is no
// cell token and nothing is drawn at random, so of the options only the model's own max_genes counts.
#pragma once

#include "models/scemb/config.h"
#include "models/tokens.h"

#include <memory>
#include <string>
#include <vector>

namespace lexicell::models::scemb {

// Padding has padId and padBin. Error classes of tokenize(): negative_counts, non_finite, out_of_memory.
std::shared_ptr<const Tokenizer> makeTokenizer(std::vector<std::string> vocabulary, const Config &config);

}  // namespace lexicell::models::scemb
