// The place of one view on the desk (view_desk.h): it is dragged by a grip, and a double click on that makes the view fill the
// desk. A view without a header of its own gets one with its title, its caption in one line, and buttons.
#pragma once

#include <QDockWidget>

class QHBoxLayout;
class QToolButton;

namespace lexicell::ui {

class View;

class ViewDock : public QDockWidget {
    Q_OBJECT

  public:
    // Takes `view`.
    ViewDock(View *view, const QString &name, QWidget *parent);

    View *view() const { return m_view; }
    void setMaximized(bool maximized);              // for its button: it fills the desk
    void setAway(bool away);                        // … it is in a window of its own, which has a button for that itself
    QWidget *content() const { return m_content; }  // the view and its row; outside of the dock while it is in its own window

  Q_SIGNALS:
    void exportWanted();
    void removeWanted();
    void windowWanted();    // into a window of its own, or back
    void maximizeWanted();  // fill the desk, or back
    void closeWanted();

  private:
    QWidget *framed();
    QToolButton *addButton(QHBoxLayout *row, const char *name, const char *iconName, const QString &tip,
                           void (ViewDock::*wanted)());
    void addMenu(QHBoxLayout *head, QWidget *frame);

    View *m_view;
    QWidget *m_content;
    QToolButton *m_maximize = nullptr;
    QToolButton *m_close = nullptr;
};

}  // namespace lexicell::ui
