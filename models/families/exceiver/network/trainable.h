// Exceiver as a network that can be trained.
#pragma once

#include "models/training/trainable.h"

#include <memory>

namespace lexicell::models::exceiver {

// See training::MakeTrainable. Terms: "cls", the cross-entropy of the class head, and "mse", the squared error
// of hidden values. Starts from given weights only.
Result<std::unique_ptr<training::Trainable>> makeTrainable(const training::TrainableRequest &request, JobContext &context);

}  // namespace lexicell::models::exceiver
