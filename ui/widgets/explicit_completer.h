// Suggestions for an editable combo box: a list below the line, from which nothing is taken until a person chooses an entry
// with the arrow keys or the mouse. Qt's own completes inside the line, so that "Te" and Enter become "Test lab".
#pragma once

#include <QCompleter>
#include <QStringList>

class QComboBox;

namespace lexicell::ui {

class ExplicitCompleter : public QCompleter {
    Q_OBJECT

  public:
    // Becomes the completer of `box`, which owns it. Entries that contain the typed text in either case are offered. An entry in
    // another case does not replace the typed text.
    explicit ExplicitCompleter(QComboBox *box);

    QStringList splitPath(const QString &path) const override { return {path.toCaseFolded()}; }

    QString pathFromIndex(const QModelIndex &index) const override { return index.data(Qt::DisplayRole).toString(); }

  private:
    void offer();

    QComboBox *m_box;
};

}  // namespace lexicell::ui
