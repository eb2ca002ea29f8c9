#include "ui/widgets/undo_through.h"

#include <QAbstractSpinBox>
#include <QApplication>
#include <QComboBox>
#include <QKeyEvent>
#include <QLineEdit>
#include <QPlainTextEdit>

namespace lexicell::ui {

namespace {

// Combo boxes and spin boxes pass the key to their line edit, and no event filter sees it there.
const QLineEdit *lineOf(const QObject *box)
{
    if (const auto *combo = qobject_cast<const QComboBox *>(box)) return combo->lineEdit();
    if (const auto *spin = qobject_cast<const QAbstractSpinBox *>(box)) return spin->findChild<QLineEdit *>();
    return qobject_cast<const QLineEdit *>(box);
}

bool canUse(const QObject *box, bool undo)
{
    if (const QLineEdit *line = lineOf(box)) return undo ? line->isUndoAvailable() : line->isRedoAvailable();
    if (const auto *text = qobject_cast<const QPlainTextEdit *>(box))
        return !text->isReadOnly() && (undo ? text->document()->isUndoAvailable() : text->document()->isRedoAvailable());
    return true;  // not a text box: the widget handles the key itself
}

}  // namespace

UndoThrough::UndoThrough(QObject *parent) : QObject(parent) { qApp->installEventFilter(this); }

bool UndoThrough::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() != QEvent::ShortcutOverride) return false;
    auto *key = static_cast<QKeyEvent *>(event);
    const bool undo = key->matches(QKeySequence::Undo), redo = key->matches(QKeySequence::Redo);
    if ((!undo && !redo) || canUse(watched, undo)) return false;
    event->ignore();  // not overridden: the window's shortcut has it
    return true;
}

}  // namespace lexicell::ui
