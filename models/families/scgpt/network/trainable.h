// scGPT as a network that can be trained: random weights for pretraining, or the weights of a checkpoint.
#pragma once

#include "models/training/trainable.h"

#include <memory>

namespace lexicell::models::scgpt {

// See training::MakeTrainable. Terms: those of Objective (objective.h) by their names.
Result<std::unique_ptr<training::Trainable>> makeTrainable(const training::TrainableRequest &request, JobContext &context);

}  // namespace lexicell::models::scgpt
