// What an opened bundle is (describeModel() for those who hold the bundle already).
#pragma once

#include "models/model.h"

namespace lexicell::models {

// An opened bundle whose tensors have the names that their family gives them (wrapped_names.h); a warning of class
// ignored_tensors names what lies beside the model. Error classes: those of openBundle(), ambiguous_model.
Result<checkpoint::Bundle> openModelBundle(const ModelSource &source, JobContext &context);

// "scgpt", …, by the names of the tensors alone. Error class: unknown_family.
Result<std::string> familyOf(const checkpoint::Bundle &bundle);

// Error classes: those of the family's outline, and unknown_family.
Result<ModelCard> describeBundle(const checkpoint::Bundle &bundle);

}  // namespace lexicell::models
