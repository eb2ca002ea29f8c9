// The tensors that an scEMB-style checkpoint must hold, with their shapes: checked before any network is built and without
// LibTorch. One list for checking, loading, training and saving.
#pragma once

#include "core/base/result.h"
#include "models/checkpoint/bundle.h"
#include "models/families/scemb/format/config.h"

#include <cstdint>
#include <string>
#include <vector>

namespace lexicell::models::scemb {

struct ExpectedTensor {
    std::string name;
    std::vector<std::int64_t> shape;
};
std::vector<ExpectedTensor> expectedTensors(const Config &config);

// Requires a vocab.json with vocab_size tokens and the ids 0 for <pad> and 1 for <mask>.
// Error classes: no_vocabulary, shape_mismatch, bad_vocabulary.
Result<void> checkVocabulary(const checkpoint::Bundle &bundle, const Config &config);

// Requires every expected tensor with its shape, floating-point and finite, and no others.
// Error classes: missing_tensor, shape_mismatch, unexpected_tensor, non_finite, unsupported_type; each names the file and
// the tensor.
Result<void> checkLayout(const checkpoint::Bundle &bundle, const Config &config);

}  // namespace lexicell::models::scemb
