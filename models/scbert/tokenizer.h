// scBERT's input: one token per gene of the model's list, in its order, and an appended 0 (the slot whose output stands for the
// cell). A cell's counts are scaled to 10,000 over the listed genes, x becomes log2(1 + x), and the token is its whole part, at
// most tokens - 2 (5 in released models); genes that the data lacks are 0.
// Source: upstream's preprocess.py and finetune.py at commit 262fd4b. What is different, on purpose: upstream expects normalised
// values and never checks; here counts and log-normalised values give the same tokens (see Scale), and what is negative or not
// finite is refused.
#pragma once

#include "models/tokens.h"

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace lexicell::models::scbert {

inline constexpr double countsPerCell = 1e4;
// Upstream drops cells with fewer detected genes among the listed ones; here they are kept and warned about.
inline constexpr std::int64_t fewestGenes = 200;

// log2(1 + x) in float32, as NumPy computes it: log1p(x) / ln 2.
float log2Normalised(float countPerTenThousand);
// Token of such a value, which must be finite and not negative.
std::int64_t tokenOf(float log2Value, std::int64_t tokens);

// What a cell's values are. Whole numbers are counts. Of other values the two logarithms in use are told apart by what they
// undo to: 10,000 per cell, over all columns (ln, as scanpy writes it) or over the listed genes (log2, scBERT's own files).
// What fits neither was normalised to another sum or cut to fewer genes after it: ln up to 30, above which no logarithm
// of counts comes; larger values are taken as proportional to counts.
enum class Scale { Counts, Ln, Log2 };

// `genes`: the model's list. `tokens`: the rows of its token table. `ready`: why cells cannot be tokenized, where `genes` are
// stand-ins because nobody knows the list.
// Error classes of tokenize(): that of `ready`, negative_counts, non_finite, out_of_memory.
std::shared_ptr<const Tokenizer> makeTokenizer(std::vector<std::string> genes, std::int64_t tokens, Result<void> ready = {});

}  // namespace lexicell::models::scbert
