#include "ui/workspace/genes/near_genes.h"

#include "models/tasks/gene_network/coexpression.h"

#include <algorithm>
#include <numeric>
#include <utility>

namespace lexicell::ui {

namespace {

constexpr std::int64_t largestTable = 256'000'000;  // bytes
constexpr std::int64_t fewestCells = 300;

}  // namespace

std::int64_t NearTable::rowOf(std::int64_t gene) const
{
    const auto found = std::lower_bound(genes.begin(), genes.end(), gene);
    return found != genes.end() && *found == gene ? found - genes.begin() : -1;
}

Result<NearTablePtr> modelTable(const models::LoadedModel &model, const std::vector<std::int64_t> &ids, JobContext &context)
{
    std::vector<std::int64_t> known, places;
    for (std::size_t gene = 0; gene < ids.size(); ++gene)
        if (ids[gene] >= 0) {
            known.push_back(static_cast<std::int64_t>(gene));
            places.push_back(ids[gene]);
        }
    LEXICELL_TRY(table, models::tasks::geneVectorTable(model, places, context));
    const double mean = table.meanCosine();
    return NearTablePtr(std::make_shared<const NearTable>(NearTable{std::move(known), std::move(table), mean, 0}));
}

Result<NearTablePtr> coexpressionTable(const data::Dataset &dataset, JobContext &context)
{
    LEXICELL_TRY(matrix, dataset.matrix(std::string()));
    std::vector<std::int64_t> genes(static_cast<std::size_t>(matrix.genes()));
    std::iota(genes.begin(), genes.end(), std::int64_t{0});
    models::baselines::CoexpressionOptions options;
    const std::int64_t fitting = largestTable / (4 * std::max<std::int64_t>(1, matrix.genes()));
    options.maxCells = static_cast<int>(std::clamp<std::int64_t>(fitting, fewestCells, options.maxCells));
    LEXICELL_TRY(table, models::baselines::coexpression(matrix, genes, options, context));
    const double mean = table.meanCosine();
    const auto cells = std::min<std::int64_t>(matrix.cells(), options.maxCells);
    return NearTablePtr(std::make_shared<const NearTable>(NearTable{std::move(genes), std::move(table), mean, cells}));
}

std::vector<NearGene> nearGenes(const NearTable &table, std::int64_t gene, std::int64_t count, int threads)
{
    const std::int64_t row = table.rowOf(gene);
    if (row < 0 || table.table.cosine(row, row) == 0.0) return {};
    std::vector<NearGene> nearest;
    for (const auto &found : models::tasks::nearestGenes(table.table, row, count + 1, threads))
        if (found.row != row) nearest.push_back({table.genes[static_cast<std::size_t>(found.row)], found.similarity});
    return nearest;
}

double sharedByChance(std::int64_t n, std::int64_t m, std::int64_t usable)
{
    return usable > 1 ? static_cast<double>(n) * static_cast<double>(m) / static_cast<double>(usable - 1) : 0.0;
}

}  // namespace lexicell::ui
