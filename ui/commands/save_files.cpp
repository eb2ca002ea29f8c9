#include "ui/commands/save_files.h"

#include "core/io/h5ad_writer.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QSaveFile>

#include <algorithm>

namespace lexicell::ui {

namespace {

constexpr const char *unassigned = "unassigned";  // CELLxGENE Annotate's word for "no label"

Error saysNo(const QString &text) { return {ErrorKind::Usage, "output_exists", text.toStdString(), ""}; }

// A field with a comma, quote or line break is quoted, quotes doubled (RFC 4180).
std::string csvField(const std::string &text)
{
    if (text.find_first_of(",\"\r\n") == std::string::npos) return text;
    std::string quoted = "\"";
    for (const char c : text) {
        if (c == '"') quoted += '"';
        quoted += c;
    }
    return quoted + '"';
}

Result<void> writeText(const QString &path, const std::string &text)
{
    QSaveFile file(path);
    if (!file.open(QIODevice::WriteOnly) || file.write(text.data(), static_cast<qint64>(text.size())) < 0 || !file.commit())
        return Error{ErrorKind::Resource, "not_writable",
                     QObject::tr("%1 could not be written: %2. Choose another folder.")
                         .arg(QDir::toNativeSeparators(path), file.errorString())
                         .toStdString(),
                     ""};
    return {};
}

}  // namespace

std::string labelsCsv(const std::vector<std::string> &cells, const std::vector<LabelFieldPtr> &fields, const QString &source)
{
    const auto noted = [](const LabelFieldPtr &field) {
        return std::any_of(field->labels.begin(), field->labels.end(), [](const Label &label) { return !label.note.isEmpty(); });
    };
    std::string text = "# Labels of " + source.toStdString() + ", written by Lexicell\nindex";
    for (const auto &field : fields) {
        text += ',' + csvField(field->name.toStdString());
        if (noted(field)) text += ',' + csvField(notesColumn(field->name).toStdString());
    }
    text += '\n';
    for (std::size_t i = 0; i < cells.size(); ++i) {
        text += csvField(cells[i]);
        for (const auto &field : fields) {
            const auto code = field->codes[i];
            const Label *label = code < 0 ? nullptr : &field->labels[static_cast<std::size_t>(code)];
            text += ',' + (label ? csvField(label->name.toStdString()) : std::string(unassigned));
            if (noted(field)) text += ',' + (label ? csvField(label->note.toStdString()) : std::string());
        }
        text += '\n';
    }
    return text;
}

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
        QObject::tr("Save %1").arg(QFileInfo(absolute).fileName()), &bench.session,
        [dataset = bench.session.datasetToSave(), file = absolute.toStdString()](JobContext &context) {
            return io::writeH5ad(dataset, file, {.overwrite = true, .gzipLevel = 0}, context);
        },
        [bench, absolute, then](const Result<void> &written) {
            if (written.ok()) bench.session.markSaved(absolute);
            else
                bench.notices.postError(QObject::tr("%1 could not be saved.").arg(QFileInfo(absolute).fileName()),
                                        written.error());
            finish(then, written);
        });
}

void exportLabels(Workbench &bench, const QString &path, const Then &then)
{
    std::vector<LabelFieldPtr> fields;
    for (const QString &name : bench.session.fieldNames()) fields.push_back(bench.session.field(name));
    const QString source = QFileInfo(bench.session.facts()->identity.path).fileName();
    bench.jobs.start(
        QObject::tr("Export labels"), &bench.session,
        [dataset = bench.session.dataset(), fields, source, path](JobContext &) {
            return writeText(path, labelsCsv(dataset->obs.index.values, fields, source));
        },
        [bench, path, then](const Result<void> &written) {
            if (written.ok())
                bench.notices.post(
                    {Tone::Success, QObject::tr("Labels written to %1.").arg(QDir::toNativeSeparators(path)), {}, {}});
            else bench.notices.postError(QObject::tr("The labels could not be exported."), written.error());
            finish(then, written);
        },
        JobRunner::Queue::Read);
}

Result<void> saveProject(Workbench &bench, const QString &path)
{
    Session &session = bench.session;
    if (!session.hasDataset())
        return Error{ErrorKind::Usage, "no_dataset", QObject::tr("Open a data set first.").toStdString(), ""};
    ProjectFile *current = session.project();
    if (current && QFileInfo(path).absoluteFilePath() == current->path()) return {};
    if (session.changedData()) return *session.whyReadOnly();              // the decision comes first
    if (QFileInfo::exists(path)) LEXICELL_CHECK(ProjectFile::open(path));  // not over a project that another window works on
    // What cannot be read to its end, or was never opened, is not copied: the new project holds the labels that are shown.
    const bool fresh = !current || current->held();
    if (fresh && QFileInfo::exists(path))
        return Error{ErrorKind::Usage, "output_exists",
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
