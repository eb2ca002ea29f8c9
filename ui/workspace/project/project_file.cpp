#include "ui/workspace/project/project_file.h"

#include "ui/workspace/project/project_statement.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QJsonDocument>
#include <QLockFile>
#include <QObject>

namespace lexicell::ui {

namespace {

constexpr int schemaVersion = 3;
constexpr const char *kinds[] = {"field", "edit", "undo", "redo", "cells", "saved"};

// synchronous=NORMAL with WAL: a killed program loses nothing; a power cut may lose the last moments but never damages the
// file. FULL would cost an fsync an edit, which on a spinning disk is longer than a frame.
constexpr const char *pragmas = "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA busy_timeout=2000;";

constexpr const char *schema = R"(
    CREATE TABLE IF NOT EXISTS meta(key TEXT PRIMARY KEY, value TEXT NOT NULL);
    CREATE TABLE IF NOT EXISTS names(what TEXT PRIMARY KEY, packed BLOB NOT NULL);
    CREATE TABLE IF NOT EXISTS journal(sequence INTEGER PRIMARY KEY, time TEXT NOT NULL, kind TEXT NOT NULL,
                                       payload TEXT NOT NULL, bytes BLOB);
    CREATE TABLE IF NOT EXISTS state(key TEXT PRIMARY KEY, value TEXT NOT NULL);
    CREATE TABLE IF NOT EXISTS runs(sequence INTEGER PRIMARY KEY, time TEXT NOT NULL, step TEXT NOT NULL,
                                    title TEXT NOT NULL, options TEXT NOT NULL, seconds REAL NOT NULL);
)";

QByteArray compact(const QJsonObject &object) { return QJsonDocument(object).toJson(QJsonDocument::Compact); }

// None: no JSON object. Qt's parser refuses what is nested deeper than 1024.
std::optional<QJsonObject> parsed(const QByteArray &text)
{
    const QJsonDocument document = QJsonDocument::fromJson(text);
    return document.isObject() ? std::optional(document.object()) : std::nullopt;
}

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
    return {errors::projectLocked,
            QObject::tr("The project %1 is open in %2. Close it there, or save this one under another name.")
                .arg(QFileInfo(path).fileName(), holder)
                .toStdString(),
            ""};
}

Error unreadable(const QString &path, const char *table)
{
    return {errors::projectDamaged,
            QObject::tr("Part of the project %1 cannot be read. Open the data set itself to start a new one.")
                .arg(QDir::toNativeSeparators(path))
                .toStdString(),
            table};
}

}  // namespace

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
    return version > 0 ? Result<void>() : Result<void>(unreadable(m_path, "schema"));
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
    LEXICELL_CHECK(execute(schema, "prepared"));
    if (found == schemaVersion) return {};
    return execute(("PRAGMA user_version=" + QByteArray::number(schemaVersion)).constData(), "prepared");
}

// 0: a file without tables. A newer version than this program's is refused.
Result<qint64> ProjectFile::schemaOfFile()
{
    Statement version(m_database, "PRAGMA user_version");
    if (!version.step()) return failure("opened");
    const qint64 found = version.number(0);
    if (found > schemaVersion)
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

Error ProjectFile::failure(const char *doing) const
{
    const int code = sqlite3_errcode(m_database) & 0xFF;
    const QString path = QDir::toNativeSeparators(m_path);
    const std::string detail = std::string(doing) + ": " + sqlite3_errmsg(m_database);
    if (code == SQLITE_FULL)
        return {errors::diskFull,
                QObject::tr("The disk is full: the last change could not be written to %1. Free some space and try again.")
                    .arg(path)
                    .toStdString(),
                detail};
    if (code == SQLITE_NOTADB || code == SQLITE_CORRUPT)
        return {errors::projectDamaged,
                QObject::tr("%1 is damaged or not a Lexicell project. Open the data set itself to start a new one.")
                    .arg(path)
                    .toStdString(),
                detail};
    return {errors::projectUnwritable,
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
    return putDataset(identity);
}

Result<void> ProjectFile::putDataset(const DatasetIdentity &identity)
{
    const QJsonObject json{{"path", identity.path},
                           {"relative", QFileInfo(m_path).dir().relativeFilePath(identity.path)},
                           {"fingerprint", identity.fingerprint},
                           {"bytes", identity.bytes},
                           {"cells", identity.cells},
                           {"genes", identity.genes},
                           {"geneNames", identity.geneNames}};
    Statement statement(m_database, "INSERT OR REPLACE INTO meta(key, value) VALUES('dataset', ?)");
    statement.bind(1, compact(json));
    if (!statement.run()) return failure("dataset");
    return {};
}

Result<std::optional<DatasetIdentity>> ProjectFile::dataset() const
{
    Statement statement(m_database, "SELECT value FROM meta WHERE key='dataset'");
    if (!statement.step()) {
        if (!statement.ok()) return failure("dataset");
        return std::optional<DatasetIdentity>();
    }
    const auto json = parsed(statement.text(0));
    if (!json) return unreadable(m_path, "dataset");
    DatasetIdentity identity{(*json)["path"].toString(),   (*json)["fingerprint"].toString(), (*json)["bytes"].toInteger(),
                             (*json)["cells"].toInteger(), (*json)["genes"].toInteger(),      (*json)["geneNames"].toString()};
    // A project that traveled together with its data finds it by the relative path.
    const QString relative = QDir::cleanPath(QFileInfo(m_path).dir().absoluteFilePath((*json)["relative"].toString()));
    if (!QFileInfo::exists(identity.path) && QFileInfo::exists(relative)) identity.path = relative;
    return std::optional(identity);
}

Result<void> ProjectFile::setCellNames(const QByteArray &packed)
{
    LEXICELL_CHECK(checkWritable());
    return putCellNames(packed);
}

Result<void> ProjectFile::putCellNames(const QByteArray &packed)
{
    Statement statement(m_database, "INSERT OR REPLACE INTO names(what, packed) VALUES('cells', ?)");
    statement.bindBlob(1, packed);
    if (!statement.run()) return failure("names");
    return {};
}

Result<QByteArray> ProjectFile::cellNames() const
{
    Statement statement(m_database, "SELECT packed FROM names WHERE what='cells'");
    if (statement.step()) return statement.blob(0);
    if (!statement.ok()) return failure("names");
    return QByteArray();
}

Result<void> ProjectFile::append(const std::vector<JournalEntry> &entries)
{
    LEXICELL_CHECK(checkWritable());
    return transaction([&] { return insert(entries); });
}

Result<void> ProjectFile::insert(const std::vector<JournalEntry> &entries)
{
    Statement statement(m_database, "INSERT INTO journal(time, kind, payload, bytes) VALUES(?, ?, ?, ?)");
    for (const auto &entry : entries) {
        statement.bind(1, textOf(entry.time));
        statement.bind(2, QByteArray(kinds[static_cast<int>(entry.kind)]));
        statement.bind(3, compact(entry.payload));
        statement.bindBlob(4, entry.bytes);
        if (!statement.run()) return failure("journal");
        statement.reset();
    }
    if (!statement.ok()) return failure("journal");
    return {};
}

Journal ProjectFile::readJournal() const
{
    Journal journal;
    Statement statement(m_database, "SELECT sequence, time, kind, payload, bytes FROM journal ORDER BY sequence");
    while (statement.step()) {
        const QByteArray kind = statement.text(2);
        const auto found = std::find_if(std::begin(kinds), std::end(kinds), [&](const char *name) { return kind == name; });
        const auto payload = parsed(statement.text(3));
        if (found == std::end(kinds) || !payload) {
            journal.damage = journalDamage(m_path, static_cast<qint64>(journal.entries.size()) + 1);
            return journal;
        }
        journal.entries.push_back({statement.number(0), timeOf(statement.text(1)),
                                   static_cast<JournalEntry::Kind>(found - std::begin(kinds)), *payload, statement.blob(4)});
    }
    if (statement.ok()) return journal;
    journal.damage = journalDamage(m_path, static_cast<qint64>(journal.entries.size()) + 1);
    journal.damage->detail = sqlite3_errmsg(m_database);
    return journal;
}

Result<std::vector<JournalEntry>> ProjectFile::journal() const
{
    Journal journal = readJournal();
    if (journal.damage) return *journal.damage;
    return std::move(journal.entries);
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

Result<void> ProjectFile::setState(const QString &key, const QJsonObject &value)
{
    LEXICELL_CHECK(checkWritable());
    Statement statement(m_database, "INSERT OR REPLACE INTO state(key, value) VALUES(?, ?)");
    statement.bind(1, key);
    statement.bind(2, compact(value));
    if (!statement.run()) return failure("state");
    return {};
}

Result<QJsonObject> ProjectFile::readState(const QString &key) const
{
    Statement statement(m_database, "SELECT value FROM state WHERE key=?");
    statement.bind(1, key);
    if (!statement.step()) {
        if (!statement.ok()) return failure("state");
        return QJsonObject();
    }
    const auto value = parsed(statement.text(0));
    return value ? Result<QJsonObject>(*value) : unreadable(m_path, "state");
}

QJsonObject ProjectFile::state(const QString &key) const
{
    const auto value = readState(key);
    return value.ok() ? *value : QJsonObject();
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

Result<std::vector<RunRecord>> ProjectFile::runs() const
{
    std::vector<RunRecord> result;
    Statement statement(m_database, "SELECT time, step, title, options, seconds FROM runs ORDER BY sequence");
    while (statement.step()) {
        const auto options = parsed(statement.text(3));
        if (!options) return unreadable(m_path, "runs");
        result.push_back({timeOf(statement.text(0)), QString::fromUtf8(statement.text(1)), QString::fromUtf8(statement.text(2)),
                          *options, statement.real(4)});
    }
    if (!statement.ok()) return failure("runs");
    return result;
}

}  // namespace lexicell::ui
