#include "ui/commands/save_files.h"
#include "ui/workspace/jobs/job_kinds.h"

#include "core/files/atomic_file.h"
#include "core/io/h5ad/h5ad_writer.h"
#include "ui/workspace/labels/labels_csv.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>

#include <algorithm>

namespace lexicell::ui {

namespace {

Error saysNo(const QString &text) { return {errors::outputExists, text.toStdString(), ""}; }

}  // namespace

void saveH5ad(Workbench &bench, const QString &path, const Then &then)
{
    const QString absolute = QFileInfo(path).absoluteFilePath();
    const QString input = bench.session.facts() ? bench.session.facts()->identity.path : QString();
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
    for (const QString &name : bench.session.fieldNames()) fields.push_back(bench.session.field(name));
    const QString source = QFileInfo(bench.session.facts()->identity.path).fileName();
    bench.jobs.start(
        {job::exportLabels, QObject::tr("Export labels"), true}, &bench.session,
        [dataset = bench.session.dataset(), fields, source, path](JobContext &) {
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

Result<void> saveProject(Workbench &bench, const QString &path)
{
    Session &session = bench.session;
    if (!session.hasDataset()) return Error{errors::noDataset, QObject::tr("Open a data set first.").toStdString(), ""};
    ProjectFile *current = session.project();
    if (current && QFileInfo(path).absoluteFilePath() == current->path()) return {};
    if (session.changedData()) return *session.whyReadOnly();              // a person decides on the changed data first
    if (QFileInfo::exists(path)) LEXICELL_CHECK(ProjectFile::open(path));  // not over a project that another window works on
    // A project that is damaged or was never opened is not copied. The new project gets the labels that are shown.
    const bool fresh = !current || current->held();
    if (fresh && QFileInfo::exists(path))
        return Error{errors::outputExists,
                     QObject::tr("There is a file %1 already. Choose a new name.").arg(QFileInfo(path).fileName()).toStdString(),
                     ""};
    if (!fresh) LEXICELL_CHECK(current->copyTo(path));
    LEXICELL_TRY(project, ProjectFile::open(path));
    LEXICELL_CHECK(project->setDataset(session.facts()->identity));
    if (current && QFile::exists(current->resultsFile())) {
        QFile::remove(project->resultsFile());
        QFile::copy(current->resultsFile(), project->resultsFile());
    }
    return session.adoptProject(std::move(project));
}

}  // namespace lexicell::ui
