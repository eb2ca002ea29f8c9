#include "core/data/csr_block.h"

#include <algorithm>

namespace lexicell::data {

CsrBlock selectColumns(const CsrBlock &block, const std::vector<std::int64_t> &genes)
{
    std::vector<std::int32_t> target(static_cast<std::size_t>(block.columns), -1);
    for (std::size_t i = 0; i < genes.size(); ++i) target[static_cast<std::size_t>(genes[i])] = static_cast<std::int32_t>(i);
    const bool ascending = std::is_sorted(genes.begin(), genes.end());

    CsrBlock result;
    result.rows = block.rows;
    result.columns = static_cast<std::int64_t>(genes.size());
    result.indptr.reserve(block.indptr.size());
    std::vector<std::pair<std::int32_t, float>> row;
    for (std::int64_t r = 0; r < block.rows; ++r) {
        row.clear();
        for (auto i = block.indptr[static_cast<std::size_t>(r)]; i < block.indptr[static_cast<std::size_t>(r + 1)]; ++i) {
            const auto column = target[static_cast<std::size_t>(block.indices[static_cast<std::size_t>(i)])];
            if (column >= 0) row.emplace_back(column, block.values[static_cast<std::size_t>(i)]);
        }
        if (!ascending) std::sort(row.begin(), row.end());
        for (const auto &[column, value] : row) {
            result.indices.push_back(column);
            result.values.push_back(value);
        }
        result.indptr.push_back(static_cast<std::int64_t>(result.indices.size()));
    }
    return result;
}

CsrBlock selectRows(const CsrBlock &block, const std::vector<std::int64_t> &cells)
{
    CsrBlock result;
    result.rows = static_cast<std::int64_t>(cells.size());
    result.columns = block.columns;
    result.indptr.reserve(cells.size() + 1);
    for (const auto cell : cells) {
        const auto start = block.indptr[static_cast<std::size_t>(cell)], stop = block.indptr[static_cast<std::size_t>(cell + 1)];
        result.indices.insert(result.indices.end(), block.indices.begin() + start, block.indices.begin() + stop);
        result.values.insert(result.values.end(), block.values.begin() + start, block.values.begin() + stop);
        result.indptr.push_back(static_cast<std::int64_t>(result.indices.size()));
    }
    return result;
}

}  // namespace lexicell::data
