#include "models/tasks/knock_out/query_expression.h"

#include "core/preprocess/normalize.h"

#include <algorithm>

namespace lexicell::models::tasks {

GeneExpression queryExpression(const data::CsrBlock &counts, const std::vector<std::int64_t> &query)
{
    const auto genes = static_cast<std::size_t>(counts.columns);
    GeneExpression result{static_cast<std::int64_t>(query.size()), std::vector<std::int64_t>(genes, 0),
                          std::vector<double>(genes, 0.0), std::vector<double>(genes, 0.0)};
    for (const std::int64_t cell : query) {
        const auto begin = static_cast<std::size_t>(counts.indptr[static_cast<std::size_t>(cell)]);
        const auto end = static_cast<std::size_t>(counts.indptr[static_cast<std::size_t>(cell) + 1]);
        double total = 0.0;
        for (std::size_t i = begin; i < end; ++i) total += static_cast<double>(counts.values[i]);
        for (std::size_t i = begin; i < end; ++i) {
            const auto count = static_cast<double>(counts.values[i]);
            if (!(count > 0.0)) continue;
            const auto gene = static_cast<std::size_t>(counts.indices[i]);
            const double value = preprocess::logCp10k(count, total);
            ++result.cells[gene];
            result.sum[gene] += value;
            result.largest[gene] = std::max(result.largest[gene], value);
        }
    }
    return result;
}

}  // namespace lexicell::models::tasks
