// A dense float32 matrix that belongs to something else: cells or genes x dimensions, row-major without gaps. What is passed to
// code that computes on rows. The owner must outlive the view.
#pragma once

#include <cstdint>
#include <vector>

namespace lexicell::data {

struct MatrixView {
    const float *values = nullptr;
    std::int64_t rows = 0;
    std::int64_t columns = 0;

    const float *row(std::int64_t at) const { return values + at * columns; }
    // Rows [begin, begin + count).
    MatrixView part(std::int64_t begin, std::int64_t count) const { return {row(begin), count, columns}; }
};

// `values` as rows of `columns` numbers; columns 0: no rows.
inline MatrixView rowsOf(const std::vector<float> &values, std::int64_t columns)
{
    return {values.data(), columns > 0 ? static_cast<std::int64_t>(values.size()) / columns : 0, columns};
}

}  // namespace lexicell::data
