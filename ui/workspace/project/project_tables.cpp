// The rows of the project file's tables: data set, names of cells, journal, states, runs.
#include "ui/workspace/project/migrations.h"
#include "ui/workspace/project/project_file.h"
#include "ui/workspace/project/project_statement.h"

#include <QDir>
#include <QFileInfo>
#include <QJsonDocument>

#include <algorithm>
#include <iterator>

namespace lexicell::ui {

namespace {

constexpr const char *kinds[] = {"field", "edit", "undo", "redo", "cells", "saved", "gene-sets", "gene-edit"};

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

}  // namespace

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
    if (!json) return partUnreadable(m_path, "dataset");
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
    if (m_schema < schemaWithNames) return QByteArray();
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

Journal ProjectFile::readJournal(qint64 after) const
{
    Journal journal;
    Statement statement(m_database,
                        "SELECT sequence, time, kind, payload, bytes FROM journal WHERE sequence > ? ORDER BY sequence");
    statement.bind(1, after);
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

Result<void> ProjectFile::setState(const QString &key, const QJsonObject &value)
{
    LEXICELL_CHECK(checkWritable());
    return putState(key, compact(value));
}

Result<void> ProjectFile::putState(const QString &key, const QByteArray &value)
{
    Statement statement(m_database, "INSERT OR REPLACE INTO state(key, value) VALUES(?, ?)");
    statement.bind(1, key);
    statement.bind(2, value);
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
    return value ? Result<QJsonObject>(*value) : partUnreadable(m_path, "state");
}

QJsonObject ProjectFile::state(const QString &key) const
{
    const auto value = readState(key);
    return value.ok() ? *value : QJsonObject();
}

Result<void> ProjectFile::addRun(const RunRecord &run)
{
    LEXICELL_CHECK(checkWritable());
    return insertRun(run);
}

Result<void> ProjectFile::insertRun(const RunRecord &run)
{
    Statement statement(m_database, "INSERT INTO runs(time, step, title, options, seconds) VALUES(?, ?, ?, ?, ?)");
    statement.bind(1, textOf(run.time));
    statement.bind(2, run.step);
    statement.bind(3, run.title);
    statement.bind(4, compact(run.options));
    statement.bind(5, run.seconds);
    if (!statement.run()) return failure("runs");
    return {};
}

Result<std::vector<RunRecord>> ProjectFile::runs(qint64 after) const
{
    std::vector<RunRecord> result;
    Statement statement(m_database, "SELECT time, step, title, options, seconds FROM runs WHERE sequence > ? ORDER BY sequence");
    statement.bind(1, after);
    while (statement.step()) {
        const auto options = parsed(statement.text(3));
        if (!options) return partUnreadable(m_path, "runs");
        result.push_back({timeOf(statement.text(0)), QString::fromUtf8(statement.text(1)), QString::fromUtf8(statement.text(2)),
                          *options, statement.real(4)});
    }
    if (!statement.ok()) return failure("runs");
    return result;
}

}  // namespace lexicell::ui
