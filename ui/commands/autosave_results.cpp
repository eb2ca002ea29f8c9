#include "ui/commands/autosave_results.h"
#include "ui/workspace/jobs/job_kinds.h"

#include "core/io/h5ad/h5ad_reader.h"
#include "core/io/h5ad/h5ad_writer.h"
#include "core/data/merge.h"

#include <QFileInfo>

namespace lexicell::ui {

void autosaveResults(Workbench &bench, const DatasetPtr &original)
{
    if (!bench.session.journal().project() || !bench.session.journal().project()->writable() ||
        !bench.session.data().hasDataset())
        return;
    const std::filesystem::path file = bench.session.journal().project()->resultsFile().toStdString();
    Notices *notices = &bench.notices;
    bench.jobs.start(
        {job::keepResults, QObject::tr("Keep results"), true}, &bench.session,
        [original, current = bench.session.data().dataset(), file](JobContext &context) -> Result<void> {
            return io::writeH5ad(data::resultsOnly(*original, *current), file, {.overwrite = true, .gzipLevel = 0}, context);
        },
        [notices](const Result<void> &written) {
            if (!written.ok()) notices->postError(QObject::tr("Results could not be kept beside the project."), written.error());
        },
        JobRunner::Lane::Files);
}

DatasetPtr readKeptResults(const QString &projectFile, JobContext &context)
{
    const QString file = ProjectFile::resultsFileOf(projectFile);
    if (!QFileInfo::exists(file)) return nullptr;
    auto results = io::readH5ad(file.toStdString(), {}, context);
    return results.ok() ? std::make_shared<const data::Dataset>(std::move(*results)) : nullptr;
}

}  // namespace lexicell::ui
