// A view in a window of its own, for a second screen. Closing it brings the view back.
#pragma once

#include <QWidget>

namespace lexicell::ui {

class ViewPane;

class ViewWindow : public QWidget {
    Q_OBJECT

  public:
    // Takes `pane` out of where it is. The shortcuts of `shortcutsOf` work here, too.
    ViewWindow(ViewPane *pane, QWidget *shortcutsOf, QWidget *parent);

    ViewPane *pane() const { return m_pane; }

  Q_SIGNALS:
    void closed();  // the view is still in it

  protected:
    void closeEvent(QCloseEvent *event) override;

  private:
    void updateTitle();

    ViewPane *m_pane;
};

}  // namespace lexicell::ui
