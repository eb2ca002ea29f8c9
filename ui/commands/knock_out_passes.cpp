#include "ui/commands/knock_out_passes.h"

#include "models/tasks/knock_out/query_expression.h"

#include <algorithm>
#include <set>

namespace lexicell::ui {

namespace {

constexpr std::int64_t blockRows = 2048;

using models::tasks::GeneExpression;

void add(GeneExpression &sum, const GeneExpression &part)
{
    if (sum.cells.empty()) {
        sum = part;
        return;
    }
    sum.queryCells += part.queryCells;
    for (std::size_t gene = 0; gene < sum.cells.size(); ++gene) {
        sum.cells[gene] += part.cells[gene];
        sum.sum[gene] += part.sum[gene];
        sum.largest[gene] = std::max(sum.largest[gene], part.largest[gene]);
    }
}

}  // namespace

Result<GeneExpression> expressionOfCells(const data::Dataset &dataset, const std::string &layer,
                                         const std::vector<std::uint8_t> &cells, JobContext &context)
{
    LEXICELL_TRY(matrix, dataset.matrix(layer));
    GeneExpression sum;
    for (std::int64_t begin = 0; begin < matrix.cells(); begin += blockRows) {
        if (context.cancelled()) return cancelled();
        const std::int64_t end = std::min(begin + blockRows, matrix.cells());
        std::vector<std::int64_t> rows;
        for (std::int64_t cell = begin; cell < end; ++cell)
            if (cells[static_cast<std::size_t>(cell)]) rows.push_back(cell - begin);
        if (rows.empty()) continue;
        LEXICELL_TRY(block, matrix.rows(begin, end));
        add(sum, models::tasks::queryExpression(block, rows));
    }
    return sum;
}

std::int64_t knockOutPasses(const GeneExpression &expression, const models::input::Coverage &coverage,
                            const models::tasks::KnockOutOptions &options, const std::vector<std::int64_t> &genes,
                            std::int64_t goalCells)
{
    std::int64_t passes = expression.queryCells + goalCells;
    if (expression.cells.empty() || coverage.geneIds.size() != expression.cells.size()) return passes;
    std::vector<bool> known;
    for (const std::int64_t id : coverage.geneIds) known.push_back(id >= 0);
    const auto features = models::tasks::nullFeatures(expression, known, options.minCells);
    std::set<std::int64_t> changed;
    if (options.allExpressed) {
        changed.insert(features.genes.begin(), features.genes.end());
    } else {
        for (const std::int64_t gene : genes)
            if (known[static_cast<std::size_t>(gene)]) changed.insert(gene);
        const std::vector<std::int64_t> tested(changed.begin(), changed.end());
        for (const std::int64_t place : models::tasks::poolOf(features, tested))
            changed.insert(features.genes[static_cast<std::size_t>(place)]);
    }
    const bool everyCell = options.mode == "over-express";
    for (const std::int64_t gene : changed)
        passes += everyCell ? expression.queryCells : expression.cells[static_cast<std::size_t>(gene)];
    return passes;
}

}  // namespace lexicell::ui
