// The part of a post-norm layer behind the attention, for a caller that computes the attention itself.
#pragma once

#include "models/nn/attention.h"

namespace lexicell::models::nn {

// Projection, residuals, norms and the feed-forward part: encoderLayer(layer, h, …) is this of attend(…). `context`
// [cells x heads x tokens x D], as attend() returns it.
at::Tensor layerEnd(const EncoderLayer &layer, const at::Tensor &h, const at::Tensor &context);

}  // namespace lexicell::models::nn
