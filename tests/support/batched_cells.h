// Cells of known types in batches that are shifted against each other, for corrections of batches.
#pragma once

#include "core/base/random.h"
#include "core/data/matrix_view.h"

#include <cmath>
#include <cstdint>
#include <vector>

namespace lexicell::test {

struct BatchedCells {
    static constexpr int columns = 4;
    std::vector<float> values;
    std::vector<std::int32_t> types, batches;

    data::MatrixView view() const { return data::rowsOf(values, columns); }

    // A cell around 10 along the axis of its type, moved by 2 per batch along the third axis, with a spread of 0.5.
    void add(std::int32_t type, std::int32_t batch, Random &random)
    {
        for (int c = 0; c < columns; ++c)
            values.push_back(static_cast<float>((c == type ? 10.0 : 0.0) + (c == 2 ? 2.0 * batch : 0.0) + 0.5 * random.normal()));
        types.push_back(type);
        batches.push_back(batch);
    }

    // Euclidean distance of the means of two groups of cells, in vectors of these cells.
    double between(const std::vector<float> &vectors, std::int32_t type, std::int32_t batch, std::int32_t otherType,
                   std::int32_t otherBatch) const
    {
        const auto a = mean(vectors, type, batch), b = mean(vectors, otherType, otherBatch);
        double squares = 0.0;
        for (std::size_t c = 0; c < a.size(); ++c) squares += (a[c] - b[c]) * (a[c] - b[c]);
        return std::sqrt(squares);
    }

  private:
    std::vector<double> mean(const std::vector<float> &vectors, std::int32_t type, std::int32_t batch) const
    {
        std::vector<double> sums(columns);
        double count = 0.0;
        for (std::size_t cell = 0; cell < types.size(); ++cell) {
            if (types[cell] != type || batches[cell] != batch) continue;
            count += 1.0;
            for (std::size_t c = 0; c < sums.size(); ++c) sums[c] += static_cast<double>(vectors[cell * columns + c]);
        }
        for (double &sum : sums) sum /= count;
        return sums;
    }
};

// Two types in two batches, cell by cell in turn: type 0 in batch 0, type 1 in batch 1 …
inline BatchedCells twoBatches(int cellsOfEach)
{
    BatchedCells cells;
    Random random(1, 1);
    for (int i = 0; i < cellsOfEach; ++i)
        for (int which = 0; which < 4; ++which) cells.add(which % 2, which / 2, random);
    return cells;
}

}  // namespace lexicell::test
