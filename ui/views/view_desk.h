// The middle of the window: views of any kind, side by side, one above the other, stacked as tabs, or each in a window of its
// own; one of them can fill it for a while. A person drags them; the layout can be stored and restored. It knows no type of view
// but the interface (view.h).
#pragma once

#include <QHash>
#include <QJsonObject>
#include <QMainWindow>
#include <QTimer>

#include <vector>

namespace lexicell::ui {

class View;
class ViewDock;
class ViewWindow;

class ViewDesk : public QMainWindow {
    Q_OBJECT

  public:
    explicit ViewDesk(QWidget *parent = nullptr);
    ~ViewDesk() override;

    // Where a view goes that no stored layout has a place for: beside the others that came like this, or as a tab on them. The
    // first tab comes beside them, too, or below if the desk is too narrow.
    enum class Place { Beside, Tab };
    // Takes the view. `name` is the same in every session ("map.1", "result.7"): a stored layout finds the view by it.
    void add(View *view, const QString &name, Place place);
    void remove(View *view);  // and deletes it
    View *find(const QString &name) const;
    QString nameOf(const View *view) const;

    bool isShown(const View *view) const;  // in any tab or window
    void setShown(View *view, bool shown);
    bool isAway(const View *view) const;  // in a window of its own
    void setAway(View *view, bool away);  // or back in its place
    // It and the tabs on it alone fill the desk; null: all are shown again, as before. A view that is opened or closed ends it.
    void setMaximized(View *view);
    View *maximized() const { return m_maximized; }
    // The view that has the keyboard, else the result or the map that is seen first; or back.
    void toggleMaximized();
    bool hasViews() const { return !m_views.empty(); }
    void setStacked(bool stacked);  // views that came beside each other: one above the other
    void resetLayout();             // every view is shown, in the place where it would come first
    void setPage(QWidget *page);    // shown while no view of Place::Beside is here; taken, once

    // "docks": QMainWindow::saveState() as base64; "away": names, each with the geometry of its window; "maximized": a name.
    QJsonObject layoutState() const;
    void restoreLayout(const QJsonObject &state);

  Q_SIGNALS:
    void layoutChanged();  // a moment after the last change
    void viewsChanged();   // which views are here, away or closed
    void exportWanted(lexicell::ui::View *view);
    void removeWanted(lexicell::ui::View *view);

  protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

  private:
    struct Placed {
        ViewDock *dock;
        Place place;
        ViewWindow *window = nullptr;  // it is away
    };
    const Placed *placed(const View *view) const;
    Placed *placed(const View *view);
    int widthForOneMore() const;
    void splitBelow(ViewDock *dock);
    void hideOthers(const ViewDock *dock);
    void place(ViewDock *dock, Place place, ViewDock *last);
    void equalize();
    void showPage();

    std::vector<Placed> m_views;
    QWidget *m_page = nullptr;
    bool m_below = false;  // the tabs are below the others, not beside them
    View *m_maximized = nullptr;
    QList<ViewDock *> m_hidden;  // … for that one
    QByteArray m_before;         // the layout before
    Qt::Orientation m_orientation = Qt::Horizontal;
    QTimer m_changed;
    QTimer m_closed;  // the maximized view was: ends that, at once
};

}  // namespace lexicell::ui
