#include "ui/widgets/list_menu.h"

#include "ui/look/number_text.h"

#include <QMenu>

namespace lexicell::ui {

void addLists(QMenu *menu, const QList<NamedList> &lists, const std::function<void(const QStringList &)> &chosen)
{
    menu->setToolTipsVisible(true);
    for (const NamedList &list : lists) {
        QString title = list.title;
        QAction *entry = menu->addAction(
            QObject::tr("%1 (%2)").arg(title.replace(QLatin1Char('&'), QStringLiteral("&&")), countText(list.names.size())), menu,
            [chosen, names = list.names] { chosen(names); });
        entry->setEnabled(list.whyNot.isEmpty());
        entry->setToolTip(list.whyNot.isEmpty() ? list.help : list.whyNot);
    }
}

}  // namespace lexicell::ui
