// One edit of one field in the history, kept as the difference between before and after, so that a long history of a large data
// set stays small.
#pragma once

#include "ui/workspace/labels/labels.h"

#include <QUndoCommand>

#include <cstdint>
#include <vector>

namespace lexicell::ui {

class FieldCommand : public QUndoCommand {
  public:
    // Null: there is no field before, or after. The first redo() comes from pushing it, when the edit is already in the journal.
    FieldCommand(Labels &labels, ProjectJournal &journal, QString name, const LabelFieldPtr &before, const LabelFieldPtr &after,
                 const QString &text);

    void undo() override;
    void redo() override;

  private:
    struct ChangedCell {
        std::int64_t cell;
        std::int32_t before;
        std::int32_t after;
    };
    void apply(bool forward);

    Labels &m_labels;
    ProjectJournal &m_journal;
    QString m_name;
    LabelFieldPtr m_before, m_after;  // without codes; null when a field appears or disappears
    LabelFieldPtr m_wholeBefore, m_wholeAfter;
    std::vector<ChangedCell> m_cells;
    bool m_pushed = false;
};

}  // namespace lexicell::ui
