#include "models/tasks/knock_out/measured_truth.h"

#include "core/base/random.h"
#include "core/preprocess/normalize.h"

#include <algorithm>
#include <cmath>

namespace lexicell::models::tasks {

namespace {

constexpr double fewest = 1e-9;  // as in scanpy's log fold change

void add(CellVector &sum, const CellVector &more)
{
    for (std::size_t i = 0; i < sum.size(); ++i) sum[i] += more[i];
}

// A cosine needs no mean: sums have the same direction.
CellVector sumOf(const std::vector<const CellVector *> &rows)
{
    CellVector sum(rows.front()->size(), 0.0);
    for (const CellVector *row : rows) add(sum, *row);
    return sum;
}

// Mean of ln(1 + CP10k) of the gene over the cells.
double meanLog(const data::CsrBlock &counts, const std::vector<std::int64_t> &cells, std::int64_t gene)
{
    double sum = 0.0;
    for (const std::int64_t cell : cells) {
        const auto begin = static_cast<std::size_t>(counts.indptr[static_cast<std::size_t>(cell)]);
        const auto end = static_cast<std::size_t>(counts.indptr[static_cast<std::size_t>(cell) + 1]);
        double total = 0.0, own = 0.0;
        for (std::size_t i = begin; i < end; ++i) {
            total += static_cast<double>(counts.values[i]);
            if (counts.indices[i] == gene) own = static_cast<double>(counts.values[i]);
        }
        sum += preprocess::logCp10k(own, total);
    }
    return sum / static_cast<double>(cells.size());
}

}  // namespace

Result<std::vector<MeasuredGene>> measuredGenes(const PerturbedCells &cells, const std::vector<CellVector> &vectors,
                                                const data::CsrBlock &counts, const std::vector<std::string> &names,
                                                std::uint64_t seed, const JobContext &context)
{
    const std::vector<std::int64_t> all = cells.all();
    const auto rowsOf = [&](const std::vector<std::int64_t> &which) {
        std::vector<const CellVector *> rows;
        for (const std::int64_t cell : which)
            rows.push_back(&vectors[static_cast<std::size_t>(std::lower_bound(all.begin(), all.end(), cell) - all.begin())]);
        return rows;
    };
    std::vector<MeasuredGene> measured;
    if (cells.genes.empty()) return measured;
    const auto controlRows = rowsOf(cells.control);
    const CellVector control = sumOf(controlRows);
    for (const PerturbedGene &gene : cells.genes) {
        if (context.cancelled()) return cancelled();
        MeasuredGene own;
        own.cells = static_cast<std::int64_t>(gene.cells.size());
        own.shift = 1.0 - cosine(sumOf(rowsOf(gene.cells)), control);
        Random random(seed, Random::streamOf("measured " + names[static_cast<std::size_t>(gene.gene)]));
        int asLarge = 0;
        for (int draw = 0; draw < measuredDraws; ++draw) {
            CellVector sum(control.size(), 0.0);
            for (std::int64_t i = 0; i < own.cells; ++i) add(sum, *controlRows[random.below(controlRows.size())]);
            asLarge += 1.0 - cosine(sum, control) >= own.shift ? 1 : 0;
        }
        own.p = (1.0 + asLarge) / (1.0 + measuredDraws);
        own.logFoldChange = std::log2((std::expm1(meanLog(counts, gene.cells, gene.gene)) + fewest) /
                                      (std::expm1(meanLog(counts, cells.control, gene.gene)) + fewest));
        measured.push_back(own);
    }
    return measured;
}

}  // namespace lexicell::models::tasks
