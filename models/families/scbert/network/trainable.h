// scBERT as a network that can be trained.
#pragma once

#include "models/training/trainable.h"

#include <memory>

namespace lexicell::models::scbert {

// See training::MakeTrainable. One term: "cls", the cross-entropy of the class head, or "mlm", that of the hidden tokens
// (training::Examples::target and scored). The key maximum is taken per cell, as in prediction, and the saved projections stay.
// Gene vectors learn with "mlm" alone, unless they are frozen. Starts from given weights only.
Result<std::unique_ptr<training::Trainable>> makeTrainable(const training::TrainableRequest &request, JobContext &context);

}  // namespace lexicell::models::scbert
