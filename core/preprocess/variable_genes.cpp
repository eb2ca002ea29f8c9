#include "core/preprocess/variable_genes.h"

#include "core/preprocess/dispersion_ranking.h"
#include "core/preprocess/gene_moments.h"
#include "core/preprocess/loess.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace lexicell::preprocess {

namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

// Rows of each batch that is not empty; one list with all rows when there are no batches.
std::vector<std::vector<std::int64_t>> batchRows(const Batches &batches, std::int64_t rows, std::vector<std::string> &names)
{
    std::vector<std::vector<std::int64_t>> result;
    if (batches.codes.empty()) {
        result.emplace_back(static_cast<std::size_t>(rows));
        std::iota(result[0].begin(), result[0].end(), std::int64_t{0});
        names.emplace_back();
        return result;
    }
    std::vector<std::vector<std::int64_t>> byCode(batches.names.size());
    for (std::size_t i = 0; i < batches.codes.size(); ++i)
        if (batches.codes[i] >= 0) byCode[static_cast<std::size_t>(batches.codes[i])].push_back(static_cast<std::int64_t>(i));
    for (std::size_t b = 0; b < byCode.size(); ++b)
        if (!byCode[b].empty()) {
            result.push_back(std::move(byCode[b]));
            names.push_back(batches.names[b]);
        }
    return result;
}

// Indices 0..n-1 ordered by `before`; equal ones keep their order.
template <class Before> std::vector<std::size_t> ordered(std::size_t n, Before &&before)
{
    std::vector<std::size_t> order(n);
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(), before);
    return order;
}

std::vector<bool> firstOf(const std::vector<std::size_t> &order, int count)
{
    std::vector<bool> chosen(order.size());
    for (std::size_t i = 0; i < std::min(order.size(), static_cast<std::size_t>(std::max(count, 0))); ++i)
        chosen[order[i]] = true;
    return chosen;
}

VariableGenesResult byDispersion(const data::CsrBlock &values, bool seurat, int nTopGenes)
{
    auto ranking =
        rankByDispersion(geneMoments(values, nullptr, seurat ? ValueScale::Expm1 : ValueScale::AsIs), seurat, nTopGenes);
    VariableGenesResult result;
    result.highlyVariable = std::move(ranking.highlyVariable);
    result.means = std::move(ranking.means);
    result.dispersions = std::move(ranking.dispersions);
    result.dispersionsNorm = std::move(ranking.dispersionsNorm);
    return result;
}

GeneMoments selectGenes(const GeneMoments &moments, const std::vector<std::size_t> &genes)
{
    GeneMoments result;
    result.n = moments.n;
    for (const auto gene : genes) {
        result.mean.push_back(moments.mean[gene]);
        result.variance.push_back(moments.variance[gene]);
        result.cells.push_back(moments.cells[gene]);
    }
    return result;
}

// pandas' mean: missing values do not count.
struct Average {
    double sum = 0.0;
    int count = 0;
    void add(double value)
    {
        if (std::isnan(value)) return;
        sum += value;
        ++count;
    }
    double mean() const { return count > 0 ? sum / count : nan; }
};

VariableGenesResult byDispersionInBatches(const data::CsrBlock &values, bool seurat, int nTopGenes,
                                          const std::vector<std::vector<std::int64_t>> &batches)
{
    const auto genes = static_cast<std::size_t>(values.columns);
    std::vector<Average> means(genes), dispersions(genes), scores(genes);
    VariableGenesResult result;
    result.batchCount.assign(genes, 0);
    for (const auto &rows : batches) {
        const auto moments = geneMoments(values, &rows, seurat ? ValueScale::Expm1 : ValueScale::AsIs);
        std::vector<std::size_t> expressed;
        for (std::size_t gene = 0; gene < genes; ++gene)
            if (moments.cells[gene] > 0) expressed.push_back(gene);
        const auto ranking = rankByDispersion(selectGenes(moments, expressed), seurat, nTopGenes);
        std::size_t next = 0;
        for (std::size_t gene = 0; gene < genes; ++gene) {
            // a gene that is missing in a batch enters the averages as zero, as in scanpy
            const bool present = next < expressed.size() && expressed[next] == gene;
            means[gene].add(present ? ranking.means[next] : 0.0);
            dispersions[gene].add(present ? ranking.dispersions[next] : 0.0);
            scores[gene].add(present ? ranking.dispersionsNorm[next] : 0.0);
            if (present && ranking.highlyVariable[next]) ++result.batchCount[gene];
            if (present) ++next;
        }
    }
    for (std::size_t gene = 0; gene < genes; ++gene) {
        result.means.push_back(means[gene].mean());
        result.dispersions.push_back(dispersions[gene].mean());
        result.dispersionsNorm.push_back(scores[gene].mean());
        result.intersection.push_back(result.batchCount[gene] == static_cast<std::int32_t>(batches.size()));
    }
    const auto order = ordered(genes, [&](std::size_t a, std::size_t b) {
        if (result.batchCount[a] != result.batchCount[b]) return result.batchCount[a] > result.batchCount[b];
        const double x = result.dispersionsNorm[a], y = result.dispersionsNorm[b];
        if (std::isnan(x) || std::isnan(y)) return !std::isnan(x) && std::isnan(y);
        return x > y;
    });
    result.highlyVariable = firstOf(order, nTopGenes);
    return result;
}

// Variance of the counts standardized by the trend's standard deviation and clipped at mean + sqrt(n) of them.
Result<std::vector<double>> standardizedVariances(const data::CsrBlock &counts, const std::vector<std::int64_t> &rows)
{
    const auto moments = geneMoments(counts, &rows, ValueScale::AsIs);
    const std::size_t genes = moments.mean.size();
    std::vector<double> x, y;
    std::vector<std::size_t> varying;
    for (std::size_t gene = 0; gene < genes; ++gene) {
        if (moments.variance[gene] <= 0.0) continue;
        varying.push_back(gene);
        x.push_back(std::log10(moments.mean[gene]));
        y.push_back(std::log10(moments.variance[gene]));
    }
    LEXICELL_TRY(trend, loess(x, y));
    const auto n = static_cast<double>(rows.size());
    std::vector<double> deviation(genes, 1.0), clip(genes);
    for (std::size_t i = 0; i < varying.size(); ++i) deviation[varying[i]] = std::sqrt(std::pow(10.0, trend[i]));
    for (std::size_t gene = 0; gene < genes; ++gene) clip[gene] = deviation[gene] * std::sqrt(n) + moments.mean[gene];

    std::vector<double> sum(genes), squares(genes);
    for (const auto row : rows) {
        const auto r = static_cast<std::size_t>(row);
        for (auto k = static_cast<std::size_t>(counts.indptr[r]); k < static_cast<std::size_t>(counts.indptr[r + 1]); ++k) {
            const auto gene = static_cast<std::size_t>(counts.indices[k]);
            const double value = std::min(static_cast<double>(counts.values[k]), clip[gene]);
            sum[gene] += value;
            squares[gene] += value * value;
        }
    }
    std::vector<double> result(genes);
    for (std::size_t gene = 0; gene < genes; ++gene) {
        const double mean = moments.mean[gene];
        result[gene] =
            (n * mean * mean + squares[gene] - 2.0 * sum[gene] * mean) / ((n - 1.0) * deviation[gene] * deviation[gene]);
    }
    return result;
}

double medianOf(std::vector<double> values)
{
    if (values.empty()) return nan;
    std::sort(values.begin(), values.end());
    const std::size_t n = values.size();
    return n % 2 == 1 ? values[n / 2] : (values[n / 2 - 1] + values[n / 2]) / 2.0;
}

Result<VariableGenesResult> byStandardizedVariance(const data::CsrBlock &counts, int nTopGenes,
                                                   const std::vector<std::vector<std::int64_t>> &batches,
                                                   const std::vector<std::string> &names)
{
    const auto genes = static_cast<std::size_t>(counts.columns);
    auto moments = geneMoments(counts, nullptr, ValueScale::AsIs);
    VariableGenesResult result;
    result.means = std::move(moments.mean);
    result.variances = std::move(moments.variance);
    result.variancesNorm.assign(genes, 0.0);
    result.batchCount.assign(genes, 0);
    std::vector<std::vector<double>> ranks(genes);
    for (std::size_t b = 0; b < batches.size(); ++b) {
        const auto variances = standardizedVariances(counts, batches[b]);
        if (!variances.ok()) {
            Error error = variances.error();
            if (!names[b].empty()) error.message = "Batch \"" + names[b] + "\": " + error.message;
            return error;
        }
        const auto order = ordered(genes, [&](std::size_t i, std::size_t j) { return (*variances)[i] > (*variances)[j]; });
        for (std::size_t rank = 0; rank < genes; ++rank) {
            const std::size_t gene = order[rank];
            if (rank < static_cast<std::size_t>(std::max(nTopGenes, 0))) {
                ranks[gene].push_back(static_cast<double>(rank));
                ++result.batchCount[gene];
            }
            result.variancesNorm[gene] += (*variances)[gene] / static_cast<double>(batches.size());
        }
    }
    for (auto &list : ranks) result.rank.push_back(medianOf(std::move(list)));
    const auto order = ordered(genes, [&](std::size_t a, std::size_t b) {
        const double x = result.rank[a], y = result.rank[b];
        if (std::isnan(x) != std::isnan(y)) return std::isnan(y);
        if (!std::isnan(x) && x != y) return x < y;
        return result.batchCount[a] > result.batchCount[b];
    });
    result.highlyVariable = firstOf(order, nTopGenes);
    return result;
}

}  // namespace

Result<HvgFlavor> hvgFlavor(const std::string &name)
{
    for (const auto flavor : {HvgFlavor::Seurat, HvgFlavor::CellRanger, HvgFlavor::SeuratV3})
        if (name == toString(flavor)) return flavor;
    return Error{errors::badOption, "There is no flavor \"" + name + "\": choose seurat, seurat_v3 or cell_ranger.", {}};
}

const char *toString(HvgFlavor flavor)
{
    switch (flavor) {
    case HvgFlavor::Seurat: return "seurat";
    case HvgFlavor::CellRanger: return "cell_ranger";
    case HvgFlavor::SeuratV3: return "seurat_v3";
    }
    return "seurat";
}

std::vector<std::int64_t> VariableGenesResult::genes() const
{
    std::vector<std::int64_t> result;
    for (std::size_t gene = 0; gene < highlyVariable.size(); ++gene)
        if (highlyVariable[gene]) result.push_back(static_cast<std::int64_t>(gene));
    return result;
}

Result<VariableGenesResult> variableGenes(const data::CsrBlock &values, HvgFlavor flavor, int nTopGenes, const Batches &batches)
{
    std::vector<std::string> names;
    const auto rows = batchRows(batches, values.rows, names);
    if (flavor == HvgFlavor::SeuratV3) return byStandardizedVariance(values, nTopGenes, rows, names);
    const bool seurat = flavor == HvgFlavor::Seurat;
    return batches.codes.empty() ? byDispersion(values, seurat, nTopGenes)
                                 : byDispersionInBatches(values, seurat, nTopGenes, rows);
}

}  // namespace lexicell::preprocess
