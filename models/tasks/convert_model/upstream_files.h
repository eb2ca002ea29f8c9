// The files of a checkpoint folder as each family's upstream programs expect them: their names, and the dict around the
// state dict. Sources: see convert_model.h.
#pragma once

#include "core/base/result.h"
#include "models/checkpoint/bundle.h"
#include "models/checkpoint/torch/torch_writer.h"
#include "models/families/open_model.h"

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace lexicell::models::tasks {

// "zip", "legacy" or "safetensors": the format of the family's own programs.
std::string upstreamContainer(const std::string &family);

// Name of the weights' file that openModel() finds in the folder.
std::string weightsName(const std::string &family, const checkpoint::TensorMap &tensors, const std::string &container);

// The dict around the state dict, with the original's useful entries and without the states of an optimizer.
// Error classes: those of readTorchValues().
Result<checkpoint::Envelope> envelope(const std::string &family, const checkpoint::Bundle &bundle);

// Writes the sidecars into `folder` and returns their names. Those of a bundle without a file come from the bundle alone. Pickles
// among them are first read as data; one that holds more than a list or an array is refused (class forbidden_global).
Result<std::vector<std::string>> writeSidecars(const std::string &family, const checkpoint::Bundle &bundle,
                                               const checkpoint::ModelSource &source, const std::filesystem::path &folder);

// Class names by id for a new class head: id2label.json, and scBERT's label_dict and, with the class of every cell, label.
Result<void> writeClassNames(const std::string &family, const std::vector<std::string> &names,
                             const std::vector<std::int64_t> &ids, const std::filesystem::path &folder);

// Whether a checkpoint folder of any family may hold a file of this name; the record (record.h) is one of them.
bool isCheckpointFile(const std::filesystem::path &file);

}  // namespace lexicell::models::tasks
