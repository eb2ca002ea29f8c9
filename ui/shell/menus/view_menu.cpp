// Menu View: the camera, captions, views, theme, side bars.
#include "ui/shell/main_menu.h"
#include "ui/shell/main_window.h"
#include "ui/views/view_pane.h"
#include "ui/views/views_area.h"

#include <QDockWidget>
#include <QMenu>

namespace lexicell::ui {

void MenuBuilder::view()
{
    MainWindow &w = m_window;
    QMenu *m = menu(QObject::tr("&View"));
    const auto scatter = [&w] { return w.m_views->active()->scatter(); };
    add(m, {"view.zoomFit",
            QObject::tr("Zoom to &fit"),
            "zoom-fit",
            keys({"Ctrl+0", "Home", "Ctrl+R"}),
            [scatter] { scatter()->zoomToFit(); },
            needsView(),
            {}});
    add(m, {"view.zoomSelected",
            QObject::tr("Zoom to &selection"),
            "zoom-selection",
            keys({"Ctrl+9"}),
            [scatter] { scatter()->zoomToSelection(); },
            [view = needsView(), selection = needsSelection()] {
                const QString why = view();
                return why.isEmpty() ? selection() : why;
            },
            {}});
    m->addSeparator();
    m->addAction(w.m_actions.addToggle({"view.captions", QObject::tr("&Labels on the map"), "tag", keys({"T"}), {}, {}, {}}, true,
                                       [&w](bool on) { w.m_views->setCaptioned(on); }));
    m->addAction(w.m_actions.addToggle({"view.stacked", QObject::tr("Views one above the &other"), "layout", {}, {}, {}, {}},
                                       false, [&w](bool on) { w.m_views->setStacked(on); }));
    add(m, {"view.another",
            QObject::tr("&Another view"),
            "plus",
            {},
            [&w] { w.m_views->addPane(w.m_views->active()->source(), w.m_views->active()->colorKey()); },
            needsView(),
            {}});
    add(m, {"view.axes",
            QObject::tr("Two &columns as x and y…"),
            "chart",
            {},
            [&w] { w.m_views->active()->chooseAxes(); },
            needsView(),
            QObject::tr("Draws the cells at two columns of obs.")});
    add(m, {"view.ownWindow",
            QObject::tr("View into a &window of its own"),
            "window",
            {},
            [&w] { w.m_views->setAway(w.m_views->active(), true); },
            needsView(),
            QObject::tr("For a second screen; closing the window brings the view back.")});
    add(m, {"view.maximize", QObject::tr("View fills the &middle, or back"), "maximize", keys({"Ctrl+Shift+X"}),
            [&w] { w.m_views->toggleMaximized(); },
            [&w] { return w.m_views->hasViews() ? QString() : QObject::tr("There is no map and no result yet."); },
            QObject::tr("The view with the keyboard, or the result that is shown; the others come back as they were.")});
    QObject::connect(w.m_views, &ViewDesk::viewsChanged, &w.m_actions, &Actions::refresh);
    m->addSeparator();
    QMenu *theme = m->addMenu(QObject::tr("&Theme"));
    add(theme, {"view.themeSystem", QObject::tr("As the &system"), "", {}, [&w] { w.setTheme(ThemeMode::System); }, {}, {}});
    add(theme, {"view.themeLight", QObject::tr("&Light"), "sun", {}, [&w] { w.setTheme(ThemeMode::Light); }, {}, {}});
    add(theme, {"view.themeDark", QObject::tr("&Dark"), "moon", {}, [&w] { w.setTheme(ThemeMode::Dark); }, {}, {}});
    m->addSeparator();
    add(m, {"view.sideBars",
            QObject::tr("&Hide or show side bars"),
            "",
            keys({"H"}),
            [&w] {
                const bool visible = w.m_docks.value("data")->isVisible();
                for (const char *name :
                     {"data", "legend", "gene-sets", "inspector", "gene", "models", "history", "knock-outs", "suggestions"})
                    w.m_docks.value(QLatin1String(name))->setVisible(!visible);
            },
            needsData(),
            {}});
    add(m, {"view.fullScreen",
            QObject::tr("F&ull screen"),
            "",
            keys({"F11", "F"}),
            [&w] { w.isFullScreen() ? w.showNormal() : w.showFullScreen(); },
            {},
            {}});
}

}  // namespace lexicell::ui
