// The kind of feature of each token of a multi-omic scGPT vocabulary, by vocab_mod.json beside the checkpoint (name -> id). No
// LibTorch. Source: upstream's multi-omic tutorial at commit cebd6fa: features are RNA, or Protein where the name begins with
// "p_"; special tokens are kinds of their own. Lexicell's own: peaks of open chromatin, whose names begin with "a_", are ATAC.
#pragma once

#include "core/base/result.h"
#include "models/checkpoint/bundle.h"

#include <cstdint>
#include <string>
#include <vector>

namespace lexicell::models::scgpt {

// By token id. Empty if the network has no kinds (`modalities` 0), or if they are unknown: no vocab_mod.json, or one with
// other kinds. Error classes: those of checkpoint::readVocabulary(), shape_mismatch (more kinds than the network has).
Result<std::vector<std::int32_t>> modalitiesOf(const checkpoint::Bundle &bundle, const std::vector<std::string> &vocabulary,
                                               std::int64_t modalities);

// Names by id, as upstream's tutorial numbers them: the kinds of these tokens, sorted, then <pad>, <cls> and <eoc>.
std::vector<std::string> modalityNamesOf(const std::vector<std::string> &vocabulary);
// By token id; empty: a token is of none of these kinds.
std::vector<std::int32_t> modalityIds(const std::vector<std::string> &vocabulary, const std::vector<std::string> &names);

}  // namespace lexicell::models::scgpt
