#include "ui/commands/open_dataset.h"

#include "core/base/platform/resources.h"
#include "core/io/choose_matrix.h"
#include "core/io/dataset_summary.h"
#include "ui/workspace/project/cell_names.h"
#include "ui/commands/autosave_results.h"
#include "ui/commands/load_model.h"
#include "ui/commands/project_notices.h"
#include "ui/workspace/jobs/job_kinds.h"
#include "ui/workspace/results/kept_results.h"

#include <QDir>
#include <QFileInfo>
#include <QSettings>
#include <QStandardPaths>

namespace lexicell::ui {

namespace {

constexpr int recentCount = 12;
// Bytes of an h5ad file. The matrix of a larger one stays in the file and is read in parts, on every machine.
constexpr qint64 inMemoryLimit = qint64{4} << 30;

struct Opened {
    OpenOptions options;
    DatasetPtr dataset;
    FactsPtr facts;
    std::vector<DatasetPtr> reductions;  // by quality control of earlier sessions
    DatasetPtr results;                  // elements beside the project; null: none were kept
    KeptResults kept;                    // results in the project
    std::optional<ChangedData> changed;  // since the project's labels were made
};

// Reads on the worker what the project holds for these data, because names and reductions of many cells take a while.
// Errors of the project are reported later, when the session opens it.
void lookInto(const QString &projectFile, Opened &opened, DatasetFacts &facts)
{
    const auto project = QFileInfo::exists(projectFile) ? ProjectFile::open(projectFile, ProjectFile::Access::Read)
                                                        : Result<std::unique_ptr<ProjectFile>>(std::unique_ptr<ProjectFile>());
    const ProjectFile *known = project.ok() ? project->get() : nullptr;
    if (known) {
        opened.changed = compareWithProject(*known, facts.identity, *opened.dataset);
        if (!opened.changed) opened.reductions = reductionsOf(*opened.dataset, known->readJournal().entries);
    }
    const auto names = known ? known->cellNames() : Result<QByteArray>(QByteArray());
    if (opened.changed || !names.ok() || names->isEmpty()) facts.cellNames = packNames(opened.dataset->obs.index.values);
}

// The file no longer has the part that was chosen for it. The dialog asks for a new choice.
Error asking(Error error, const char *option)
{
    error.choices = {{option}};
    return error;
}

// Applies the chosen matrix and gene names. All else stays in the data set.
Result<void> choose(data::Dataset &dataset, const OpenOptions &options, JobContext &context)
{
    const auto lost = io::chooseMatrix(dataset, options.layer, io::FormerX::Kept);
    if (!lost.ok()) return asking(lost.error(), "layer");
    std::string names;
    for (const std::string &name : *lost) names += (names.empty() ? "" : ", ") + name;
    if (!names.empty())
        context.warn(warnings::leftOut,
                     "raw.X has genes of its own, so these matrices do not fit beside it and are left out: " + names + ".");
    const auto named = io::chooseGeneNames(dataset, options.geneColumn);
    return named.ok() ? named : asking(named.error(), "gene-column");
}

Result<Opened> readAll(const QString &path, OpenOptions options, const QString &projectFile, JobContext &context)
{
    const std::filesystem::path file = path.toStdString();
    options.read.backed = QFileInfo(path).isFile() && QFileInfo(path).size() > inMemoryLimit;
    context.setRange(0.0, 0.6);
    LEXICELL_TRY(dataset, readWithOptions(file, options, context));
    context.setRange(0.6, 0.7);
    // For a list of cells or genes this is the file of its matrix, so that all files of a data set have one project.
    LEXICELL_TRY(print, fingerprint(dataset.file, context));
    DatasetIdentity identity{QFileInfo(path).absoluteFilePath(),
                             identityOf(QString::fromStdString(print), options),
                             QFileInfo(path).size(),
                             dataset.cells(),
                             dataset.genes(),
                             hashOfNames(dataset.var.index.values)};
    const QString project = projectFile.isEmpty() ? automaticProjectFile(identity.fingerprint) : projectFile;
    context.setRange(0.7, 1.0);
    LEXICELL_TRY(facts, factsOf(dataset, context));
    facts.identity = identity;
    Opened opened{options, std::make_shared<const data::Dataset>(std::move(dataset)), nullptr, {}, nullptr, {}, {}};
    lookInto(project, opened, facts);
    opened.facts = std::make_shared<const DatasetFacts>(std::move(facts));
    opened.results = readKeptResults(project, context);
    opened.kept = keptResults(project, identity.fingerprint);
    return opened;
}

// Antibodies, guides and peaks beside the genes are not read by default. The button reads them.
void tellLeftOut(Workbench &bench, const Opened &opened)
{
    QStringList parts;
    for (const auto &[type, features] : io::otherFeatureTypes(*opened.dataset))
        parts << QObject::tr("%L1 %2").arg(features).arg(QString::fromStdString(type));
    if (parts.isEmpty()) return;
    const QString path = opened.facts->identity.path;
    const QString type = QString::fromStdString(opened.options.read.featureType);
    bench.notices.post({Tone::Neutral,
                        QObject::tr("Left out: %1.").arg(parts.join(QStringLiteral(", "))),
                        QObject::tr("One kind of features is read: %1.").arg(type),
                        {{QObject::tr("Choose features…"), [notices = &bench.notices, path, options = toJson(opened.options)] {
                              Q_EMIT notices->openOptionsWanted(path, options, {});
                          }}}});
}

// Null: no project can be opened. `why`: why it cannot be written. A project that another window has open is only read.
std::unique_ptr<ProjectFile> openProject(Workbench &bench, const QString &file, std::optional<Error> &why)
{
    bench.session.close();  // it may hold the same project
    auto project = ProjectFile::open(file);
    if (project.ok()) return std::move(*project);
    why = project.error();
    if (why->errorClass != errors::projectLocked.name) return nullptr;
    auto reading = ProjectFile::open(file, ProjectFile::Access::Read);
    return reading.ok() ? std::move(*reading) : nullptr;
}

// A project keeps how its file is read, because it may be opened on another machine.
const QString readingKey = QStringLiteral("reading");

void keepOptions(Workbench &bench, ProjectFile *project, const QString &path, const OpenOptions &options)
{
    rememberOpenOptions(path, options);
    if (!project || !project->writable() || project->state(readingKey) == toJson(options)) return;
    const auto written = project->setState(readingKey, toJson(options));
    if (!written.ok()) bench.notices.postError(QObject::tr("The project could not be written."), written.error());
}

void begin(Workbench &bench, const QString &path, const QString &projectFile, const Opened &opened, const Then &then)
{
    bench.notices.forgetData();  // messages about the file that was open before
    const QString file = projectFile.isEmpty() ? automaticProjectFile(opened.facts->identity.fingerprint) : projectFile;
    std::optional<Error> why;
    std::unique_ptr<ProjectFile> project = openProject(bench, file, why);
    const bool none = project == nullptr;
    keepOptions(bench, opened.changed ? nullptr : project.get(), opened.facts->identity.path, opened.options);
    const Restored restored =
        bench.session.open(opened.dataset, opened.facts, std::move(project), opened.reductions, opened.changed);
    if (opened.results && !bench.session.restoreResults(*opened.results)) tellOtherResults(bench);
    bench.results.restore(opened.kept.results, opened.kept.lastId);
    if (opened.kept.unreadable > 0) tellUnreadableResults(bench, opened.kept.unreadable);
    if (none && why) tellNoProject(bench, file, *why);
    else if (why) tellLocked(bench, *why);
    tellRestored(bench, restored);
    tellLeftOut(bench, opened);
    if (projectFile.isEmpty()) tellEarlierProject(bench, path, file);
    addRecentFile(projectFile.isEmpty() ? path : projectFile);
    refreshCoverage(bench);
    finish(then, {});
}

// If the file leaves a choice, the window asks for it. All other errors are shown.
void tellRefusal(Workbench &bench, const QString &dataPath, const OpenOptions &options, const Error &error)
{
    const bool asks = !error.choices.empty() && error.kind != ErrorKind::Cancelled;
    if (asks) Q_EMIT bench.notices.openOptionsWanted(dataPath, toJson(options), error);
    else bench.notices.postError(QObject::tr("%1 could not be opened.").arg(QFileInfo(dataPath).fileName()), error);
}

}  // namespace

void openDataset(Workbench &bench, const QString &path, const std::optional<OpenOptions> &chosen, const Then &then)
{
    QString dataPath = QFileInfo(path).absoluteFilePath();
    OpenOptions options = chosen.value_or(rememberedOpenOptions(dataPath));
    QString projectFile;
    if (path.endsWith(QStringLiteral(".lexicell"), Qt::CaseInsensitive)) {
        projectFile = dataPath;
        const auto project = QFileInfo::exists(path)
                                 ? ProjectFile::open(path, ProjectFile::Access::Read)
                                 : Result<std::unique_ptr<ProjectFile>>(
                                       Error{errors::notFound, QObject::tr("There is no file %1.").arg(path).toStdString(), ""});
        const auto known = project.ok() ? (*project)->dataset() : Result<std::optional<DatasetIdentity>>(project.error());
        if (!known.ok() || !*known) {
            const Error error =
                known.ok() ? Error{errors::projectDamaged, QObject::tr("%1 has no data set.").arg(path).toStdString(), ""}
                           : known.error();
            bench.notices.postError(QObject::tr("The project could not be opened."), error);
            finish(then, error);
            return;
        }
        dataPath = (*known)->path;
        options = openOptionsFrom((*project)->state(readingKey));
    }
    const QString title = QObject::tr("Open %1").arg(QFileInfo(dataPath).fileName());
    bench.jobs.start(
        {job::open, title}, &bench.session,
        [dataPath, options, projectFile](JobContext &context) { return readAll(dataPath, options, projectFile, context); },
        [bench, path, dataPath, options, projectFile, then](Result<Opened> opened) mutable {
            if (opened.ok()) return begin(bench, path, projectFile, *opened, then);
            tellRefusal(bench, dataPath, options, opened.error());
            finish(then, opened.error());
        },
        JobRunner::Lane::Files);
}

Result<data::Dataset> readWithOptions(const std::filesystem::path &file, const OpenOptions &options, JobContext &context)
{
    LEXICELL_TRY(dataset, io::readDataset(file, options.read, context));
    LEXICELL_CHECK(choose(dataset, options, context));
    return std::move(dataset);
}

QString whyNotTurnRound(const Session &session)
{
    if (!session.data().hasDataset()) return QObject::tr("Open a data set first.");
    if (!session.data().dataset()->orientation.empty()) return {};
    return QObject::tr("Only a text table (csv, tsv) can be turned round.");
}

void turnTableRound(Workbench &bench)
{
    if (!whyNotTurnRound(bench.session).isEmpty()) return;
    const QString path = bench.session.data().facts()->identity.path;
    OpenOptions options = rememberedOpenOptions(path);
    options.read.orientation = bench.session.data().dataset()->orientation == "cells-in-rows" ? "genes-in-rows" : "cells-in-rows";
    openDataset(bench, path, options);
}

QString automaticProjectFile(const QString &fingerprint)
{
    QString name = fingerprint;
    name.remove(QStringLiteral("sampled:"));
    return QStandardPaths::writableLocation(QStandardPaths::AppDataLocation) + QStringLiteral("/projects/") + name.left(20) +
           QStringLiteral(".lexicell");
}

bool isAutomaticProject(const QString &projectFile)
{
    return QFileInfo(projectFile).absolutePath() == QFileInfo(automaticProjectFile({})).absolutePath();
}

QStringList recentFiles()
{
    QStringList files = QSettings().value(QStringLiteral("recent")).toStringList();
    files.removeIf([](const QString &file) { return !QFileInfo::exists(file); });
    return files;
}

void addRecentFile(const QString &path)
{
    QSettings settings;
    QStringList files = settings.value(QStringLiteral("recent")).toStringList();
    const QString absolute = QFileInfo(path).absoluteFilePath();
    files.removeAll(absolute);
    files.prepend(absolute);
    settings.setValue(QStringLiteral("recent"), files.mid(0, recentCount));
}

}  // namespace lexicell::ui
