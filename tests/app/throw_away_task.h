// A task that exists for the tests of the table alone: the share of cells in which each gene is seen.
#pragma once

#include "models/tasks/registry.h"

#include <cmath>

namespace lexicell::test {

struct SeenOptions {
    double atLeast = 1.0;
};
template <class V> void describe(SeenOptions &o, V &&visit)
{
    visit(Option{"at-least", "Smallest value that counts as seen; larger is stricter.", "counts", {}}, o.atLeast);
}

inline Result<models::tasks::TaskOutcome> runSeen(const models::tasks::TaskInput &input, const OptionValues &values, JobContext &)
{
    LEXICELL_TRY(block, input.dataset->x.all());
    std::vector<double> share(static_cast<std::size_t>(input.dataset->genes()), 0.0);
    for (std::size_t i = 0; i < block.values.size(); ++i)
        if (static_cast<double>(block.values[i]) >= values.as<SeenOptions>().atLeast)
            share[static_cast<std::size_t>(block.indices[i])] += 1.0 / static_cast<double>(input.dataset->cells());
    models::tasks::Table table{{{"gene", input.dataset->var.index.values}, {"share", std::move(share)}}};
    return models::tasks::TaskOutcome{std::move(table), {{"genes", input.dataset->genes()}}};
}

inline models::tasks::TaskSpec seenTask()
{
    using namespace models::tasks;
    return {.id = "seen",
            .title = "Genes seen",
            .summary = "The share of cells in which each gene is seen.",
            .group = TaskGroup::Genes,
            .needs = {Need::Dataset, Need::Counts, Need::NeighborGraph},
            .writes = Writes::Csv,
            .output = "CSV: gene, share.",
            .options = OptionValues(SeenOptions{}),
            .run = &runSeen};
}

inline models::tasks::TaskTable tableWithSeen()
{
    models::tasks::TaskTable table = models::tasks::TaskTable::builtIn();
    table.add(seenTask());
    return table;
}

}  // namespace lexicell::test
