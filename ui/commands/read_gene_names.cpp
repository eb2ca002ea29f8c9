#include "ui/commands/read_gene_names.h"

namespace lexicell::ui {

// The identifiers of 40,000 genes take a moment to read: not before the window is there, and not in its thread.
void readGeneNames(Workbench &bench)
{
    using Table = std::shared_ptr<const data::GeneTable>;
    bench.jobs.start(
        QObject::tr("Gene names"), &bench.session,
        [dataset = bench.session.dataset()](JobContext &) {
            const std::string species = data::likelySpecies(dataset->var.index.values);
            return data::GeneTable::ofSpecies(species.empty() ? "human" : species);
        },
        [bench](Result<Table> table) mutable {
            if (table.ok()) bench.session.setGeneTable(*table);
        },
        JobRunner::Queue::Read);
}

}  // namespace lexicell::ui
