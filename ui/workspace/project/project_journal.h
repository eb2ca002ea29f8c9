// What is written down and can be undone: the project file that is open, the history of edits, and what no h5ad has yet.
//
// An edit is appended here before it is shown, and it is shown only if that succeeded. Undoing and redoing are appended too, so
// that reopening finds the same history. Knows entries, not what they mean. GUI thread only.
// Error classes: those of ProjectFile; `project_locked` also while another window or a job has the file.
#pragma once

#include "core/base/result.h"
#include "ui/workspace/project/project_file.h"

#include <QDateTime>
#include <QObject>
#include <QUndoStack>

#include <memory>
#include <optional>
#include <vector>

namespace lexicell::ui {

class ProjectJournal : public QObject {
    Q_OBJECT

  public:
    using QObject::QObject;

    void begin(std::unique_ptr<ProjectFile> project);  // null: nothing is stored
    void clear();

    ProjectFile *project() const { return m_project.get(); }
    QUndoStack *undoStack() { return &m_undo; }
    const QUndoStack *undoStack() const { return &m_undo; }

    // Another window works on the project, or it is held until a person decides: labels can be viewed and results computed,
    // but nothing is stored.
    bool readOnly() const { return m_refused || (m_project && !m_project->writable()); }
    std::optional<Error> whyReadOnly() const;
    // Refuses edits until a project is adopted, because no project could store them.
    void refuseEdits(Error why);
    // Whether a person may edit now: no error while entries are replayed.
    Result<void> mayEdit() const;

    // Gives the file to a job that writes it anew; until it comes back with adopt(), or with giveBack() unchanged, edits are
    // refused.
    std::unique_ptr<ProjectFile> lend();
    void giveBack(std::unique_ptr<ProjectFile> project);
    bool lent() const { return m_lent; }
    // Continues in a project whose journal is the present one.
    void move(std::unique_ptr<ProjectFile> project) { m_project = std::move(project); }
    // Starts in a project that a job began with the present labels: the history starts here. `unsaved`: no h5ad has them.
    void adopt(std::unique_ptr<ProjectFile> project, bool unsaved);

    // All or nothing. Does nothing while entries are replayed or without a project.
    Result<void> append(std::vector<JournalEntry> entries);
    // An undo or redo cannot be refused half-way. One that could not be written is written together with the next entries,
    // which are refused as long as it cannot be.
    void appendStep(JournalEntry::Kind kind);
    // Does nothing without a project that can be written.
    Result<void> setState(const QString &key, const QJsonObject &value);

    // Entries that were read are carried out: they are not appended again, and listeners are not told of each.
    bool replaying() const { return m_replaying; }
    void setReplaying(bool on) { m_replaying = on; }

    // QUndoCommand::id() of an edit that belongs to the project alone, because no h5ad can take it.
    static constexpr int projectAlone = 1;
    // Edits that an h5ad could have and none has, made now or before the project was opened again.
    bool hasUnsavedEdits() const;
    void setUnsavedStart(bool unsaved) { m_unsavedStart = unsaved; }
    void markSaved(const QString &file);  // without an entry
    QString savedFile() const { return m_savedFile; }
    QDateTime journaledAt() const { return m_journaledAt; }
    void setJournaledAt(const QDateTime &time) { m_journaledAt = time; }

  Q_SIGNALS:
    void editabilityChanged();  // readOnly() has changed
    void journaled();
    void journalFailed(const QString &message);

  private:
    std::unique_ptr<ProjectFile> m_project;
    QUndoStack m_undo;
    std::vector<JournalEntry> m_unwritten;  // steps of the history that could not be written yet
    std::optional<Error> m_refused;
    bool m_lent = false;
    bool m_replaying = false;
    bool m_unsavedStart = false;  // the history begins with labels that no h5ad has
    QString m_savedFile;
    QDateTime m_journaledAt;
};

}  // namespace lexicell::ui
