// What an opened bundle is (describeModel() for those who hold the bundle already).
#pragma once

#include "models/model.h"

namespace lexicell::models {

// "scgpt", …, by the names of the tensors alone. Error class: unknown_family.
Result<std::string> familyOf(const checkpoint::Bundle &bundle);

// Error classes: those of the family's outline, and unknown_family.
Result<ModelCard> describeBundle(const checkpoint::Bundle &bundle);

}  // namespace lexicell::models
