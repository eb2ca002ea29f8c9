// A view in a window of its own, for a second screen. Closing it brings the view back.
#pragma once

#include <QWidget>

namespace lexicell::ui {

class View;

class ViewWindow : public QWidget {
    Q_OBJECT

  public:
    // Takes `content`, which holds `view`, out of where it is. The shortcuts of `shortcutsOf` work here, too.
    ViewWindow(View *view, QWidget *content, QWidget *shortcutsOf, QWidget *parent);

  Q_SIGNALS:
    void closed();  // the view is still in it

  protected:
    void closeEvent(QCloseEvent *event) override;

  private:
    void updateTitle();

    View *m_view;
};

}  // namespace lexicell::ui
