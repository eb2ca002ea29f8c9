// Where each family's upstream programs look for what: names of the files of a checkpoint folder and what is wrapped around the
// state dict. Sources: see convert_model.h.
#pragma once

#include "core/base/result.h"
#include "models/checkpoint/bundle.h"
#include "models/checkpoint/torch_writer.h"

#include <filesystem>
#include <string>
#include <vector>

namespace lexicell::models::tasks {

// "zip", "legacy" or "safetensors": what the family's own programs write.
std::string upstreamContainer(const std::string &family);

// Name of the weights' file, such that openModel() finds it in the folder.
std::string weightsName(const std::string &family, const checkpoint::TensorMap &tensors, const std::string &container);

// The dict around the state dict, with what of the original's is of use without the states of an optimiser.
// Error classes: those of readTorchValues().
Result<checkpoint::Envelope> envelope(const std::string &family, const checkpoint::Bundle &bundle);

// Writes the sidecars into `folder` and gives their names. Pickles among them are read first, as data: one that is more than
// a list or an array is refused (class forbidden_global).
Result<std::vector<std::string>> writeSidecars(const std::string &family, const checkpoint::Bundle &bundle,
                                               const checkpoint::ModelSource &source, const std::filesystem::path &folder);

// Whether a file has the name of one that a checkpoint folder of any family holds.
bool isCheckpointFile(const std::filesystem::path &file);

}  // namespace lexicell::models::tasks
