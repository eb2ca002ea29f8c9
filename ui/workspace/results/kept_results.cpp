#include "ui/workspace/results/kept_results.h"

#include "ui/workspace/results/packed_result.h"
#include "ui/workspace/project/project_failure.h"
#include "ui/workspace/project/project_statement.h"

#include <QDateTime>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>

namespace lexicell::ui {

namespace {

using Entries = std::vector<std::pair<std::string, std::string>>;

constexpr int patience = 5000;  // milliseconds that the window's own connection may take for a write

class Connection {
  public:
    Connection(const QString &file, int access) : m_file(file)
    {
        m_open = sqlite3_open_v2(file.toUtf8().constData(), &m_database, access, nullptr) == SQLITE_OK;
        if (!m_open) return;
        sqlite3_busy_timeout(m_database, patience);
        sqlite3_exec(m_database, "PRAGMA synchronous=NORMAL", nullptr, nullptr, nullptr);
    }
    ~Connection() { sqlite3_close(m_database); }
    Connection(const Connection &) = delete;
    Connection &operator=(const Connection &) = delete;

    bool isOpen() const { return m_open; }
    sqlite3 *database() const { return m_database; }
    Error failure() const { return projectFailure(m_database, m_file, "results"); }

  private:
    QString m_file;
    sqlite3 *m_database = nullptr;
    bool m_open = false;
};

// Pairs: options may come twice, and their order is part of the record.
QJsonArray toJson(const Entries &entries)
{
    QJsonArray json;
    for (const auto &[name, value] : entries)
        json.append(QJsonArray{QString::fromStdString(name), QString::fromStdString(value)});
    return json;
}

Entries entriesFrom(const QJsonValue &json)
{
    Entries entries;
    for (const auto &entry : json.toArray())
        entries.emplace_back(entry.toArray()[0].toString().toStdString(), entry.toArray()[1].toString().toStdString());
    return entries;
}

QJsonObject aboutOf(const StoredResult &result, const QString &data)
{
    return {{"data", data},
            {"model", QString::fromStdString(result.model)},
            {"summary", QJsonDocument::fromJson(result.summary.toUtf8()).object()},
            {"step", QString::fromStdString(result.record.step)},
            {"options", toJson(result.record.options)},
            {"inputs", toJson(result.record.inputs)}};
}

StoredResult storedFrom(int id, const QString &task, const QJsonObject &about)
{
    StoredResult result;
    result.id = id;
    result.task = task.toStdString();
    result.model = about["model"].toString().toStdString();
    result.summary = QString::fromUtf8(QJsonDocument(about["summary"].toObject()).toJson(QJsonDocument::Compact));
    result.record.step = about["step"].toString().toStdString();
    result.record.options = entriesFrom(about["options"]);
    result.record.inputs = entriesFrom(about["inputs"]);
    return result;
}

}  // namespace

Result<void> keepResult(const QString &projectFile, const QString &data, const StoredResult &result)
{
    const auto packed = packResult(*result.result);
    if (!packed)
        return Error{errors::projectUnwritable,
                     QObject::tr("The result is too large for a project. Export it to a file.").toStdString(), ""};
    const Connection connection(projectFile, SQLITE_OPEN_READWRITE);
    if (!connection.isOpen()) return connection.failure();
    Statement statement(connection.database(),
                        "INSERT OR REPLACE INTO results(id, time, task, about, packed) VALUES(?, ?, ?, ?, ?)");
    statement.bind(1, QByteArray::number(result.id));
    statement.bind(2, QDateTime::currentDateTimeUtc().toString(Qt::ISODateWithMs));
    statement.bind(3, QString::fromStdString(result.task));
    statement.bind(4, QJsonDocument(aboutOf(result, data)).toJson(QJsonDocument::Compact));
    statement.bindBlob(5, *packed);
    if (!statement.run()) return connection.failure();
    return {};
}

Result<void> dropResult(const QString &projectFile, int id)
{
    const Connection connection(projectFile, SQLITE_OPEN_READWRITE);
    if (!connection.isOpen()) return connection.failure();
    Statement statement(connection.database(), "DELETE FROM results WHERE id=?");
    statement.bind(1, QByteArray::number(id));
    if (!statement.run()) return connection.failure();
    return {};
}

KeptResults keptResults(const QString &projectFile, const QString &data)
{
    KeptResults kept;
    const Connection connection(projectFile, SQLITE_OPEN_READONLY);
    if (!connection.isOpen()) return kept;
    Statement rows(connection.database(), "SELECT id, task, about, packed FROM results ORDER BY id");
    while (rows.step()) {
        const int id = static_cast<int>(rows.number(0));
        kept.lastId = std::max(kept.lastId, id);
        const QJsonDocument about = QJsonDocument::fromJson(rows.text(2));
        if (about.isObject() && about["data"].toString() != data) continue;
        auto result = about.isObject() ? unpackResult(rows.blob(3)) : std::nullopt;
        if (!result) {
            ++kept.unreadable;
            continue;
        }
        StoredResult stored = storedFrom(id, QString::fromUtf8(rows.text(1)), about.object());
        stored.result = std::make_shared<const models::tasks::TaskResult>(std::move(*result));
        kept.results.push_back(std::move(stored));
    }
    return kept;
}

}  // namespace lexicell::ui
