// Random tensors for parts that a checkpoint lacks: a class head for fine-tuning, a batch norm for every batch. No LibTorch.
#pragma once

#include "models/checkpoint/tensor_map.h"
#include "models/checkpoint/tensor_spec.h"

#include <cstdint>
#include <string>
#include <vector>

namespace lexicell::models {

// In declared order, as torch.nn makes them: linear weights and the biases that follow them uniform in ±1/√inputs, norms one and
// zero, running means zero and variances one, counters zero. A tensor's numbers depend on the seed and its name only.
void addNewTensors(checkpoint::TensorMap &tensors, const std::vector<checkpoint::TensorSpec> &specs, std::int64_t seed);

// A table [rows x width], standard normal as torch.nn.Embedding's.
void addNewTable(checkpoint::TensorMap &tensors, const checkpoint::TensorSpec &spec, std::int64_t seed);

// A row after the last one of a table [rows x width], standard normal as torch.nn.Embedding's; `replace`: in its place.
void addNewRow(checkpoint::TensorMap &tensors, const std::string &table, bool replace, std::int64_t seed);

// Gives a tensor of the map other numbers, as many as it has.
void replaceTensor(checkpoint::TensorMap &tensors, const std::string &name, const std::vector<float> &values);

}  // namespace lexicell::models
