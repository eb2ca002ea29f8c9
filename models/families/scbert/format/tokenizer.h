// scBERT's input: one token per gene of the model's list, in its order, and an appended 0 (the slot whose output stands for the
// cell). A cell's counts are scaled to 10,000 over the listed genes, x becomes log2(1 + x), and the token is its integer part, at
// most tokens - 2 (5 in released models). Genes missing in the data are 0.
// Source: upstream's preprocess.py and finetune.py at commit 262fd4b. Different on purpose: upstream expects normalized
// values without a check; here counts and log-normalized values give the same tokens (see Scale), and negative or
// non-finite values are refused.
#pragma once

#include "models/contracts/tokens.h"

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace lexicell::models::scbert {

// Upstream drops cells with fewer detected genes among the listed ones; here they are kept, with a warning.
inline constexpr std::int64_t fewestGenes = 200;

// log2(1 + x) in float32, as NumPy computes it: log1p(x) / ln 2.
float log2Normalized(float countPerTenThousand);
// The token of such a value, which must be finite and not negative.
std::int64_t tokenOf(float log2Value, std::int64_t tokens);

// The scale of a cell's values. Whole numbers are counts. For other values the two usual logarithms are told apart by the sum
// after undoing them: 10,000 per cell, over all columns (ln, as scanpy writes it) or over the listed genes (log2, as in scBERT).
// If neither fits, the data was normalized to another sum or cut to fewer genes afterwards: ln up to 30, which no logarithm
// of counts exceeds; larger values are taken as proportional to counts.
enum class Scale { Counts, Ln, Log2 };

// `genes`: the model's list. `tokens`: the rows of its token table. `ready`: the reason why cells cannot be tokenized, if
// `genes` are placeholders for an unknown list.
// Error classes of tokenize(): that of `ready`, negative_counts, non_finite, out_of_memory.
std::shared_ptr<const Tokenizer> makeTokenizer(std::vector<std::string> genes, std::int64_t tokens, Result<void> ready = {});

}  // namespace lexicell::models::scbert
