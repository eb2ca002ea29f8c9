#include "core/analysis/gene_columns.h"

#include "core/base/parallel.h"

#include <algorithm>

namespace lexicell::analysis {

// Each thread walks all rows, but only the part of a row that holds its own genes: the threads write to disjoint places, and
// those stay in the cache.
template <class Visit> static void forGenes(const data::CsrBlock &values, std::int64_t first, std::int64_t last, Visit &&visit)
{
    for (std::int64_t row = 0; row < values.rows; ++row) {
        const auto begin = values.indices.begin() + values.indptr[static_cast<std::size_t>(row)];
        const auto end = values.indices.begin() + values.indptr[static_cast<std::size_t>(row) + 1];
        for (auto at = first == 0 ? begin : std::lower_bound(begin, end, first); at != end && *at < last; ++at)
            visit(row, static_cast<std::size_t>(*at), static_cast<std::size_t>(at - values.indices.begin()));
    }
}

GeneColumns geneColumns(const data::CsrBlock &values, int threads)
{
    GeneColumns columns{values.rows, values.columns, std::vector<std::int64_t>(static_cast<std::size_t>(values.columns) + 1),
                        std::vector<std::int32_t>(values.indices.size()), std::vector<float>(values.indices.size())};
    parallelFor(values.columns, threads, [&](std::int64_t first, std::int64_t last) {
        forGenes(values, first, last, [&](std::int64_t, std::size_t gene, std::size_t) { ++columns.begin[gene + 1]; });
    });
    for (std::size_t gene = 0; gene < static_cast<std::size_t>(values.columns); ++gene)
        columns.begin[gene + 1] += columns.begin[gene];
    std::vector<std::int64_t> next(columns.begin.begin(), columns.begin.end() - 1);
    parallelFor(values.columns, threads, [&](std::int64_t first, std::int64_t last) {
        forGenes(values, first, last, [&](std::int64_t row, std::size_t gene, std::size_t at) {
            const auto place = static_cast<std::size_t>(next[gene]++);
            columns.cell[place] = static_cast<std::int32_t>(row);
            columns.value[place] = values.values[at];
        });
    });
    return columns;
}

}  // namespace lexicell::analysis
