#include "ui/commands/open_dataset.h"

#include "core/base/resources.h"
#include "ui/commands/autosave_results.h"
#include "ui/commands/load_model.h"

#include <QDir>
#include <QFileInfo>
#include <QSettings>
#include <QStandardPaths>

namespace lexicell::ui {

namespace {

constexpr int recentCount = 12;
// Above this share of a machine's memory (assumed 4 GB when unknown) the matrix stays in its file.
constexpr qint64 inMemoryLimit = qint64{4} << 30;

struct Opened {
    DatasetPtr dataset;
    FactsPtr facts;
    DatasetPtr results;  // null: none were kept
};

// Quality control of an earlier session dropped cells or genes: the project remembers which are left.
Result<data::Dataset> asLeft(data::Dataset dataset, const QString &projectFile)
{
    if (!QFileInfo::exists(projectFile)) return dataset;
    const auto project = ProjectFile::open(projectFile);
    const auto journal = project.ok() ? (*project)->journal() : Result<std::vector<JournalEntry>>(std::vector<JournalEntry>{});
    const auto filter = journal.ok() ? filterOf(*journal) : std::nullopt;
    const auto fits = [](const std::vector<std::int64_t> &kept, std::int64_t size) { return kept.empty() || kept.back() < size; };
    if (!filter || !fits(filter->cells, dataset.cells()) || !fits(filter->genes, dataset.genes())) return dataset;
    return data::subset(dataset, &filter->cells, &filter->genes);
}

Result<Opened> readAll(const QString &path, io::ReadOptions options, const QString &projectFile, JobContext &context)
{
    const std::filesystem::path file = path.toStdString();
    options.backed = QFileInfo(path).isFile() && QFileInfo(path).size() > inMemoryLimit;
    context.setRange(0.0, 0.6);
    LEXICELL_TRY(whole, io::readDataset(file, options, context));
    context.setRange(0.6, 0.7);
    LEXICELL_TRY(print, fingerprint(file, context));
    DatasetIdentity identity{QFileInfo(path).absoluteFilePath(), QString::fromStdString(print), QFileInfo(path).size(),
                             whole.cells(), whole.genes()};
    const QString project = projectFile.isEmpty() ? automaticProjectFile(identity.fingerprint) : projectFile;
    LEXICELL_TRY(dataset, asLeft(std::move(whole), project));
    context.setRange(0.7, 1.0);
    LEXICELL_TRY(facts, factsOf(dataset, context));
    facts.identity = identity;
    Opened opened{std::make_shared<const data::Dataset>(std::move(dataset)),
                  std::make_shared<const DatasetFacts>(std::move(facts)), nullptr};
    opened.results = readKeptResults(project, context);
    return opened;
}

void tellRestored(Workbench &bench, const Session::Restored &restored)
{
    if (restored.damaged)
        bench.notices.post({Tone::Warning,
                            QObject::tr("Part of the earlier edits could not be restored."),
                            QObject::tr("The project does not fit this data set or its journal is damaged. A copy was kept "
                                        "beside it, ending in “.damaged”."),
                            {}});
    if (restored.edits == 0) return;
    Session *session = &bench.session;
    bench.notices.post({Tone::Neutral,
                        QObject::tr(restored.edits == 1 ? "Restored %L2 edit from %1." : "Restored %L2 edits from %1.")
                            .arg(QLocale().toString(restored.last.toLocalTime(), QLocale::ShortFormat))
                            .arg(restored.edits),
                        QObject::tr("Undo takes them back one by one."),
                        {{QObject::tr("Undo all"), [session] { session->undoStack()->setIndex(0); }}}});
}

void begin(Workbench &bench, const QString &path, const QString &projectFile, const Opened &opened, const Then &then)
{
    auto project =
        ProjectFile::open(projectFile.isEmpty() ? automaticProjectFile(opened.facts->identity.fingerprint) : projectFile);
    std::unique_ptr<ProjectFile> adopted;
    if (project.ok()) {
        adopted = std::move(*project);
        const auto known = adopted->dataset();
        if (known && known->fingerprint != opened.facts->identity.fingerprint && known->cells != opened.facts->identity.cells)
            bench.notices.post({Tone::Warning,
                                QObject::tr("This is not the data set the project was made for."),
                                QObject::tr("It has %L1 cells instead of %L2. Only the layout is restored.")
                                    .arg(opened.facts->identity.cells)
                                    .arg(known->cells),
                                {}});
        const auto written = adopted->setDataset(opened.facts->identity);
        if (!written.ok()) bench.notices.postError(QObject::tr("The project could not be written."), written.error());
    } else {
        bench.notices.postError(QObject::tr("Edits will not survive a crash: the project could not be opened."), project.error());
    }
    const Session::Restored restored = bench.session.open(opened.dataset, opened.facts, std::move(adopted));
    if (opened.results) bench.session.restoreResults(*opened.results);
    tellRestored(bench, restored);
    addRecentFile(projectFile.isEmpty() ? path : projectFile);
    refreshCoverage(bench);
    finish(then, {});
}

}  // namespace

void openDataset(Workbench &bench, const QString &path, const io::ReadOptions &options, const Then &then)
{
    QString dataPath = QFileInfo(path).absoluteFilePath();
    QString projectFile;
    if (path.endsWith(QStringLiteral(".lexicell"), Qt::CaseInsensitive)) {
        projectFile = dataPath;
        const auto project =
            QFileInfo::exists(path)
                ? ProjectFile::open(path)
                : Result<std::unique_ptr<ProjectFile>>(Error{ErrorKind::NotFound, "file_not_found",
                                                             QObject::tr("There is no file %1.").arg(path).toStdString(), ""});
        const auto known = project.ok() ? (*project)->dataset() : std::nullopt;
        if (!known) {
            const Error error = project.ok() ? Error{ErrorKind::BadFile, "project_damaged",
                                                     QObject::tr("%1 names no data set.").arg(path).toStdString(), ""}
                                             : project.error();
            bench.notices.postError(QObject::tr("The project could not be opened."), error);
            finish(then, error);
            return;
        }
        dataPath = known->path;
    }
    const QString title = QObject::tr("Open %1").arg(QFileInfo(dataPath).fileName());
    bench.jobs.start(
        title, &bench.session,
        [dataPath, options, projectFile](JobContext &context) { return readAll(dataPath, options, projectFile, context); },
        [bench, path, projectFile, then](Result<Opened> opened) mutable {
            if (opened.ok()) return begin(bench, path, projectFile, *opened, then);
            bench.notices.postError(QObject::tr("%1 could not be opened.").arg(QFileInfo(path).fileName()), opened.error());
            finish(then, opened.error());
        });
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
