// Named lists of names as entries of a menu: the gene sets of a project, the genes of its results.
#pragma once

#include <QList>
#include <QObject>
#include <QString>
#include <QStringList>

#include <functional>

class QMenu;

namespace lexicell::ui {

struct NamedList {
    QString title;
    QStringList names;
    QString help;         // tool tip
    QString whyNot = {};  // the entry is disabled and says so; empty: it can be chosen
};
using NamedLists = std::function<QList<NamedList>()>;  // as they are when the menu opens

// Of gene sets: anything with `name`, `genes` and `note`.
template <class Sets> QList<NamedList> listsOf(const Sets &sets)
{
    QList<NamedList> lists;
    lists.reserve(static_cast<qsizetype>(sets.size()));
    for (const auto &set : sets)
        lists << NamedList{set.name, set.genes, set.note,
                           set.genes.isEmpty() ? QObject::tr("This set has no gene yet.") : QString()};
    return lists;
}

// An entry for each list: "markers (12)".
void addLists(QMenu *menu, const QList<NamedList> &lists, const std::function<void(const QStringList &)> &chosen);

}  // namespace lexicell::ui
