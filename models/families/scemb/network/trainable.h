// The scEMB-style model as a network that can be trained.
#pragma once

#include "models/training/trainable.h"

#include <memory>

namespace lexicell::models::scemb {

// See training::MakeTrainable. Terms: "cls", the cross-entropy of the class head, and "mlm", that of the genes of
// hidden tokens (training::Examples::scored). Starts from given weights only.
Result<std::unique_ptr<training::Trainable>> makeTrainable(const training::TrainableRequest &request, JobContext &context);

}  // namespace lexicell::models::scemb
