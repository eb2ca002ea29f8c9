#include "ui/shell/cell_menu.h"

#include "ui/views/view_pane.h"

#include <QMenu>

namespace lexicell::ui {

namespace {

LabelFieldPtr fieldOf(const Session &session, const PointedCell &pointed)
{
    return pointed.pane ? session.labels().field(pointed.pane->colorKey()) : nullptr;
}

void addSelectAll(QMenu &menu, Session &session, const LabelFieldPtr &field, std::int32_t code)
{
    const QString name = field->labels[static_cast<std::size_t>(code)].name;
    menu.addAction(QObject::tr("Select all “%1”").arg(name), &session, [&session, field, code] {
        std::vector<std::uint8_t> selection(field->codes.size());
        for (std::size_t i = 0; i < selection.size(); ++i) selection[i] = field->codes[i] == code ? 1 : 0;
        session.selection().set(std::move(selection));
    });
    menu.addSeparator();
}

}  // namespace

QString cellText(const Session &session, const PointedCell &pointed)
{
    const auto cell = static_cast<std::size_t>(pointed.cell);
    QStringList parts{QString::fromStdString(session.data().dataset()->obs.index.values[cell])};
    if (const LabelFieldPtr field = fieldOf(session, pointed)) {
        const auto code = field->codes[cell];
        const QString label = code < 0 ? QObject::tr("unlabeled") : field->labels[static_cast<std::size_t>(code)].name;
        parts << QStringLiteral("%1: %2").arg(field->name, label);
    }
    return parts.join(QStringLiteral(" · "));
}

void showCellMenu(Session &session, const Actions &actions, const PointedCell &pointed, const QPoint &global)
{
    QMenu menu(pointed.pane ? pointed.pane->window() : nullptr);
    menu.setToolTipsVisible(true);
    const LabelFieldPtr field = fieldOf(session, pointed);
    const auto code = field && pointed.cell >= 0 ? field->codes[static_cast<std::size_t>(pointed.cell)] : -1;
    if (code >= 0) addSelectAll(menu, session, field, code);
    for (const char *id : {"label.assign", "label.clear", "select.none", "select.invert", "view.zoomSelected", "view.zoomFit"})
        if (QAction *action = actions.get(QLatin1String(id))) menu.addAction(action);
    menu.exec(global);
}

}  // namespace lexicell::ui
