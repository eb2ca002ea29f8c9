#include "ui/commands/save_files.h"
#include "ui/commands/keep_result.h"
#include "ui/workspace/jobs/job_kinds.h"

#include "core/files/atomic_file.h"
#include "core/io/h5ad/h5ad_writer.h"
#include "ui/workspace/labels/labels_csv.h"

#include <QDir>
#include <QFileInfo>

namespace lexicell::ui {

namespace {

Error saysNo(const QString &text) { return {errors::outputExists, text.toStdString(), ""}; }

}  // namespace

void saveH5ad(Workbench &bench, const QString &path, const Then &then)
{
    const QString absolute = QFileInfo(path).absoluteFilePath();
    const QString input = bench.session.data().facts() ? bench.session.data().facts()->identity.path : QString();
    if (QFileInfo(absolute).canonicalFilePath() == QFileInfo(input).canonicalFilePath() && QFileInfo::exists(input)) {
        const Error error =
            saysNo(QObject::tr("%1 is the file that was opened, and Lexicell never overwrites its input. Choose another name.")
                       .arg(QFileInfo(input).fileName()));
        bench.notices.postError(QObject::tr("Not saved."), error);
        return finish(then, error);
    }
    bench.jobs.start(
        {job::save, QObject::tr("Save %1").arg(QFileInfo(absolute).fileName())}, &bench.session,
        [dataset = bench.session.datasetToSave(), file = absolute.toStdString()](JobContext &context) {
            return io::writeH5ad(dataset, file, {.overwrite = true, .gzipLevel = 0}, context);
        },
        [bench, absolute, then](const Result<void> &written) {
            if (written.ok()) bench.session.markSaved(absolute);
            else
                bench.notices.postError(QObject::tr("%1 could not be saved.").arg(QFileInfo(absolute).fileName()),
                                        written.error());
            finish(then, written);
        },
        JobRunner::Lane::Files);
}

void exportLabels(Workbench &bench, const QString &path, const Then &then)
{
    std::vector<LabelFieldPtr> fields;
    for (const QString &name : bench.session.labels().fieldNames()) fields.push_back(bench.session.labels().field(name));
    const QString source = QFileInfo(bench.session.data().facts()->identity.path).fileName();
    bench.jobs.start(
        {job::exportLabels, QObject::tr("Export labels"), true}, &bench.session,
        [dataset = bench.session.data().dataset(), fields, source, path](JobContext &) {
            return files::writeTextFile(path.toStdString(), labelsCsv(dataset->obs.index.values, fields, source));
        },
        [bench, path, then](const Result<void> &written) {
            if (written.ok())
                bench.notices.post(
                    {Tone::Success, QObject::tr("Labels written to %1.").arg(QDir::toNativeSeparators(path)), {}, {}});
            else bench.notices.postError(QObject::tr("The labels could not be exported."), written.error());
            finish(then, written);
        },
        JobRunner::Lane::Files);
}

}  // namespace lexicell::ui
