#include "core/preprocess/gene_moments.h"

#include <cmath>

namespace lexicell::preprocess {

// Calls visit(gene, value) for every stored value of the chosen cells.
template <class Visit>
static void forEachValue(const data::CsrBlock &values, const std::vector<std::int64_t> *cells, ValueScale scale, Visit &&visit)
{
    const auto n = cells ? static_cast<std::int64_t>(cells->size()) : values.rows;
    for (std::int64_t i = 0; i < n; ++i) {
        const auto row = static_cast<std::size_t>(cells ? (*cells)[static_cast<std::size_t>(i)] : i);
        for (auto k = static_cast<std::size_t>(values.indptr[row]); k < static_cast<std::size_t>(values.indptr[row + 1]); ++k) {
            const auto value = static_cast<double>(values.values[k]);
            visit(static_cast<std::size_t>(values.indices[k]), scale == ValueScale::Expm1 ? std::expm1(value) : value);
        }
    }
}

GeneMoments geneMoments(const data::CsrBlock &values, const std::vector<std::int64_t> *cells, ValueScale scale)
{
    const auto genes = static_cast<std::size_t>(values.columns);
    GeneMoments result{std::vector<double>(genes), std::vector<double>(genes), std::vector<std::int64_t>(genes),
                       cells ? static_cast<std::int64_t>(cells->size()) : values.rows};
    const auto n = static_cast<double>(result.n);
    if (result.n == 0) return result;

    forEachValue(values, cells, scale, [&](std::size_t gene, double value) {
        result.mean[gene] += value;
        if (value != 0.0) ++result.cells[gene];
    });
    for (auto &mean : result.mean) mean /= n;
    // second pass around the mean: sums of squares would lose precision for highly expressed genes
    std::vector<std::int64_t> stored(genes);
    forEachValue(values, cells, scale, [&](std::size_t gene, double value) {
        const double difference = value - result.mean[gene];
        result.variance[gene] += difference * difference;
        ++stored[gene];
    });
    for (std::size_t gene = 0; gene < genes; ++gene) {
        const double zeros = n - static_cast<double>(stored[gene]);
        result.variance[gene] =
            n > 1.0 ? (result.variance[gene] + zeros * result.mean[gene] * result.mean[gene]) / (n - 1.0) : 0.0;
    }
    return result;
}

}  // namespace lexicell::preprocess
