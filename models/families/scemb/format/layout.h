// The tensors that an scEMB-style checkpoint must hold, with their shapes: checked before any network is built and without
// LibTorch. tensors.h declares them.
#pragma once

#include "core/base/result.h"
#include "models/checkpoint/bundle.h"
#include "models/checkpoint/tensor_spec.h"
#include "models/families/scemb/format/config.h"

#include <vector>

namespace lexicell::models::scemb {

// The declaration (tensors.h) as a list.
std::vector<checkpoint::TensorSpec> expectedTensors(const Config &config);

// Requires a vocab.json with vocab_size tokens and the ids 0 for <pad> and 1 for <mask>.
// Error classes: no_vocabulary, shape_mismatch, bad_vocabulary.
Result<void> checkVocabulary(const checkpoint::Bundle &bundle, const Config &config);

// Requires every expected tensor with its shape, floating-point and finite, and no others.
// Error classes: missing_tensor, shape_mismatch, unexpected_tensor, non_finite, unsupported_type; each names the file and
// the tensor.
Result<void> checkLayout(const checkpoint::Bundle &bundle, const Config &config);

// Requires as many class names as classes, if there are names. Error class: shape_mismatch.
Result<void> checkLabels(const checkpoint::Bundle &bundle, const Config &config);

}  // namespace lexicell::models::scemb
