// What an opened bundle is (describeModel() for those who hold the bundle already).
#pragma once

#include "models/model.h"

namespace lexicell::models {

// Error classes: those of the family's outline, and unknown_family.
Result<ModelCard> describeBundle(const checkpoint::Bundle &bundle);

}  // namespace lexicell::models
