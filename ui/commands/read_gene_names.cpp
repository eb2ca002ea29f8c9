#include "ui/commands/read_gene_names.h"

#include "ui/workspace/facts/gene_symbols.h"
#include "ui/workspace/jobs/job_kinds.h"

namespace lexicell::ui {

// Reading the identifiers of 40,000 genes takes a moment. A job reads them after the window is shown.
void readGeneNames(Workbench &bench)
{
    using Search = std::shared_ptr<const genes::GeneSearch>;
    bench.jobs.start(
        {job::geneNames, QObject::tr("Gene names")}, &bench.session,
        [dataset = bench.session.data().dataset()](JobContext &) -> Result<Search> {
            LEXICELL_TRY(table, genes::GeneTable::nearest(genes::likelySpecies(dataset->var.index.values)));
            return std::make_shared<const genes::GeneSearch>(dataset->var.index.values, secondGeneNames(*dataset), table);
        },
        [bench, dataset = bench.session.data().dataset()](Result<Search> search) mutable {
            if (!search.ok()) return;
            bench.session.data().setGenes(dataset, *search);
            Q_EMIT bench.session.data().genesNamed();
        },
        JobRunner::Lane::Interactive);
}

}  // namespace lexicell::ui
