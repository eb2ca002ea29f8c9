#include "core/preprocess/quality.h"

#include "core/base/parallel.h"
#include "core/genes/gene_spelling.h"

#include <algorithm>
#include <array>
#include <functional>
#include <limits>

namespace lexicell::preprocess {

std::vector<bool> mitochondrialGenes(const std::vector<std::string> &symbols)
{
    std::vector<bool> result(symbols.size());
    bool any = false;
    for (std::size_t i = 0; i < symbols.size(); ++i) {
        result[i] = genes::isMitochondrial(genes::partsOf(symbols[i]).symbol);
        any = any || result[i];
    }
    if (any) return result;
    // A single one of these names may be an alias of another gene (COX1: PTGS1).
    constexpr std::array ncbi{"ND1", "ND2", "ND3", "ND4", "ND4L", "ND5", "ND6", "COX1", "COX2", "COX3", "ATP6", "ATP8", "CYTB"};
    constexpr std::ptrdiff_t several = 5;
    std::vector<bool> known(symbols.size());
    for (std::size_t i = 0; i < symbols.size(); ++i) {
        const std::string_view symbol = genes::partsOf(symbols[i]).symbol;
        known[i] = std::find(ncbi.begin(), ncbi.end(), symbol) != ncbi.end();
    }
    return std::count(known.begin(), known.end(), true) >= several ? known : result;
}

// Sum of the `top` largest values; reorders them.
static double sumOfLargest(std::vector<double> &values, std::size_t top)
{
    if (values.size() > top) {
        std::nth_element(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(top), values.end(), std::greater<>());
        values.resize(top);
    }
    double sum = 0.0;
    for (const double value : values) sum += value;
    return sum;
}

CellMetrics cellMetrics(const data::CsrBlock &counts, const std::vector<bool> &mitochondrial, int threads)
{
    const auto n = static_cast<std::size_t>(counts.rows);
    CellMetrics result{std::vector<std::int32_t>(n), std::vector<double>(n), std::vector<double>(n), std::vector<double>(n),
                       std::vector<double>(n)};
    constexpr double nan = std::numeric_limits<double>::quiet_NaN();
    parallelFor(counts.rows, threads, [&](std::int64_t begin, std::int64_t end) {
        std::vector<double> row;
        for (auto cell = static_cast<std::size_t>(begin); cell < static_cast<std::size_t>(end); ++cell) {
            row.clear();
            double total = 0.0, mt = 0.0;
            for (auto i = static_cast<std::size_t>(counts.indptr[cell]); i < static_cast<std::size_t>(counts.indptr[cell + 1]);
                 ++i) {
                const auto value = static_cast<double>(counts.values[i]);
                row.push_back(value);
                total += value;
                if (mitochondrial[static_cast<std::size_t>(counts.indices[i])]) mt += value;
            }
            result.genesByCounts[cell] =
                static_cast<std::int32_t>(std::count_if(row.begin(), row.end(), [](double v) { return v > 0; }));
            result.totalCounts[cell] = total;
            result.totalCountsMt[cell] = mt;
            result.pctCountsMt[cell] = total > 0 ? mt / total * 100.0 : nan;
            result.pctCountsInTop50Genes[cell] = total > 0 ? sumOfLargest(row, 50) / total * 100.0 : nan;
        }
    });
    return result;
}

GeneMetrics geneMetrics(const data::CsrBlock &counts)
{
    const auto n = static_cast<std::size_t>(counts.columns);
    GeneMetrics result{std::vector<std::int32_t>(n), std::vector<double>(n), std::vector<double>(n), std::vector<double>(n)};
    for (std::size_t i = 0; i < counts.indices.size(); ++i) {
        const auto gene = static_cast<std::size_t>(counts.indices[i]);
        if (counts.values[i] > 0) ++result.cellsByCounts[gene];
        result.totalCounts[gene] += static_cast<double>(counts.values[i]);
    }
    const double cells = std::max<double>(1.0, static_cast<double>(counts.rows));
    for (std::size_t gene = 0; gene < n; ++gene) {
        result.meanCounts[gene] = result.totalCounts[gene] / cells;
        result.pctDropoutByCounts[gene] = (1.0 - result.cellsByCounts[gene] / cells) * 100.0;
    }
    return result;
}

}  // namespace lexicell::preprocess
