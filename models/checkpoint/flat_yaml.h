// The flat part of a YAML file such as Lightning's hparams.yaml: `key: scalar` lines. Nested values and values with Python
// object tags, which only PyYAML's unsafe loader could read, are skipped. The writer gives Lightning's form.
#pragma once

#include "models/checkpoint/pickle/plain_values.h"

#include <string>
#include <string_view>

namespace lexicell::models::checkpoint {

PlainValue readFlatYaml(std::string_view text);
// Writes numbers, booleans, text and null of an object; nested values are left out.
std::string flatYamlText(const PlainValue &values);

}  // namespace lexicell::models::checkpoint
