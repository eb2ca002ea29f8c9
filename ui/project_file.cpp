#include "ui/project_file.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QJsonDocument>
#include <QLockFile>
#include <QObject>

#include <sqlite3.h>

#include <filesystem>

namespace lexicell::ui {

namespace {

constexpr int schemaVersion = 1;
constexpr const char *kinds[] = {"field", "edit", "undo", "redo", "cells"};

// synchronous=NORMAL with WAL: a killed program loses nothing; a power cut may lose the last moments but never damages the
// file. FULL would cost an fsync an edit, which on a spinning disk is longer than a frame.
constexpr const char *pragmas = "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA busy_timeout=2000;";

constexpr const char *schema = R"(
    CREATE TABLE IF NOT EXISTS meta(key TEXT PRIMARY KEY, value TEXT NOT NULL);
    CREATE TABLE IF NOT EXISTS journal(sequence INTEGER PRIMARY KEY, time TEXT NOT NULL, kind TEXT NOT NULL,
                                       payload TEXT NOT NULL, bytes BLOB);
    CREATE TABLE IF NOT EXISTS state(key TEXT PRIMARY KEY, value TEXT NOT NULL);
    CREATE TABLE IF NOT EXISTS runs(sequence INTEGER PRIMARY KEY, time TEXT NOT NULL, step TEXT NOT NULL,
                                    title TEXT NOT NULL, options TEXT NOT NULL, seconds REAL NOT NULL);
)";

QByteArray compact(const QJsonObject &object) { return QJsonDocument(object).toJson(QJsonDocument::Compact); }
QJsonObject parsed(const QByteArray &text) { return QJsonDocument::fromJson(text).object(); }

// A prepared statement; columns and parameters count as SQLite's do (0- and 1-based).
class Statement {
  public:
    Statement(sqlite3 *database, const char *sql) { sqlite3_prepare_v2(database, sql, -1, &m_statement, nullptr); }
    ~Statement() { sqlite3_finalize(m_statement); }
    Statement(const Statement &) = delete;
    Statement &operator=(const Statement &) = delete;

    bool valid() const { return m_statement != nullptr; }
    void bind(int index, const QByteArray &text)
    {
        sqlite3_bind_text(m_statement, index, text.constData(), static_cast<int>(text.size()), SQLITE_TRANSIENT);
    }
    void bind(int index, const QString &text) { bind(index, text.toUtf8()); }
    void bind(int index, double value) { sqlite3_bind_double(m_statement, index, value); }
    void bindBlob(int index, const QByteArray &bytes)
    {
        sqlite3_bind_blob(m_statement, index, bytes.constData(), static_cast<int>(bytes.size()), SQLITE_TRANSIENT);
    }

    bool step() { return m_statement && sqlite3_step(m_statement) == SQLITE_ROW; }  // true: there is a row
    bool run() { return m_statement && sqlite3_step(m_statement) == SQLITE_DONE; }
    void reset() { sqlite3_reset(m_statement); }

    QByteArray text(int column) const
    {
        return QByteArray(reinterpret_cast<const char *>(sqlite3_column_text(m_statement, column)),
                          sqlite3_column_bytes(m_statement, column));
    }
    QByteArray blob(int column) const
    {
        return QByteArray(static_cast<const char *>(sqlite3_column_blob(m_statement, column)),
                          sqlite3_column_bytes(m_statement, column));
    }
    qint64 number(int column) const { return sqlite3_column_int64(m_statement, column); }
    double real(int column) const { return sqlite3_column_double(m_statement, column); }

  private:
    sqlite3_stmt *m_statement = nullptr;
};

QDateTime timeOf(const QByteArray &text) { return QDateTime::fromString(QString::fromUtf8(text), Qt::ISODateWithMs); }
QString textOf(const QDateTime &time)
{
    return (time.isValid() ? time : QDateTime::currentDateTime()).toUTC().toString(Qt::ISODateWithMs);
}

Error lockedError(const QString &path, const QLockFile *lock)
{
    qint64 process = 0;
    QString host, program;
    const bool known = lock && lock->getLockInfo(&process, &host, &program);
    const QString holder =
        known ? QObject::tr("another window (process %1 on %2)").arg(process).arg(host) : QObject::tr("another window");
    return {ErrorKind::Usage, "project_locked",
            QObject::tr("The project %1 is open in %2. Close it there, or save this one under another name.")
                .arg(QFileInfo(path).fileName(), holder)
                .toStdString(),
            ""};
}

}  // namespace

Result<std::unique_ptr<ProjectFile>> ProjectFile::open(const QString &path, Access access)
{
    QDir().mkpath(QFileInfo(path).absolutePath());
    sqlite3 *database = nullptr;
    const int code = sqlite3_open_v2(path.toUtf8().constData(), &database, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, nullptr);
    std::unique_ptr<ProjectFile> project(new ProjectFile(database, QFileInfo(path).absoluteFilePath()));
    if (code != SQLITE_OK) return project->failure("opened");
    if (access == Access::Write) LEXICELL_CHECK(project->lock());
    LEXICELL_CHECK(project->prepareSchema());
    return project;
}

ProjectFile::ProjectFile(sqlite3 *database, QString path) : m_database(database), m_path(std::move(path)) {}

ProjectFile::~ProjectFile() { sqlite3_close(m_database); }

Result<void> ProjectFile::lock()
{
    auto lock = std::make_unique<QLockFile>(m_path + QStringLiteral(".lock"));
    lock->setStaleLockTime(0);  // however long a window stays open; the lock of a program that is gone is taken over
    if (lock->tryLock()) {
        m_lock = std::move(lock);
        return {};
    }
    if (lock->error() != QLockFile::LockFailedError)
        return Error{ErrorKind::Resource, "project_unwritable",
                     QObject::tr("Beside the project %1 nothing can be written. Save it in another folder.")
                         .arg(QDir::toNativeSeparators(m_path))
                         .toStdString(),
                     ""};
    return lockedError(m_path, lock.get());
}

Result<void> ProjectFile::checkWritable() const
{
    if (writable()) return {};
    return lockedError(m_path, nullptr);
}

Result<void> ProjectFile::prepareSchema()
{
    if (sqlite3_exec(m_database, pragmas, nullptr, nullptr, nullptr) != SQLITE_OK) return failure("opened");
    Statement version(m_database, "PRAGMA user_version");
    const qint64 found = version.step() ? version.number(0) : 0;
    if (found > schemaVersion)
        return Error{
            ErrorKind::Unsupported, "project_too_new",
            QObject::tr("The project %1 was written by a newer Lexicell. Open it with that version, or start a new project.")
                .arg(QDir::toNativeSeparators(m_path))
                .toStdString(),
            ""};
    if (sqlite3_exec(m_database, schema, nullptr, nullptr, nullptr) != SQLITE_OK) return failure("prepared");
    if (found == schemaVersion) return {};
    const QByteArray set = "PRAGMA user_version=" + QByteArray::number(schemaVersion);
    if (sqlite3_exec(m_database, set.constData(), nullptr, nullptr, nullptr) != SQLITE_OK) return failure("prepared");
    return {};
}

Error ProjectFile::failure(const char *doing) const
{
    const int code = sqlite3_errcode(m_database) & 0xFF;
    const QString path = QDir::toNativeSeparators(m_path);
    const std::string detail = std::string(doing) + ": " + sqlite3_errmsg(m_database);
    if (code == SQLITE_FULL)
        return {ErrorKind::Resource, "disk_full",
                QObject::tr("The disk is full: the last change could not be written to %1. Free some space and try again.")
                    .arg(path)
                    .toStdString(),
                detail};
    if (code == SQLITE_NOTADB || code == SQLITE_CORRUPT)
        return {ErrorKind::BadFile, "project_damaged",
                QObject::tr("%1 is damaged or no Lexicell project. Open the data set itself to start a new one.")
                    .arg(path)
                    .toStdString(),
                detail};
    return {ErrorKind::Resource, "project_unwritable",
            QObject::tr("The project %1 could not be written (%2). Save it in another folder.")
                .arg(path, QString::fromUtf8(sqlite3_errmsg(m_database)))
                .toStdString(),
            detail};
}

QString ProjectFile::resultsFile() const
{
    const QFileInfo info(m_path);
    return info.absolutePath() + QLatin1Char('/') + info.completeBaseName() + QStringLiteral(".results.h5ad");
}

Result<void> ProjectFile::setDataset(const DatasetIdentity &identity)
{
    LEXICELL_CHECK(checkWritable());
    const QJsonObject json{{"path", identity.path},
                           {"relative", QFileInfo(m_path).dir().relativeFilePath(identity.path)},
                           {"fingerprint", identity.fingerprint},
                           {"bytes", identity.bytes},
                           {"cells", identity.cells},
                           {"genes", identity.genes}};
    Statement statement(m_database, "INSERT OR REPLACE INTO meta(key, value) VALUES('dataset', ?)");
    statement.bind(1, compact(json));
    if (!statement.run()) return failure("dataset");
    return {};
}

std::optional<DatasetIdentity> ProjectFile::dataset() const
{
    Statement statement(m_database, "SELECT value FROM meta WHERE key='dataset'");
    if (!statement.step()) return std::nullopt;
    const QJsonObject json = parsed(statement.text(0));
    DatasetIdentity identity{json["path"].toString(), json["fingerprint"].toString(), json["bytes"].toInteger(),
                             json["cells"].toInteger(), json["genes"].toInteger()};
    // A project that travelled together with its data finds it by the relative path.
    const QString relative = QDir::cleanPath(QFileInfo(m_path).dir().absoluteFilePath(json["relative"].toString()));
    if (!QFileInfo::exists(identity.path) && QFileInfo::exists(relative)) identity.path = relative;
    return identity;
}

Result<void> ProjectFile::append(const std::vector<JournalEntry> &entries)
{
    LEXICELL_CHECK(checkWritable());
    if (sqlite3_exec(m_database, "BEGIN IMMEDIATE", nullptr, nullptr, nullptr) != SQLITE_OK) return failure("journal");
    Statement statement(m_database, "INSERT INTO journal(time, kind, payload, bytes) VALUES(?, ?, ?, ?)");
    for (const auto &entry : entries) {
        statement.bind(1, textOf(entry.time));
        statement.bind(2, QByteArray(kinds[static_cast<int>(entry.kind)]));
        statement.bind(3, compact(entry.payload));
        statement.bindBlob(4, entry.bytes);
        if (!statement.run()) {
            const Error error = failure("journal");
            sqlite3_exec(m_database, "ROLLBACK", nullptr, nullptr, nullptr);
            return error;
        }
        statement.reset();
    }
    if (sqlite3_exec(m_database, "COMMIT", nullptr, nullptr, nullptr) != SQLITE_OK) {
        const Error error = failure("journal");
        sqlite3_exec(m_database, "ROLLBACK", nullptr, nullptr, nullptr);
        return error;
    }
    return {};
}

Result<std::vector<JournalEntry>> ProjectFile::journal() const
{
    Statement statement(m_database, "SELECT sequence, time, kind, payload, bytes FROM journal ORDER BY sequence");
    if (!statement.valid()) return failure("journal");
    std::vector<JournalEntry> entries;
    while (statement.step()) {
        const QByteArray kind = statement.text(2);
        const auto found = std::find_if(std::begin(kinds), std::end(kinds), [&](const char *name) { return kind == name; });
        if (found == std::end(kinds)) return failure("journal");
        entries.push_back({statement.number(0), timeOf(statement.text(1)),
                           static_cast<JournalEntry::Kind>(found - std::begin(kinds)), parsed(statement.text(3)),
                           statement.blob(4)});
    }
    return entries;
}

Result<void> ProjectFile::clearJournal()
{
    LEXICELL_CHECK(checkWritable());
    if (sqlite3_exec(m_database, "DELETE FROM journal", nullptr, nullptr, nullptr) != SQLITE_OK) return failure("journal");
    return {};
}

Result<void> ProjectFile::setState(const QString &key, const QJsonObject &value)
{
    LEXICELL_CHECK(checkWritable());
    Statement statement(m_database, "INSERT OR REPLACE INTO state(key, value) VALUES(?, ?)");
    statement.bind(1, key);
    statement.bind(2, compact(value));
    if (!statement.run()) return failure("state");
    return {};
}

QJsonObject ProjectFile::state(const QString &key) const
{
    Statement statement(m_database, "SELECT value FROM state WHERE key=?");
    statement.bind(1, key);
    return statement.step() ? parsed(statement.text(0)) : QJsonObject();
}

Result<void> ProjectFile::addRun(const RunRecord &run)
{
    LEXICELL_CHECK(checkWritable());
    Statement statement(m_database, "INSERT INTO runs(time, step, title, options, seconds) VALUES(?, ?, ?, ?, ?)");
    statement.bind(1, textOf(run.time));
    statement.bind(2, run.step);
    statement.bind(3, run.title);
    statement.bind(4, compact(run.options));
    statement.bind(5, run.seconds);
    if (!statement.run()) return failure("runs");
    return {};
}

std::vector<RunRecord> ProjectFile::runs() const
{
    std::vector<RunRecord> result;
    Statement statement(m_database, "SELECT time, step, title, options, seconds FROM runs ORDER BY sequence");
    while (statement.step())
        result.push_back({timeOf(statement.text(0)), QString::fromUtf8(statement.text(1)), QString::fromUtf8(statement.text(2)),
                          parsed(statement.text(3)), statement.real(4)});
    return result;
}

Result<void> ProjectFile::copyTo(const QString &path) const
{
    // VACUUM INTO wants a new file: written beside the name and renamed, so that a failure leaves what was there.
    const QString partial = path + QStringLiteral(".partial");
    QFile::remove(partial);
    Statement statement(m_database, "VACUUM INTO ?");
    statement.bind(1, partial);
    if (!statement.run()) return failure("copy");
    std::error_code problem;
    std::filesystem::rename(partial.toStdString(), path.toStdString(), problem);
    if (problem) {
        QFile::remove(partial);
        return Error{ErrorKind::Resource, "project_unwritable",
                     QObject::tr("The project could not be saved as %1. Choose another folder.")
                         .arg(QDir::toNativeSeparators(path))
                         .toStdString(),
                     ""};
    }
    return {};
}

}  // namespace lexicell::ui
