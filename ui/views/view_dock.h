// The place of one view on the desk (view_desk.h): it is dragged by its title, or by a grip where the view has a header of its
// own. A view without a header gets a row with its caption and buttons.
#pragma once

#include <QDockWidget>

class QHBoxLayout;

namespace lexicell::ui {

class View;

class ViewDock : public QDockWidget {
    Q_OBJECT

  public:
    // Takes `view`.
    ViewDock(View *view, const QString &name, QWidget *parent);

    View *view() const { return m_view; }
    QWidget *content() const { return m_content; }  // the view and its row; outside of the dock while it is in its own window

  Q_SIGNALS:
    void exportWanted();
    void removeWanted();
    void windowWanted();  // into a window of its own, or back

  private:
    QWidget *framed();
    void addMenu(QHBoxLayout *head, QWidget *frame);

    View *m_view;
    QWidget *m_content;
};

}  // namespace lexicell::ui
