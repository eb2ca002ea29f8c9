// The results of tasks on the desk, beside the maps. A result that is closed stays in the project and in the list of the menu
// Window; removing it is an action of its own.
#pragma once

#include "ui/widgets/list_menu.h"
#include "ui/workspace/workbench.h"

#include <QHash>
#include <QJsonObject>
#include <QObject>

class QMenu;

namespace lexicell::ui {

class View;
class ViewsArea;

class ResultDocks : public QObject {
    Q_OBJECT

  public:
    ResultDocks(Workbench bench, ViewsArea &desk);

    void fill(QMenu *menu);              // with all results, each checked while it is shown
    QList<NamedList> geneLists() const;  // of each result: the genes chosen in its view, and all
    void keepStates();                   // zoom, sorting, page: in the project, now

  Q_SIGNALS:
    void itemPicked(const QString &kind, const QString &name);  // "gene", "CD3E": in a result
    void collectWanted(const QString &kind, const QStringList &names);
    void knockOutWanted(const QStringList &genes);
    void runAgainWanted(int result);

  private:
    void open(int id);
    void close(int id);
    void settle();
    int idOf(const View *view) const { return m_views.key(const_cast<View *>(view)); }
    void exportView(View *view);

    Workbench m_bench;
    ViewsArea &m_desk;
    QHash<int, View *> m_views;  // by the result's id
};

}  // namespace lexicell::ui
