// What a checkpoint holds beside its tensors (Lightning's hyper_parameters, an epoch) as plain values: numbers, text, lists,
// dicts. From a pickle that was read (pickle_reader.h), and back into one that torch.load(…, weights_only=True) opens.
#pragma once

#include "core/base/result.h"
#include "models/checkpoint/pickle_reader.h"
#include "models/checkpoint/pickle_writer.h"

#include <nlohmann/json.hpp>

#include <filesystem>
#include <optional>

namespace lexicell::models::checkpoint {

using PlainValue = nlohmann::ordered_json;  // dicts keep their order

// Tuples become lists, paths text with slashes. Nothing for tensors and other objects: they are left out of dicts, and None in
// lists. Also nothing below a depth of 32 and beyond 100,000 values, which no settings have: hostile files stay small.
std::optional<PlainValue> plainValue(const Pickle &pickle, const PickleNode &node);

// Of a whole torch file, zip or old container: its dict without what is no plain value. A file that holds the state dict alone
// gives an empty object. Error classes: those of torch_reader.h, and not_a_checkpoint.
Result<PlainValue> readTorchValues(const std::filesystem::path &file);

void writeValue(PickleWriter &pickle, const PlainValue &value);

}  // namespace lexicell::models::checkpoint
