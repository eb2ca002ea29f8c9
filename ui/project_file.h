// The project file (.lexicell): everything a person did to a data set, never the data. An SQLite database in WAL mode, so
// that each change is safe on disk before the screen shows it and killing the program at any moment loses nothing.
//
// Tables: meta (schema version, data set identity), journal (edits, in order), state (views, layout; overwritten), runs
// (what was computed, with options). Heavy results lie in an h5ad beside it (resultsFile). Schema version: PRAGMA
// user_version; a newer one is refused (class `project_too_new`), damage is `project_damaged`, a full disk `disk_full`.
// One window writes: a lock file beside the project says which. Another may read (class `project_locked` when it writes);
// the lock of a program that was killed is taken over.
#pragma once

#include "core/base/result.h"

#include <QByteArray>
#include <QDateTime>
#include <QJsonObject>
#include <QString>

#include <memory>
#include <optional>
#include <vector>

class QLockFile;
struct sqlite3;

namespace lexicell::ui {

struct DatasetIdentity {
    QString path;         // absolute; where it was seen last
    QString fingerprint;  // of its content (file_fingerprint.h)
    qint64 bytes = 0;
    qint64 cells = 0;  // as in the file, before any filter
    qint64 genes = 0;
};

struct JournalEntry {
    enum class Kind {
        Field,  // a column of the data set as it was when first edited: what the edits after it start from
        Edit,   // a LabelEdit
        Undo,
        Redo,
        Cells,  // the data set was reduced to these cells; earlier entries no longer apply
    };
    qint64 sequence = 0;
    QDateTime time;
    Kind kind = Kind::Edit;
    QJsonObject payload;
    QByteArray bytes;
};

struct RunRecord {
    QDateTime time;
    QString step;   // "embed", "umap", …
    QString title;  // "Embed with scGPT"
    QJsonObject options;
    double seconds = 0.0;
};

class ProjectFile {
  public:
    enum class Access { Write, Read };
    // Opens `path`, making it when it is not there.
    static Result<std::unique_ptr<ProjectFile>> open(const QString &path, Access access = Access::Write);
    ~ProjectFile();
    ProjectFile(const ProjectFile &) = delete;
    ProjectFile &operator=(const ProjectFile &) = delete;

    const QString &path() const { return m_path; }
    bool writable() const { return m_lock != nullptr; }
    QString resultsFile() const;  // "<project without .lexicell>.results.h5ad"

    Result<void> setDataset(const DatasetIdentity &identity);
    std::optional<DatasetIdentity> dataset() const;  // none: a project that was never given one

    // All or nothing, on disk when it returns.
    Result<void> append(const std::vector<JournalEntry> &entries);
    Result<std::vector<JournalEntry>> journal() const;
    Result<void> clearJournal();

    Result<void> setState(const QString &key, const QJsonObject &value);
    QJsonObject state(const QString &key) const;

    Result<void> addRun(const RunRecord &run);
    std::vector<RunRecord> runs() const;

    // A complete copy under another name (replaced when it exists); this object stays where it is.
    Result<void> copyTo(const QString &path) const;

  private:
    ProjectFile(sqlite3 *database, QString path);
    Result<void> lock();
    Result<void> checkWritable() const;
    Result<void> prepareSchema();
    Error failure(const char *doing) const;

    sqlite3 *m_database;
    QString m_path;
    std::unique_ptr<QLockFile> m_lock;  // null: opened for reading
};

}  // namespace lexicell::ui
