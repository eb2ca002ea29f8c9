#include "ui/commands/gene_set_files.h"

#include "ui/workspace/genes/gene_set_files.h"
#include "ui/workspace/jobs/job_kinds.h"

#include <QFileInfo>

#include <utility>

namespace lexicell::ui {

void importGeneSets(Workbench &bench, const QString &file, const Then &then)
{
    bench.jobs.start(
        {job::geneSets, QObject::tr("Read gene sets from %1").arg(QFileInfo(file).fileName()), true}, &bench.session,
        [file](JobContext &context) { return readGeneSetFile(file, context); },
        [bench, file, then, data = bench.session.data().original()](Result<GeneSets> read) mutable {
            if (bench.session.data().original() != data) return finish(then, cancelled());
            Result<void> done = read.ok() ? Result<void>() : Result<void>(read.error());
            if (read.ok()) {
                GeneSets taken = bench.session.genes().sets();
                for (GeneSet &set : *read) {
                    set.name = freeSetName(taken, set.name);
                    taken.push_back({set.name, {}, {}});
                }
                done = bench.session.genes().edit({GeneSetEdit::Kind::Create, {}, {}, {}, std::move(*read)});
            }
            if (!done.ok()) bench.notices.postError(QObject::tr("The gene sets could not be imported."), done.error());
            finish(then, done);
        },
        JobRunner::Lane::Files);
}

void exportGeneSets(Workbench &bench, const QString &file)
{
    const auto written = writeGmt(bench.session.genes().sets(), file);
    if (written.ok()) bench.notices.post({Tone::Success, QObject::tr("Gene sets written to %1.").arg(file), {}, {}});
    else bench.notices.postError(QObject::tr("The gene sets could not be written."), written.error());
}

}  // namespace lexicell::ui
