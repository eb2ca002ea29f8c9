// A dense cells x dimensions result: PCA scores, a model's cell vectors, a layout.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace lexicell::data {

struct Embedding {
    std::int64_t cells = 0;
    std::int64_t dimensions = 0;
    std::vector<float> values;   // [cells x dimensions], row-major
    std::vector<bool> embedded;  // empty: all. False: the cell had no token; its row is zero

    const float *row(std::int64_t cell) const { return values.data() + cell * dimensions; }
    float *row(std::int64_t cell) { return values.data() + cell * dimensions; }
};

}  // namespace lexicell::data
