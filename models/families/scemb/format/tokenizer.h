// The scEMB-style model's input: a cell's detected genes in the vocabulary, most expressed first (equal values by
// ascending id), at most max_genes of them, each with its expression bin. A token's position in its row is its rank. There is no
// cell token and nothing is random, so the token options have no effect; only the model's own max_genes counts.
#pragma once

#include "models/families/scemb/format/config.h"
#include "models/contracts/tokens.h"

#include <memory>
#include <string>
#include <vector>

namespace lexicell::models::scemb {

// Padding has padId and padBin. Error classes of tokenize(): negative_counts, non_finite, out_of_memory.
std::shared_ptr<const Tokenizer> makeTokenizer(std::vector<std::string> vocabulary, const Config &config);

}  // namespace lexicell::models::scemb
