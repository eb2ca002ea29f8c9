#include "ui/workspace/project/project_file.h"

#include "ui/workspace/project/migrations.h"
#include "ui/workspace/project/project_failure.h"
#include "ui/workspace/project/project_statement.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QLockFile>
#include <QObject>

namespace lexicell::ui {

namespace {

// synchronous=NORMAL with WAL: a killed program loses nothing; a power cut may lose the last moments but never damages the
// file. FULL would cost an fsync an edit, which on a spinning disk is longer than a frame.
constexpr const char *pragmas = "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA busy_timeout=2000;";

Error lockedError(const QString &path, const QLockFile *lock)
{
    qint64 process = 0;
    QString host, program;
    const bool known = lock && lock->getLockInfo(&process, &host, &program);
    const QString holder =
        known ? QObject::tr("another window (process %1 on %2)").arg(process).arg(host) : QObject::tr("another window");
    return {errors::projectLocked,
            QObject::tr("The project %1 is open in %2. Close it there, or save this one under another name.")
                .arg(QFileInfo(path).fileName(), holder)
                .toStdString(),
            ""};
}

}  // namespace

Error partUnreadable(const QString &path, const char *table)
{
    return {errors::projectDamaged,
            QObject::tr("Part of the project %1 cannot be read. Open the data set itself to start a new one.")
                .arg(QDir::toNativeSeparators(path))
                .toStdString(),
            table};
}

Error journalDamage(const QString &path, qint64 entry)
{
    return {errors::journalDamaged,
            QObject::tr("Entry %1 of the journal in %2 cannot be read; it and the later ones are still in the file.")
                .arg(entry)
                .arg(QDir::toNativeSeparators(path))
                .toStdString(),
            ""};
}

Result<std::unique_ptr<ProjectFile>> ProjectFile::open(const QString &path, Access access)
{
    if (access == Access::Write) QDir().mkpath(QFileInfo(path).absolutePath());
    std::unique_ptr<ProjectFile> project(new ProjectFile(QFileInfo(path).absoluteFilePath()));
    if (access == Access::Write) LEXICELL_CHECK(project->lock());
    LEXICELL_CHECK(project->openDatabase());
    return project;
}

ProjectFile::ProjectFile(QString path) : m_path(std::move(path)) {}

ProjectFile::~ProjectFile() { sqlite3_close(m_database); }

Result<void> ProjectFile::openDatabase()
{
    const int code = sqlite3_open_v2(m_path.toUtf8().constData(), &m_database,
                                     m_lock ? SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE : SQLITE_OPEN_READONLY, nullptr);
    if (code != SQLITE_OK) return failure("opened");
    if (m_lock) return prepareSchema();
    LEXICELL_TRY(version, schemaOfFile());
    m_schema = static_cast<int>(version);
    return version > 0 ? Result<void>() : Result<void>(partUnreadable(m_path, "schema"));
}

Result<void> ProjectFile::lock()
{
    auto lock = std::make_unique<QLockFile>(m_path + QStringLiteral(".lock"));
    lock->setStaleLockTime(0);  // a lock does not expire with time; the lock of a program that has ended is taken over
    if (lock->tryLock()) {
        m_lock = std::move(lock);
        return {};
    }
    if (lock->error() != QLockFile::LockFailedError)
        return Error{errors::projectUnwritable,
                     QObject::tr("The folder of the project %1 cannot be written. Save it in another folder.")
                         .arg(QDir::toNativeSeparators(m_path))
                         .toStdString(),
                     ""};
    return lockedError(m_path, lock.get());
}

Result<void> ProjectFile::checkWritable() const
{
    if (m_held) return *m_held;
    return m_lock ? Result<void>{} : lockedError(m_path, nullptr);
}

Result<void> ProjectFile::prepareSchema()
{
    LEXICELL_CHECK(execute(pragmas, "opened"));
    LEXICELL_TRY(found, schemaOfFile());
    if (!migrate(m_database, static_cast<int>(found))) return failure("prepared");
    m_schema = latestSchema();
    return {};
}

// 0: a file without tables. A newer version than this program's is refused.
Result<qint64> ProjectFile::schemaOfFile()
{
    Statement version(m_database, "PRAGMA user_version");
    if (!version.step()) return failure("opened");
    const qint64 found = version.number(0);
    if (found > latestSchema())
        return Error{
            errors::projectTooNew,
            QObject::tr("The project %1 was written by a newer Lexicell. Open it with that version, or start a new project.")
                .arg(QDir::toNativeSeparators(m_path))
                .toStdString(),
            ""};
    return found;
}

Result<void> ProjectFile::execute(const char *sql, const char *doing)
{
    if (sqlite3_exec(m_database, sql, nullptr, nullptr, nullptr) != SQLITE_OK) return failure(doing);
    return {};
}

Result<void> ProjectFile::transaction(const std::function<Result<void>()> &changes)
{
    LEXICELL_CHECK(execute("BEGIN IMMEDIATE", "journal"));
    auto done = changes();
    if (done.ok()) done = execute("COMMIT", "journal");
    if (!done.ok()) sqlite3_exec(m_database, "ROLLBACK", nullptr, nullptr, nullptr);  // SQLite may have rolled back already
    return done;
}

Error ProjectFile::failure(const char *doing) const { return projectFailure(m_database, m_path, doing); }

QString ProjectFile::resultsFileOf(const QString &projectFile)
{
    const QFileInfo info(projectFile);
    return info.absolutePath() + QLatin1Char('/') + info.completeBaseName() + QStringLiteral(".results.h5ad");
}

Result<void> ProjectFile::begin(const DatasetIdentity &identity, const QByteArray &cellNames,
                                const std::vector<JournalEntry> &entries)
{
    if (!m_lock) return lockedError(m_path, nullptr);
    const auto renew = [&] {
        return transaction([&]() -> Result<void> {
            LEXICELL_CHECK(execute("DELETE FROM journal", "journal"));
            LEXICELL_CHECK(putDataset(identity));
            LEXICELL_CHECK(putCellNames(cellNames));
            return insert(entries);
        });
    };
    auto done = renew();
    if (!done.ok() && done.error().errorClass == errors::projectDamaged.name) {
        LEXICELL_CHECK(makeAnew());
        done = renew();
    }
    if (done.ok()) m_held.reset();
    return done;
}

Result<void> ProjectFile::makeAnew()
{
    sqlite3_close(m_database);
    m_database = nullptr;
    for (const char *part : {"-wal", "-shm", ""}) QFile::remove(m_path + QLatin1String(part));
    return openDatabase();
}

}  // namespace lexicell::ui
