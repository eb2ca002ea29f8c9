// What frozen layers make of a cell, kept from epoch to epoch. Each cell is computed by itself and without padding, whether it is
// kept or not, so a training does not depend on how much memory there is, nor on whether it was interrupted.
#pragma once

#include "models/training/minibatches.h"

#include <ATen/ATen.h>

#include <cstdint>
#include <functional>
#include <unordered_map>
#include <utility>

namespace lexicell::models::nn {

class FrozenOutputs {
  public:
    // At most `bytes` in the computer's memory; below 0: half of what is free now. A cell that does not fit is computed each
    // time.
    explicit FrozenOutputs(std::int64_t bytes);

    // [1 x tokens x width] of one cell without padding.
    using Layers = std::function<at::Tensor(const training::Examples &cell)>;
    // [cells x tokens x width], zeros at padding. Two rows with the same tokens are one cell.
    at::Tensor of(const training::Examples &examples, at::Device device, const Layers &layers);

    // Gives the memory back and keeps nothing from now on.
    void release();

    std::int64_t bytes() const { return m_bytes; }  // kept now
    std::int64_t computed() const { return m_computed; }

  private:
    // 128 bits of two independent hashes of the tokens.
    using Key = std::pair<std::uint64_t, std::uint64_t>;
    struct FirstHalf {
        std::size_t operator()(const Key &key) const { return key.first; }
    };
    static Key keyOf(const training::Examples &cell);
    at::Tensor ofCell(const training::Examples &cell, const Layers &layers);

    std::int64_t m_most;
    std::int64_t m_bytes = 0, m_computed = 0;
    std::unordered_map<Key, at::Tensor, FirstHalf> m_kept;
};

// Bytes that this process can still take: free memory of the system (files in its cache included), within its own limit.
std::int64_t freeMemory();

}  // namespace lexicell::models::nn
