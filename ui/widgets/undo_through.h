// Ctrl+Z in a text box undoes the typing there. If there is none, it undoes the last edit of labels. Without this filter the
// box would accept the key and do nothing.
#pragma once

#include <QObject>

namespace lexicell::ui {

class UndoThrough : public QObject {
  public:
    explicit UndoThrough(QObject *parent);  // for the whole application, while it lives

  protected:
    bool eventFilter(QObject *watched, QEvent *event) override;
};

}  // namespace lexicell::ui
