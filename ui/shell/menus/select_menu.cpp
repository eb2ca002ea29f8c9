// Menus Select and Label: the drawing tools, set operations on the selection, and labels for the selected cells.
#include "ui/shell/main_menu.h"
#include "ui/shell/main_window.h"
#include "ui/panels/inspector_panel.h"
#include "ui/views/view_pane.h"
#include "ui/views/views_area.h"
#include "ui/workspace/why_not.h"

#include <QActionGroup>
#include <QInputDialog>
#include <QMenu>

namespace lexicell::ui {

void MenuBuilder::tools(QMenu *m)
{
    MainWindow &w = m_window;
    struct ToolSpec {
        const char *id;
        QString text;
        const char *iconName;
        QList<QKeySequence> shortcuts;
        ScatterView::Tool tool;
    };
    auto *group = new QActionGroup(&w);
    const QList<ToolSpec> specs{
        {"tool.pan", QObject::tr("P&an"), "pan", keys({"M"}), ScatterView::Tool::Pan},
        {"tool.rectangle", QObject::tr("&Rectangle select"), "rectangle", keys({"R"}), ScatterView::Tool::Rectangle},
        {"tool.lasso", QObject::tr("&Lasso select"), "lasso", keys({"L", "S"}), ScatterView::Tool::Lasso},
        {"tool.polygon", QObject::tr("&Polygon select"), "polygon", keys({"P"}), ScatterView::Tool::Polygon}};
    for (const ToolSpec &spec : specs) {
        QAction *action =
            w.m_actions.add({QLatin1String(spec.id), spec.text, QLatin1String(spec.iconName), spec.shortcuts,
                             [&w, tool = spec.tool] { w.m_views->setTool(tool); }, needsView(),
                             QObject::tr("Shift adds, Ctrl removes, both intersect. Hold Space to pan, wheel to zoom.")});
        action->setCheckable(true);
        action->setChecked(spec.tool == w.m_views->tool());
        group->addAction(action);
        m->addAction(action);
        QObject::connect(w.m_views, &ViewsArea::toolChanged, action, [action, tool = spec.tool](ScatterView::Tool now) {
            if (now == tool) action->setChecked(true);
        });
    }
}

void MenuBuilder::select()
{
    MainWindow &w = m_window;
    QMenu *m = menu(QObject::tr("&Select"));
    tools(m);
    m->addSeparator();
    add(m, {"select.all",
            QObject::tr("&All shown"),
            "select-all",
            keys({"Ctrl+A"}),
            [&w] {
                std::vector<std::uint8_t> cells(static_cast<std::size_t>(w.m_session.data().cells()), 1);
                const auto hidden = w.m_session.labels().hiddenCells();
                for (std::size_t i = 0; i < hidden.size(); ++i) cells[i] = hidden[i] ? 0 : 1;
                w.m_session.selection().set(std::move(cells));
            },
            needsData(),
            {}});
    add(m, {"select.none",
            QObject::tr("&None"),
            "clear",
            keys({"Esc", "Ctrl+D"}),
            [&w] { w.m_session.selection().set({}); },
            needsSelection(),
            {}});
    add(m, {"select.invert",
            QObject::tr("&Invert"),
            "invert",
            keys({"Ctrl+I"}),
            [&w] {
                std::vector<std::uint8_t> cells(static_cast<std::size_t>(w.m_session.data().cells()), 1);
                const auto hidden = w.m_session.labels().hiddenCells();
                const auto &now = w.m_session.selection().flags();
                for (std::size_t i = 0; i < cells.size(); ++i)
                    cells[i] = (i < now.size() && now[i]) || (i < hidden.size() && hidden[i]) ? 0 : 1;
                w.m_session.selection().set(std::move(cells));
            },
            needsData(),
            {}});
}

void MenuBuilder::labelFields(QMenu *m)
{
    MainWindow &w = m_window;
    const auto edit = [&w](const LabelEdit &change) {
        const auto done = w.m_session.labels().edit(change);
        if (!done.ok()) w.m_notices.postError(QObject::tr("Not changed."), done.error());
        return done.ok();
    };
    add(m, {"label.newField",
            QObject::tr("&New label field…"),
            "tag-plus",
            {},
            [&w, edit] {
                bool ok = false;
                const QString name =
                    QInputDialog::getText(&w, QObject::tr("New label field"), QObject::tr("Name of the new obs column:"),
                                          QLineEdit::Normal, freeFieldName(w.m_session), &ok);
                LabelEdit change;
                change.kind = LabelEdit::Kind::CreateField;
                change.field = name.trimmed();
                if (ok && edit(change)) w.m_session.labels().setActiveField(change.field);
            },
            needsLabels(),
            QObject::tr("An empty column to fill with labels.")});
    add(m, {"label.copyField",
            QObject::tr("New field from the &colored column…"),
            "copy",
            {},
            [&w, edit] {
                const QString from = w.m_views->active()->colorKey();
                bool ok = false;
                const QString name =
                    QInputDialog::getText(&w, QObject::tr("New label field"), QObject::tr("Name of the copy of %1:").arg(from),
                                          QLineEdit::Normal, from + QStringLiteral("_labels"), &ok);
                LabelEdit change;
                change.kind = LabelEdit::Kind::CreateField;
                change.field = name.trimmed();
                change.to = from;
                if (!ok || !edit(change)) return;
                w.m_session.labels().setActiveField(change.field);
                w.m_views->colorBy(change.field);
            },
            [&w] {
                if (const QString why = whyNotLabel(w.m_session); !why.isEmpty()) return why;
                const ViewPane *pane = w.m_views->active();
                return pane && w.m_session.labels().field(pane->colorKey())
                           ? QString()
                           : QObject::tr("Color the map by a column of labels first.");
            },
            QObject::tr("Start from clusters: copy leiden, then rename and merge.")});
}

void MenuBuilder::label()
{
    MainWindow &w = m_window;
    QMenu *m = menu(QObject::tr("&Label"));
    labelFields(m);
    m->addSeparator();
    add(m, {"label.assign",
            QObject::tr("&Assign label…"),
            "tag",
            keys({"Ctrl+L"}),
            [&w] {
                w.showPanel("inspector");
                w.m_inspector->labels()->focusLabel();
            },
            needsLabelsAndSelection(),
            {}});
    add(m, {"label.assignLast",
            QObject::tr("Assign the l&ast label again"),
            "",
            keys({"A"}),
            [&w] { w.m_inspector->labels()->assignLast(); },
            [&w] { return w.m_inspector->labels()->whyNotAssignLast(); },
            {}});
    // Always enabled: a disabled key does nothing and shows no message, so a person would believe that it has labeled cells.
    for (int n = 1; n <= LabelForm::digitKeys; ++n)
        w.m_actions.add({QStringLiteral("label.assign%1").arg(n),
                         QObject::tr("Assign label %1").arg(n),
                         "",
                         {QKeySequence(QStringLiteral("Ctrl+%1").arg(n))},
                         [&w, n] { w.m_inspector->labels()->assignNth(n); },
                         {},
                         QObject::tr("The label with this digit in the legend and below the label form.")});
    add(m, {"label.clear",
            QObject::tr("&Clear label of the selection"),
            "clear",
            {},
            [&w] { w.m_inspector->labels()->clearLabel(); },
            [&w] { return w.m_inspector->labels()->whyNotClear(); },
            {}});
}

}  // namespace lexicell::ui
