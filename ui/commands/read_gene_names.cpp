#include "ui/commands/read_gene_names.h"

namespace lexicell::ui {

// The identifiers of 40,000 genes take a moment to read: not before the window is there, and not in its thread.
void readGeneNames(Workbench &bench)
{
    using Search = std::shared_ptr<const data::GeneSearch>;
    bench.jobs.start(
        QObject::tr("Gene names"), &bench.session,
        [dataset = bench.session.dataset()](JobContext &) -> Result<Search> {
            LEXICELL_TRY(table, data::GeneTable::nearest(data::likelySpecies(dataset->var.index.values)));
            return std::make_shared<const data::GeneSearch>(dataset->var.index.values, secondGeneNames(*dataset), table);
        },
        [bench, dataset = bench.session.dataset()](Result<Search> search) mutable {
            if (search.ok()) bench.session.setGenes(dataset, *search);
        },
        JobRunner::Queue::Read);
}

}  // namespace lexicell::ui
