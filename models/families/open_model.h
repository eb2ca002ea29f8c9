// From a path to a model: its family, its abilities, and the network that runs it.
#pragma once

#include "core/base/job_context.h"
#include "core/base/result.h"
#include "models/contracts/model.h"

#include <string>

namespace lexicell::models {

// Describes a checkpoint from its files alone, without LibTorch: its family and abilities.
Result<ModelCard> describeModel(const ModelSource &source, JobContext &context);
// The card and the tokenizer, without LibTorch.
Result<ModelOutline> outlineModel(const ModelSource &source, JobContext &context);

// Opens a checkpoint for computing; loads the LibTorch part of the program on first use (class `missing_libtorch`, kind
// Resource, when it cannot be found).
Result<LoadedModel> openModel(const ModelSource &source, const ComputeOptions &compute, JobContext &context);

// The same for an opened bundle:

// An opened bundle whose tensors have their family's names (wrapped_names.h). A warning of class
// ignored_tensors lists tensors outside the model. Error classes: those of openBundle(), ambiguous_model.
Result<checkpoint::Bundle> openModelBundle(const ModelSource &source, JobContext &context);

// "scgpt", …, from the names of the tensors alone. Error class: unknown_family.
Result<std::string> familyOf(const checkpoint::Bundle &bundle);

// Error classes of both: those of the family's outline, and unknown_family.
Result<ModelOutline> outlineBundle(const checkpoint::Bundle &bundle);
Result<ModelCard> describeBundle(const checkpoint::Bundle &bundle);

}  // namespace lexicell::models
