#include "ui/views/view_desk.h"

#include "ui/views/view.h"
#include "ui/views/view_dock.h"
#include "ui/views/view_window.h"

#include <QApplication>
#include <QEvent>

#include <algorithm>

namespace lexicell::ui {

namespace {

constexpr int stateVersion = 1;
constexpr int leastWidth = 420;   // pixels across: a map's header and its names need them
constexpr int leastHeight = 740;  // pixels: in less, results below the others take three quarters
constexpr int settleTime = 300;   // milliseconds: a separator that is dragged changes the layout with every step
// All views share one area of the dock layout: it fills the desk while the page is hidden.
constexpr Qt::DockWidgetArea area = Qt::LeftDockWidgetArea;

const QString docksKey = QStringLiteral("docks"), awayKey = QStringLiteral("away"), maximizedKey = QStringLiteral("maximized");

QString base64(const QByteArray &bytes) { return QString::fromLatin1(bytes.toBase64()); }
QByteArray bytesOf(const QJsonValue &text) { return QByteArray::fromBase64(text.toString().toLatin1()); }

}  // namespace

ViewDesk::ViewDesk(QWidget *parent) : QMainWindow(parent)
{
    setWindowFlags(Qt::Widget);  // a part of the window around it, whatever its class says
    setDockNestingEnabled(true);
    setTabPosition(Qt::AllDockWidgetAreas, QTabWidget::North);
    setContextMenuPolicy(Qt::NoContextMenu);  // the list of docks would offer to hide maps for good
    m_changed.setSingleShot(true);
    m_changed.setInterval(settleTime);
    connect(&m_changed, &QTimer::timeout, this, &ViewDesk::layoutChanged);
    m_closed.setSingleShot(true);
    connect(&m_closed, &QTimer::timeout, this, [this] { setMaximized(nullptr); });
}

ViewDesk::~ViewDesk()
{
    // The views go with this object: it must not hear of that.
    for (const Placed &each : m_views) {
        each.dock->removeEventFilter(this);
        if (each.window) each.window->disconnect(this);
    }
}

const ViewDesk::Placed *ViewDesk::placed(const View *view) const
{
    const auto found =
        std::find_if(m_views.begin(), m_views.end(), [view](const Placed &each) { return each.dock->view() == view; });
    return found == m_views.end() ? nullptr : &*found;
}

ViewDesk::Placed *ViewDesk::placed(const View *view) { return const_cast<Placed *>(std::as_const(*this).placed(view)); }

View *ViewDesk::find(const QString &name) const
{
    for (const Placed &each : m_views)
        if (each.dock->objectName() == QStringLiteral("dock.") + name) return each.dock->view();
    return nullptr;
}

QString ViewDesk::nameOf(const View *view) const
{
    const Placed *known = placed(view);
    return known ? known->dock->objectName().mid(5) : QString();
}

void ViewDesk::add(View *view, const QString &name, Place place)
{
    setMaximized(nullptr);
    auto *dock = new ViewDock(view, name, this);
    ViewDock *last = nullptr;
    for (const Placed &each : m_views)
        if (each.place == place && !each.window && !each.dock->isHidden()) last = each.dock;
    this->place(dock, place, last);
    m_views.push_back({dock, place});
    dock->installEventFilter(this);
    connect(dock, &ViewDock::exportWanted, this, [this, view] { Q_EMIT exportWanted(view); });
    connect(dock, &ViewDock::removeWanted, this, [this, view] { Q_EMIT removeWanted(view); });
    connect(dock, &ViewDock::windowWanted, this, [this, view] { setAway(view, !isAway(view)); });
    connect(dock, &ViewDock::maximizeWanted, this, [this, view] { setMaximized(m_maximized ? nullptr : view); });
    connect(dock, &ViewDock::closeWanted, this, [this, view] { setShown(view, false); });
    dock->show();
    equalize();
    showPage();
}

// Of each, if one more view stood beside those that are.
int ViewDesk::widthForOneMore() const
{
    int beside = 0;
    for (const Placed &each : m_views) beside += each.place == Place::Beside && !each.window && !each.dock->isHidden() ? 1 : 0;
    return width() / (m_orientation == Qt::Horizontal ? beside + 1 : std::min(beside, 1) + 1);
}

// Below the last view of those beside each other, or below all of them where even its own width is too small.
void ViewDesk::splitBelow(ViewDock *dock)
{
    ViewDock *last = nullptr;
    int across = 0;
    for (const Placed &each : m_views)
        if (each.place == Place::Beside && !each.window && !each.dock->isHidden()) {
            last = each.dock;
            ++across;
        }
    if (!last || (m_orientation == Qt::Horizontal && width() < across * leastWidth)) addDockWidget(area, dock, Qt::Vertical);
    else splitDockWidget(last, dock, Qt::Vertical);
}

// `last`: of those that came in the same way; null: it is the first.
void ViewDesk::place(ViewDock *dock, Place place, ViewDock *last)
{
    const bool first = !last && place == Place::Tab;
    const bool any = std::any_of(m_views.begin(), m_views.end(), [](const Placed &each) {
        return each.place == Place::Beside && !each.window && !each.dock->isHidden();
    });
    if (!last && place == Place::Beside) m_below = false;
    if (first) m_below = any && widthForOneMore() < leastWidth;
    if (first && m_below) splitBelow(dock);
    else if (!last) addDockWidget(area, dock, Qt::Horizontal);
    else if (place == Place::Tab) tabifyDockWidget(last, dock);
    else splitDockWidget(last, dock, m_orientation);
}

// Views beside each other are of one size when one is added. All tabs together take a share like one of them. Below the others
// they take two thirds, or three quarters of a low desk: under its controls a chart needs room for its rows.
void ViewDesk::equalize()
{
    QList<QDockWidget *> beside, across;
    for (const Placed &each : m_views)
        if (each.place == Place::Beside && !each.window) beside << each.dock;
    across = m_orientation == Qt::Horizontal ? beside : beside.mid(0, 1);
    for (const Placed &each : m_views)
        if (each.place == Place::Tab && !each.window && !each.dock->isHidden()) {
            if (!m_below) across << each.dock;
            else if (!beside.isEmpty())
                resizeDocks({beside.back(), each.dock}, {1000, height() < leastHeight ? 3000 : 2000}, Qt::Vertical);
            break;
        }
    resizeDocks(across, QList<int>(across.size(), 1000), Qt::Horizontal);
    if (m_orientation == Qt::Vertical) resizeDocks(beside, QList<int>(beside.size(), 1000), Qt::Vertical);
}

void ViewDesk::remove(View *view)
{
    const auto found =
        std::find_if(m_views.begin(), m_views.end(), [view](const Placed &each) { return each.dock->view() == view; });
    if (found == m_views.end()) return;
    const Placed gone = *found;
    if (m_maximized == view) setMaximized(nullptr);
    m_hidden.removeAll(gone.dock);
    m_views.erase(found);
    gone.dock->removeEventFilter(this);
    view->hide();
    gone.dock->hide();
    gone.dock->setObjectName({});  // another of its name may come before it is deleted
    removeDockWidget(gone.dock);
    gone.dock->deleteLater();
    if (gone.window) {
        gone.window->disconnect(this);
        gone.window->hide();
        gone.window->deleteLater();  // with the view in it
    }
    showPage();
    m_changed.start();
}

bool ViewDesk::isShown(const View *view) const
{
    const Placed *known = placed(view);
    return known && (known->window || !known->dock->isHidden() || m_hidden.contains(known->dock));
}

void ViewDesk::setShown(View *view, bool shown)
{
    Placed *known = placed(view);
    if (!known) return;
    if (known->window && shown) return known->window->raise();
    if (m_hidden.contains(known->dock) || !shown) setMaximized(nullptr);
    if (known->window) setAway(view, false);
    known->dock->setVisible(shown);
    if (shown) known->dock->raise();
    showPage();
}

bool ViewDesk::isAway(const View *view) const
{
    const Placed *known = placed(view);
    return known && known->window;
}

void ViewDesk::setAway(View *view, bool away)
{
    Placed *known = placed(view);
    if (!known || away == (known->window != nullptr)) return;
    setMaximized(nullptr);
    ViewDock *dock = known->dock;
    if (away) {
        auto *own = new ViewWindow(view, dock->content(), window(), this);
        known->window = own;
        connect(own, &ViewWindow::closed, this, [this, view] { setAway(view, false); });
        dock->hide();
        own->show();
    } else {
        ViewWindow *own = std::exchange(known->window, nullptr);
        dock->setWidget(dock->content());
        dock->show();
        dock->content()->show();
        dock->raise();
        own->disconnect(this);
        own->hide();
        own->deleteLater();
    }
    dock->setAway(away);
    view->setAway(away);
    showPage();
    m_changed.start();
}

void ViewDesk::setMaximized(View *view)
{
    if (view == m_maximized) return;
    if (m_maximized) {
        QList<ViewDock *> closed;  // meanwhile, by a person
        for (const Placed &each : m_views)
            if (each.dock->isHidden() && !m_hidden.contains(each.dock)) closed << each.dock;
        m_maximized = nullptr;
        m_hidden.clear();
        restoreState(std::exchange(m_before, {}), stateVersion);
        for (ViewDock *dock : closed) dock->hide();
    }
    const Placed *known = placed(view);
    if (known && !known->window && !known->dock->isHidden()) {
        m_before = saveState(stateVersion);
        m_maximized = view;
        hideOthers(known->dock);
        known->dock->raise();
    }
    for (const Placed &each : m_views) each.dock->setMaximized(m_maximized && !each.dock->isHidden());
    showPage();
    m_changed.start();
}

void ViewDesk::toggleMaximized()
{
    if (m_maximized) return setMaximized(nullptr);
    const QWidget *focus = QApplication::focusWidget();
    View *wanted = nullptr;
    int best = 0;
    for (const Placed &each : m_views) {
        if (each.window || each.dock->isHidden()) continue;
        const int rank = focus && each.dock->isAncestorOf(focus)                             ? 3
                         : each.place == Place::Tab && !each.dock->visibleRegion().isEmpty() ? 2
                                                                                             : 1;
        if (rank > best) wanted = each.dock->view();
        best = std::max(best, rank);
    }
    setMaximized(wanted);
}

void ViewDesk::hideOthers(const ViewDock *dock)
{
    const QList<QDockWidget *> tabs = tabifiedDockWidgets(const_cast<ViewDock *>(dock));
    for (const Placed &each : m_views)
        if (each.dock != dock && !each.dock->isHidden() && !tabs.contains(each.dock)) m_hidden << each.dock;
    for (ViewDock *other : std::as_const(m_hidden)) other->hide();
}

void ViewDesk::setStacked(bool stacked)
{
    setMaximized(nullptr);
    m_orientation = stacked ? Qt::Vertical : Qt::Horizontal;
    ViewDock *last = nullptr;
    for (const Placed &each : m_views) {
        if (each.place != Place::Beside || each.window || each.dock->isHidden()) continue;
        if (last) {
            removeDockWidget(each.dock);
            splitDockWidget(last, each.dock, m_orientation);
            each.dock->show();
        }
        last = each.dock;
    }
    equalize();
}

void ViewDesk::resetLayout()
{
    setMaximized(nullptr);
    for (const Placed &each : m_views) removeDockWidget(each.dock);
    ViewDock *beside = nullptr, *tab = nullptr;
    for (std::size_t i = 0; i < m_views.size(); ++i) {
        setAway(m_views[i].dock->view(), false);
        ViewDock *&last = m_views[i].place == Place::Beside ? beside : tab;
        place(m_views[i].dock, m_views[i].place, last);
        last = m_views[i].dock;
        last->show();
    }
    equalize();
    showPage();
}

void ViewDesk::setPage(QWidget *page)
{
    m_page = page;
    setCentralWidget(page);
    showPage();
}

void ViewDesk::showPage()
{
    const bool here =
        std::any_of(m_views.begin(), m_views.end(),
                    [](const Placed &each) { return each.place == Place::Beside && !each.window && !each.dock->isHidden(); }) ||
        m_maximized;
    if (m_page) m_page->setVisible(!here);
    Q_EMIT viewsChanged();
}

QJsonObject ViewDesk::layoutState() const
{
    QJsonObject away;
    for (const Placed &each : m_views)
        if (each.window) away[nameOf(each.dock->view())] = base64(each.window->saveGeometry());
    QJsonObject state{{docksKey, base64(m_maximized ? m_before : saveState(stateVersion))}, {awayKey, away}};
    if (m_maximized) state[maximizedKey] = nameOf(m_maximized);
    return state;
}

void ViewDesk::restoreLayout(const QJsonObject &state)
{
    const QByteArray docks = bytesOf(state[docksKey]);
    if (docks.isEmpty() || m_views.empty()) return;
    setMaximized(nullptr);
    restoreState(docks, stateVersion);
    const QJsonObject away = state[awayKey].toObject();
    for (std::size_t i = 0; i < m_views.size(); ++i) {
        View *view = m_views[i].dock->view();
        const QString name = nameOf(view);
        if (!away.contains(name)) continue;
        setAway(view, true);
        m_views[i].window->restoreGeometry(bytesOf(away[name]));
    }
    for (const Placed &each : m_views)
        if (each.window || !each.dock->features().testFlag(QDockWidget::DockWidgetClosable)) each.dock->setHidden(each.window);
    if (const QString name = state[maximizedKey].toString(); !name.isEmpty()) setMaximized(find(name));
    showPage();
}

bool ViewDesk::eventFilter(QObject *watched, QEvent *event)
{
    switch (event->type()) {
    case QEvent::HideToParent:
        // The view that fills the desk was closed. The others are shown again later: the layout is not done with this one.
        if (const Placed *known = placed(m_maximized); known && watched == known->dock) m_closed.start();
        [[fallthrough]];
    case QEvent::ShowToParent: showPage(); [[fallthrough]];
    case QEvent::Resize:
    case QEvent::Move: m_changed.start(); break;
    default: break;
    }
    return QMainWindow::eventFilter(watched, event);
}

}  // namespace lexicell::ui
