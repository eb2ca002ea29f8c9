// scGPT's zero-shot input: <cls>, then a cell's non-zero genes in column order, with their expression bins.
// Source: upstream's embed_data and DataCollator at commit cebd6fa. Different from upstream, on purpose: random
// draws come from a stream per cell (seed and cell name), so a cell's tokens depend on the cell alone; genes that stay
// after sampling keep their column order (the network has no positions); a cell without genes is a row of padding.
#pragma once

#include "models/checkpoint/bundle.h"
#include "models/families/scgpt/format/config.h"
#include "models/contracts/tokens.h"

#include <memory>
#include <string>
#include <vector>

namespace lexicell::models::scgpt {

// The tokens of a checkpoint's vocab.json, with missing special tokens appended as every upstream loader does:
// <pad>, <cls>, <eoc>, in this order.
std::vector<std::string> completeVocabulary(std::vector<std::string> tokens, const Config &config);

// `vocabulary` must be complete. `modalities`: kind of feature by token id (modalities.h), each kind is binned by itself; empty:
// one kind only. `fedGenes`: token ids; every cell consists of those of them that the data have, with bin 0 where it has no
// count, as upstream's fine-tuning for integration feeds it (<cls> has the value 0 then); with `modalities` of those with a
// count, as its fine-tuning on several modalities does; empty: of its genes with counts. Error classes of tokenize():
// negative_counts, non_finite, bad_option, out_of_memory.
std::shared_ptr<const Tokenizer> makeTokenizer(std::vector<std::string> vocabulary, const Config &config,
                                               std::vector<std::int32_t> modalities = {},
                                               const std::vector<std::int64_t> &fedGenes = {});

}  // namespace lexicell::models::scgpt
