// Converts between the tensors of a checkpoint (bytes, dtype, shape) and LibTorch's.
#pragma once

#include "models/checkpoint/tensor_map.h"
#include "models/contracts/tokens.h"

#include <ATen/ATen.h>

#include <cstdint>
#include <memory>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

namespace lexicell::models::nn {

// On the CPU, as float32 for any type in the file. float32 bytes are shared with the checkpoint, not copied. They may be in
// a mapped file, so the result must not be written to (clone it first).
at::Tensor toTorch(const checkpoint::Tensor &tensor);

// Appends a copy of a float tensor, contiguous, float32.
void addTo(checkpoint::TensorMap &map, const std::string &name, const at::Tensor &tensor);

// Numbers that are no tensor of a network, under a name of their own. T: std::int64_t, double or std::uint8_t.
template <class T> void addNumbers(checkpoint::TensorMap &map, const std::string &name, std::vector<T> values)
{
    constexpr auto type = std::is_same_v<T, double>         ? checkpoint::TensorType::Float64
                          : std::is_same_v<T, std::int64_t> ? checkpoint::TensorType::Int64
                                                            : checkpoint::TensorType::UInt8;
    static_assert(type != checkpoint::TensorType::UInt8 || std::is_same_v<T, std::uint8_t>);
    const auto owner = std::make_shared<const std::vector<T>>(std::move(values));
    map.add(name,
            checkpoint::Tensor{
                type, {static_cast<std::int64_t>(owner->size())}, owner, reinterpret_cast<const std::byte *>(owner->data())});
}

// float32 values, row-major.
std::vector<float> toVector(const at::Tensor &tensor);

// Rows [begin, end) of a batch, cut to their longest row.
struct TokenTensors {
    at::Tensor genes{};    // [cells x tokens] int64
    at::Tensor values{};   // [cells x tokens] float32
    at::Tensor padding{};  // [cells x tokens] bool, true: ignore; undefined when no token is padding
    // int64, undefined where the batch has none:
    at::Tensor batches{};     // [cells]
    at::Tensor modalities{};  // [cells x tokens]
    at::Tensor perturbed{};   // [cells x tokens] 0 or 1
};
TokenTensors toTorch(const TokenBatch &batch, std::int64_t begin, std::int64_t end);

}  // namespace lexicell::models::nn
