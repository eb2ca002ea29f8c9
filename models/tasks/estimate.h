// What a run will take, said before it starts. An empty value means "not known": nothing is guessed.
#pragma once

#include <cstdint>
#include <optional>

namespace lexicell::models::tasks {

struct Estimate {
    std::optional<std::int64_t> passes = {};  // through the network; in training, its steps
    std::optional<double> seconds = {};
    std::optional<std::int64_t> resultBytes = {};  // of the result, uncompressed
    std::optional<std::int64_t> memoryBytes = {};  // beyond the data: weights and what training keeps for each
};

}  // namespace lexicell::models::tasks
