// The project file (.lexicell): everything a person did to a data set, never the data. An SQLite database in WAL mode, so
// that each change is safe on disk before the screen shows it and killing the program at any moment loses nothing.
//
// Tables: meta (schema version, data set identity), names (of the cells that the journal counts), journal (edits, in order),
// state (views, layout; overwritten), runs (what was computed, with options), results (of tasks: ../results/kept_results.h).
// Elements added to the data set lie in an h5ad beside it (resultsFile). The schema and its versions: migrations.h. A newer one
// is refused (class `project_too_new`), damage is `project_damaged`, an entry that cannot be understood `journal_damaged`, a full
// disk `disk_full`. A read error is an error, never the end of the rows. One window writes: a lock file beside the project says
// which. Another may read (class `project_locked` when it writes); the lock of a program that was killed is taken over. An object
// is used by one thread at a time; the thread may change (ProjectJournal::lend).
#pragma once

#include "core/base/result.h"

#include <QByteArray>
#include <QDateTime>
#include <QJsonObject>
#include <QString>

#include <functional>
#include <memory>
#include <optional>
#include <vector>

class QLockFile;
struct sqlite3;

namespace lexicell::ui {

struct DatasetIdentity {
    QString path;         // absolute; where it was seen last
    QString fingerprint;  // of its content (facts/dataset_facts.h)
    qint64 bytes = 0;
    qint64 cells = 0;  // as in the file, before any filter
    qint64 genes = 0;
    QString geneNames = {};  // SHA-256 of the genes' names in order; empty: not known
};

struct JournalEntry {
    enum class Kind {
        Field,  // a column of the data set as it was when first edited: what the edits after it start from
        Edit,   // a LabelEdit
        Undo,
        Redo,
        Cells,      // the data set was reduced to these cells; earlier entries no longer apply
        Saved,      // everything up to here was written to the h5ad file named
        GeneStart,  // all gene sets, as the journal starts with them
        GeneEdit,   // a GeneSetEdit
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

struct Journal {
    std::vector<JournalEntry> entries;  // up to the damage
    std::optional<Error> damage;        // why the next entry cannot be read; those after it are still in the file
};

class ProjectFile {
  public:
    enum class Access { Write, Read };
    // Opens `path`. Write makes it when it is not there and brings it to the present schema; Read changes nothing at all.
    static Result<std::unique_ptr<ProjectFile>> open(const QString &path, Access access = Access::Write);
    ~ProjectFile();
    ProjectFile(const ProjectFile &) = delete;
    ProjectFile &operator=(const ProjectFile &) = delete;

    const QString &path() const { return m_path; }
    bool writable() const { return m_lock != nullptr && !m_held; }
    static QString resultsFileOf(const QString &projectFile);  // "<project without .lexicell>.results.h5ad"
    QString resultsFile() const { return resultsFileOf(m_path); }

    // Refuses every later change with `why`, because the file must not change before a person has decided.
    void hold(Error why) { m_held = std::move(why); }
    const std::optional<Error> &held() const { return m_held; }

    Result<void> setDataset(const DatasetIdentity &identity);
    Result<std::optional<DatasetIdentity>> dataset() const;  // none: a project that was never given one
    // Of all cells of the data set, as packNames() made them. Empty: a project of schema version 1.
    Result<void> setCellNames(const QByteArray &packed);
    Result<QByteArray> cellNames() const;

    // All or nothing. Safe from a kill of the program when it returns, and from a power cut a moment later (synchronous=NORMAL).
    Result<void> append(const std::vector<JournalEntry> &entries);
    Journal readJournal(qint64 after = 0) const;        // entries with a larger sequence number
    Result<std::vector<JournalEntry>> journal() const;  // the whole of it, or the damage
    // Starts a new journal for these data, all or nothing. Works also while the file is held, and ends that. A database too
    // damaged to be changed is replaced by a new one, so call copyAside() first.
    Result<void> begin(const DatasetIdentity &identity, const QByteArray &cellNames, const std::vector<JournalEntry> &entries);

    Result<void> setState(const QString &key, const QJsonObject &value);
    Result<QJsonObject> readState(const QString &key) const;  // empty: never set
    QJsonObject state(const QString &key) const;              // empty also if it cannot be read: the layout is then made anew

    Result<void> addRun(const RunRecord &run);
    Result<std::vector<RunRecord>> runs(qint64 after = 0) const;

    // Takes what was written to `source` since this project was copied from it: entries, runs, states.
    Result<void> catchUp(const ProjectFile &source);
    // A complete copy under another name (replaced when it exists); this object stays where it is.
    Result<void> copyTo(const QString &path) const;
    // A copy beside the project under a free name that ends in `suffix`, byte for byte where the database is damaged. Returns
    // its path.
    Result<QString> copyAside(const QString &suffix) const;

  private:
    explicit ProjectFile(QString path);
    Result<void> lock();
    Result<void> checkWritable() const;
    Result<void> openDatabase();
    Result<void> prepareSchema();
    Result<qint64> schemaOfFile();
    Result<void> makeAnew();
    Result<void> transaction(const std::function<Result<void>()> &changes);
    Result<void> execute(const char *sql, const char *doing);
    Result<void> insert(const std::vector<JournalEntry> &entries);
    Result<void> insertRun(const RunRecord &run);
    Result<void> putState(const QString &key, const QByteArray &value);
    Result<qint64> lastRow(const char *sql) const;
    Result<void> putDataset(const DatasetIdentity &identity);
    Result<void> putCellNames(const QByteArray &packed);
    Error failure(const char *doing) const;

    sqlite3 *m_database = nullptr;
    QString m_path;
    std::unique_ptr<QLockFile> m_lock;  // null: opened for reading
    std::optional<Error> m_held;
    int m_schema = 0;
};

// Class `project_damaged`.
Error partUnreadable(const QString &path, const char *table);
// `entry` counts from 1. Class `journal_damaged`.
Error journalDamage(const QString &path, qint64 entry);

}  // namespace lexicell::ui
