#include "models/families/exceiver/format/scaling.h"

#include "core/preprocess/normalize.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace lexicell::models::exceiver {

namespace {

constexpr std::int64_t rowsPerBlock = 512;

// scikit-learn's rule (_is_constant_feature): a variance within the rounding error counts as zero.
double scaleOf(double count, double mean, double squares)
{
    constexpr double epsilon = std::numeric_limits<double>::epsilon();
    const double variance = count > 0.0 ? squares / count : 0.0;
    const double rounding = count * mean * epsilon;
    return variance <= count * epsilon * variance + rounding * rounding ? 1.0 : std::sqrt(variance);
}

}  // namespace

// Running mean and squared deviations (Welford 1962), so that a large mean costs no digits.
struct ScalerFit::Moments {
    double count = 0.0, mean = 0.0, squares = 0.0;
    void add(double value)
    {
        count += 1.0;
        const double step = value - mean;
        mean += step / count;
        squares += step * (value - mean);
    }
    // `more` values of zero, all at once (Chan et al. 1979).
    void addZeros(double more)
    {
        if (more <= 0.0) return;
        const double all = count + more;
        squares += mean * mean * count * more / all;
        mean *= count / all;
        count = all;
    }
};

ScalerFit::ScalerFit(std::int64_t genes) : m_moments(static_cast<std::size_t>(genes)) {}

ScalerFit::~ScalerFit() = default;

void ScalerFit::add(const data::CsrBlock &block, const std::vector<std::int64_t> &geneIds)
{
    m_cells += block.rows;
    for (std::int64_t row = 0; row < block.rows; ++row) {
        const GeneCounts counts = geneCounts(block, row, geneIds, static_cast<std::int64_t>(m_moments.size()));
        for (std::size_t gene = 0; gene < m_moments.size(); ++gene)
            if (counts.counts[gene] > 0.0) m_moments[gene].add(preprocess::logCp10k(counts.counts[gene], counts.total));
    }
}

checkpoint::Scaler ScalerFit::finish()
{
    checkpoint::Scaler scaler;
    for (Moments &gene : m_moments) {
        gene.addZeros(static_cast<double>(m_cells) - gene.count);
        scaler.mean.push_back(gene.mean);
        scaler.scale.push_back(scaleOf(gene.count, gene.mean, gene.squares));
    }
    return scaler;
}

float geneValue(double logNormalized, double mean, double scale)
{
    const auto z = static_cast<float>((logNormalized - mean) / scale);
    return std::min(z, static_cast<float>(largestZ)) + 1.0F;
}

GeneCounts geneCounts(const data::CsrBlock &block, std::int64_t row, const std::vector<std::int64_t> &geneIds, std::int64_t genes)
{
    GeneCounts result{std::vector<double>(static_cast<std::size_t>(genes), 0.0), 0.0};
    for (auto i = block.indptr[static_cast<std::size_t>(row)]; i < block.indptr[static_cast<std::size_t>(row) + 1]; ++i) {
        const std::int64_t gene = geneIds[static_cast<std::size_t>(block.indices[static_cast<std::size_t>(i)])];
        if (gene < 0) continue;
        const auto count = static_cast<double>(block.values[static_cast<std::size_t>(i)]);
        result.counts[static_cast<std::size_t>(gene)] += count;
        result.total += count;
    }
    return result;
}

Result<checkpoint::Scaler> fitScaler(const data::ExpressionMatrix &matrix, const std::vector<std::int64_t> &geneIds,
                                     std::int64_t genes, JobContext &context)
{
    ScalerFit fit(genes);
    for (std::int64_t begin = 0; begin < matrix.cells(); begin += rowsPerBlock) {
        if (context.cancelled()) return cancelled();
        LEXICELL_TRY(block, matrix.rows(begin, std::min(begin + rowsPerBlock, matrix.cells())));
        fit.add(block, geneIds);
    }
    return fit.finish();
}

}  // namespace lexicell::models::exceiver
