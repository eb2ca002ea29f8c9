// Named tensors as bytes, dtype and shape: the output of checkpoint readers and the input of writers. No LibTorch, so readers
// can be fuzzed and the window can describe a checkpoint without it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace lexicell::models::checkpoint {

enum class TensorType { Float32, Float64, Float16, BFloat16, Int64, Int32, Int16, Int8, UInt8, Bool };
std::size_t itemSize(TensorType type);
const char *toString(TensorType type);  // "float32"
bool isFloating(TensorType type);
std::string toString(const std::vector<std::int64_t> &shape);  // "96x32", "scalar"

struct Tensor {
    TensorType type = TensorType::Float32;
    std::vector<std::int64_t> shape;  // empty: a scalar
    // Contiguous, row-major, little-endian, aligned to the item size. `owner` keeps the bytes alive (a mapped file, a buffer);
    // several tensors may share it.
    std::shared_ptr<const void> owner;
    const std::byte *data = nullptr;

    std::int64_t size() const;
    std::size_t byteSize() const { return static_cast<std::size_t>(size()) * itemSize(type); }
    std::vector<float> toFloat() const;  // any type, widened or narrowed
    bool finite() const;                 // no NaN and no infinity
};

// In file order.
class TensorMap {
  public:
    std::vector<std::pair<std::string, Tensor>> entries;

    const Tensor *find(const std::string &name) const;
    void add(std::string name, Tensor tensor) { entries.emplace_back(std::move(name), std::move(tensor)); }
    // A tensor that owns a copy of `values`.
    void add(std::string name, std::vector<std::int64_t> shape, const std::vector<float> &values);
};

}  // namespace lexicell::models::checkpoint
