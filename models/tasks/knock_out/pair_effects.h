// Two genes changed together: is the effect more than the sum of both? (docs/knock-outs.md §6)
#pragma once

#include "models/tasks/knock_out/changed_cells.h"
#include "models/tasks/knock_out/query_cells.h"

#include <array>
#include <cstdint>
#include <vector>

namespace lexicell::models::tasks {

// Over the cells that take part in the change of both. d: mean of E' − E over these cells. NaN: undefined.
struct PairEffect {
    std::size_t a = 0, b = 0;  // places of the genes in PairJob::genes
    std::int64_t cells = 0;
    std::int64_t replaced = 0;            // cells in which one or both of them took the place of a drawn gene
    std::array<Effect, 3> together = {};  // shift, toward, along
    double effectA = 0.0, effectB = 0.0;  // mean shift of each alone
    double excess = 0.0;                  // shift together − (shift of A + shift of B)
    double interaction = 0.0;             // |d_AB − (d_A + d_B)| / |d_AB|
    double additiveCosine = 0.0;          // cos(d_AB, d_A + d_B)
};

struct PairJob {
    const QueryCells &query;
    const std::vector<CellVector> &intact;  // of the query cells
    std::vector<std::int64_t> genes;        // vocabulary ids
    GeneChange change;
    Goal goal;
    std::int64_t minCells = 10;           // of a replicate
    UnfinishedRun *unfinished = nullptr;  // as ChangeJob::unfinished
};

struct PairEffects {
    std::vector<PairEffect> pairs;  // of every two genes, in the order of the list
    std::int64_t passes = 0;
};

// Error classes: those of changeCells().
Result<PairEffects> pairEffects(const input::PreparedCells &cells, const LoadedModel &model, const PairJob &job,
                                JobContext &context);

}  // namespace lexicell::models::tasks
