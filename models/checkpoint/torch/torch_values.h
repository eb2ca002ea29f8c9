// What a torch file holds besides its tensors, as plain values (pickle/plain_values.h).
#pragma once

#include "core/base/result.h"
#include "models/checkpoint/pickle/plain_values.h"

#include <filesystem>

namespace lexicell::models::checkpoint {

// From a whole torch file, zip or old container: its dict without values that are not plain. A file with only the state dict
// gives an empty object. Error classes: those of torch_reader.h, and not_a_checkpoint.
Result<PlainValue> readTorchValues(const std::filesystem::path &file);

}  // namespace lexicell::models::checkpoint
