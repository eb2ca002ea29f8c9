// What knocking out a gene really did, in cells of the same file (docs/knock-outs.md §5): the measured shift and the measured
// change of the gene itself. An in-silico ranking is worth what it finds of these.
#pragma once

#include "core/data/expression_matrix.h"
#include "models/tasks/knock_out/changed_cells.h"
#include "models/tasks/knock_out/perturbed_cells.h"

#include <cstdint>
#include <limits>
#include <string>
#include <vector>

namespace lexicell::models::tasks {

// NaN: the gene was not knocked out in enough cells.
struct MeasuredGene {
    std::int64_t cells = 0;
    double shift = std::numeric_limits<double>::quiet_NaN();  // 1 − cos of the mean vectors, knocked-out cells and control
    // (1 + draws of as many control cells with a shift as large) / (1 + draws), by drawing with replacement
    double p = std::numeric_limits<double>::quiet_NaN();
    double logFoldChange = std::numeric_limits<double>::quiet_NaN();  // log2, of the gene itself, as in a marker test
};
inline constexpr int measuredDraws = 199;
inline constexpr double measuredP = 0.05;  // a smaller p counts as a real effect

// One for each of PerturbedCells::genes. `vectors`: intact, of PerturbedCells::all(). `counts`: all cells and genes. `names`: of
// the genes of the file; the draws depend on the seed and the gene's name alone.
// Error class: cancelled.
Result<std::vector<MeasuredGene>> measuredGenes(const PerturbedCells &cells, const std::vector<CellVector> &vectors,
                                                const data::CsrBlock &counts, const std::vector<std::string> &names,
                                                std::uint64_t seed, const JobContext &context);

}  // namespace lexicell::models::tasks
