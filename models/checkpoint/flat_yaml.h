// The flat part of a YAML file such as Lightning's hparams.yaml: the scalars of its outermost map. Nested values and values with
// Python object tags, which only PyYAML's unsafe loader could read, are skipped. The writer gives Lightning's form. yaml-cpp
// reads the file as a stream of events: no tree is built, so aliases are never expanded.
#pragma once

#include "core/base/result.h"
#include "models/checkpoint/pickle/plain_values.h"

#include <filesystem>
#include <string>
#include <string_view>

namespace lexicell::models::checkpoint {

// `file` is for messages. Error classes: parse_error (no YAML, deeper than JSON may nest, or over 1 MiB), duplicate_key,
// out_of_memory.
Result<PlainValue> readFlatYaml(std::string_view text, const std::filesystem::path &file);
// Writes numbers, booleans, text and null of an object; nested values are left out.
std::string flatYamlText(const PlainValue &values);

}  // namespace lexicell::models::checkpoint
