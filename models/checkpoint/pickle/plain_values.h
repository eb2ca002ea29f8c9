// The content of a checkpoint besides its tensors (Lightning's hyper_parameters, an epoch) as plain values: numbers, text,
// lists, dicts. Converts from a parsed pickle (pickle_reader.h), and to one that torch.load(…, weights_only=True) opens.
#pragma once

#include "core/base/result.h"
#include "models/checkpoint/pickle/pickle_reader.h"
#include "models/checkpoint/pickle/pickle_writer.h"

#include <nlohmann/json.hpp>

#include <optional>

namespace lexicell::models::checkpoint {

using PlainValue = nlohmann::ordered_json;  // dicts keep their order

// Tuples become lists, paths text with slashes. Tensors and other objects are left out of dicts, and become None in
// lists. So do values below a depth of 32 or beyond 100,000 values, more than any settings have: this limits hostile files.
std::optional<PlainValue> plainValue(const Pickle &pickle, const PickleNode &node);

void writeValue(PickleWriter &pickle, const PlainValue &value);

}  // namespace lexicell::models::checkpoint
