// Which tensors an scEMB-style checkpoint must hold, with their shapes: checked before any network is built and without
// LibTorch. One list for checking, loading, training and saving.
#pragma once

#include "core/base/result.h"
#include "models/checkpoint/bundle.h"
#include "models/scemb/config.h"

#include <cstdint>
#include <string>
#include <vector>

namespace lexicell::models::scemb {

struct ExpectedTensor {
    std::string name;
    std::vector<std::int64_t> shape;
};
std::vector<ExpectedTensor> expectedTensors(const Config &config);

// vocab.json is there, has vocab_size tokens, and gives 0 to <pad> and 1 to <mask>.
// Error classes: no_vocabulary, shape_mismatch, bad_vocabulary.
Result<void> checkVocabulary(const checkpoint::Bundle &bundle, const Config &config);

// Every expected tensor is there with its shape, floating-point and finite, and there is no other.
// Error classes: missing_tensor, shape_mismatch, unexpected_tensor, non_finite, unsupported_type; each names the file and
// the tensor.
Result<void> checkLayout(const checkpoint::Bundle &bundle, const Config &config);

}  // namespace lexicell::models::scemb
