// The flat part of a YAML file such as Lightning's hparams.yaml: `key: scalar` lines. Nested values and those with Python
// object tags, which only PyYAML's unsafe loader could read, are passed over. Written again as Lightning would.
#pragma once

#include "models/checkpoint/plain_values.h"

#include <string>
#include <string_view>

namespace lexicell::models::checkpoint {

PlainValue readFlatYaml(std::string_view text);
// Numbers, truth values, text and null of an object; anything deeper is left out.
std::string flatYamlText(const PlainValue &values);

}  // namespace lexicell::models::checkpoint
