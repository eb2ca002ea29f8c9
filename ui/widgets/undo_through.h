// Ctrl+Z takes back the last edit of labels also while the cursor stands in a text box, unless there is typing in that box to
// take back: a box accepts the key even when it can do nothing with it.
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
