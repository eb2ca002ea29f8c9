#include "ui/panels/suggestion_list.h"

#include <QHeaderView>
#include <QTreeWidget>

namespace lexicell::ui {

namespace {

constexpr int aroundTitle = 20;  // pixels: the padding of a title and its border

// Wide enough for the titles, too: Qt's own width for contents leaves out that the style writes them in bold.
void fitToTitles(QTreeWidget *list)
{
    QFont bold = list->header()->font();
    bold.setWeight(QFont::Bold);
    const QFontMetrics metrics(bold);
    for (const int column : {CellsColumn, ConfidenceColumn, BesideColumn}) {
        list->header()->setSectionResizeMode(column, QHeaderView::Fixed);
        list->header()->resizeSection(column, metrics.horizontalAdvance(list->headerItem()->text(column)) + aroundTitle);
        list->headerItem()->setTextAlignment(column, Qt::AlignRight | Qt::AlignVCenter);
    }
}

}  // namespace

QTreeWidget *newSuggestionList(QWidget *parent)
{
    auto *list = new QTreeWidget(parent);
    list->setObjectName(QStringLiteral("suggestionList"));
    list->setAccessibleName(QObject::tr("Suggested labels"));
    list->setHeaderLabels({QObject::tr("label"), QObject::tr("cells"), QObject::tr("conf."), QObject::tr("beside")});
    list->headerItem()->setToolTip(ConfidenceColumn, QObject::tr("Mean confidence of these cells"));
    list->headerItem()->setToolTip(BesideColumn, QObject::tr("Share of these cells that get the same label by the other means"));
    list->setRootIsDecorated(false);
    list->setUniformRowHeights(true);
    list->setFrameShape(QFrame::NoFrame);
    list->setSelectionMode(QAbstractItemView::ExtendedSelection);
    list->header()->setStretchLastSection(false);
    list->header()->setSectionResizeMode(NameColumn, QHeaderView::Stretch);
    fitToTitles(list);
    return list;
}

}  // namespace lexicell::ui
