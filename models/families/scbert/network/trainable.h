// scBERT as a network that can be trained.
#pragma once

#include "models/training/trainable.h"

#include <memory>

namespace lexicell::models::scbert {

// See training::MakeTrainable. Term: "cls", the cross-entropy of the class head. The key maximum is
// taken per cell, as in prediction, and the saved projections stay. Starts from the weights of a checkpoint only.
Result<std::unique_ptr<training::Trainable>> makeTrainable(const training::TrainableRequest &request, JobContext &context);

}  // namespace lexicell::models::scbert
