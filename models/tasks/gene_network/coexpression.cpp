#include "models/tasks/gene_network/coexpression.h"

#include "core/base/guarded.h"
#include "core/base/random.h"
#include "core/data/value_summary.h"
#include "core/preprocess/normalize.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace lexicell::models::baselines {

namespace {

constexpr std::int64_t rowsAtOnce = 512;
constexpr std::int64_t fewestCells = 3;

struct Chosen {
    data::ExpressionMatrix matrix;
    std::vector<std::int64_t> places;  // by column; -1: not requested
    bool counts = false;
};

// [genes x cells]
Result<std::vector<float>> readGenes(const Chosen &chosen, std::size_t genes, JobContext &context)
{
    const std::int64_t cells = chosen.matrix.cells();
    std::vector<float> values(genes * static_cast<std::size_t>(cells), 0.0F);
    for (std::int64_t begin = 0; begin < cells; begin += rowsAtOnce) {
        if (context.cancelled()) return cancelled();
        LEXICELL_TRY(block, chosen.matrix.rows(begin, std::min(begin + rowsAtOnce, cells)));
        if (chosen.counts) preprocess::logNormalize(block, context.threads);
        for (std::int64_t row = 0; row < block.rows; ++row) {
            for (auto i = block.indptr[static_cast<std::size_t>(row)]; i < block.indptr[static_cast<std::size_t>(row) + 1]; ++i) {
                const std::int64_t place = chosen.places[static_cast<std::size_t>(block.indices[static_cast<std::size_t>(i)])];
                if (place >= 0)
                    values[static_cast<std::size_t>(place * cells + begin + row)] = block.values[static_cast<std::size_t>(i)];
            }
        }
    }
    return values;
}

// Replaces values by mean ranks, smallest value first.
void toRanks(float *values, std::vector<std::size_t> &order, std::vector<float> &ranks)
{
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::sort(order.begin(), order.end(), [values](std::size_t a, std::size_t b) { return values[a] < values[b]; });
    for (std::size_t first = 0; first < order.size();) {
        std::size_t last = first;
        while (last < order.size() && values[order[last]] == values[order[first]]) ++last;
        const float mean = static_cast<float>(first + last - 1) / 2.0F;
        for (; first < last; ++first) ranks[order[first]] = mean;
    }
    std::copy(ranks.begin(), ranks.end(), values);
}

void center(float *values, std::size_t count)
{
    double sum = 0.0;
    for (std::size_t i = 0; i < count; ++i) sum += static_cast<double>(values[i]);
    const double mean = sum / static_cast<double>(count);
    // A constant gene must become exactly zero, not the rounding error of its mean.
    const bool constant = std::all_of(values, values + count, [values](float v) { return v == values[0]; });
    for (std::size_t i = 0; i < count; ++i)
        values[i] = constant ? 0.0F : static_cast<float>(static_cast<double>(values[i]) - mean);
}

Result<tasks::GeneVectorTable> build(const data::ExpressionMatrix &matrix, const std::vector<std::int64_t> &genes,
                                     const CoexpressionOptions &options, JobContext &context)
{
    std::vector<std::int64_t> all(static_cast<std::size_t>(matrix.cells()));
    std::iota(all.begin(), all.end(), std::int64_t{0});
    const auto cells = sampleOf(all, options.maxCells, options.seed);
    if (static_cast<std::int64_t>(cells.size()) < fewestCells)
        return Error{errors::tooFewCells,
                     "Co-expression needs at least " + std::to_string(fewestCells) + " cells; there are " +
                         std::to_string(cells.size()) + ". Open a data set with more.",
                     {}};
    Chosen chosen;
    if (cells.size() == static_cast<std::size_t>(matrix.cells())) {
        chosen.matrix = matrix;
    } else {
        LEXICELL_TRY(subset, matrix.subset(&cells, nullptr));
        chosen.matrix = subset;
    }
    LEXICELL_TRY(summary, data::summarize(chosen.matrix));
    if (!summary.finite)
        return Error{errors::nonFinite,
                     "The matrix holds a value that is not finite (NaN or infinity). Remove it or choose another layer.",
                     {}};
    chosen.counts = summary.counts();
    chosen.places.assign(static_cast<std::size_t>(matrix.genes()), -1);
    for (std::size_t i = 0; i < genes.size(); ++i)
        chosen.places[static_cast<std::size_t>(genes[i])] = static_cast<std::int64_t>(i);
    LEXICELL_TRY(values, readGenes(chosen, genes.size(), context));

    std::vector<std::size_t> order(cells.size());
    std::vector<float> ranks(cells.size());
    for (std::size_t gene = 0; gene < genes.size(); ++gene) {
        if (context.cancelled()) return cancelled();
        float *row = values.data() + gene * cells.size();
        if (options.correlation == "spearman") toRanks(row, order, ranks);
        center(row, cells.size());
    }
    return tasks::GeneVectorTable(std::move(values), static_cast<std::int64_t>(cells.size()), context.threads);
}

}  // namespace

Result<tasks::GeneVectorTable> coexpression(const data::ExpressionMatrix &matrix, const std::vector<std::int64_t> &genes,
                                            const CoexpressionOptions &options, JobContext &context)
{
    return guarded(
        "read the values of " + std::to_string(genes.size()) + " genes", [&] { return build(matrix, genes, options, context); },
        "Use fewer genes or cells (genes, max-cells).");
}

}  // namespace lexicell::models::baselines
