#include "ui/widgets/legend_list.h"

#include "ui/look/icon.h"
#include "ui/widgets/color_button.h"
#include "ui/widgets/legend_delegate.h"
#include "ui/widgets/legend_model.h"

#include <QKeyEvent>
#include <QLineEdit>
#include <QMenu>
#include <QMouseEvent>

#include <algorithm>

namespace lexicell::ui {
namespace {
constexpr int mostMergeTargets = 40;  // in a menu; beyond, drag or search

void allowUnless(QAction *action, const QString &whyNot)
{
    action->setEnabled(whyNot.isEmpty());
    if (!whyNot.isEmpty()) action->setToolTip(whyNot);
}
}  // namespace

LegendList::LegendList(LegendModel *model, QWidget *parent) : QListView(parent), m_model(model)
{
    setObjectName("legendList");
    setModel(model);
    setItemDelegate(new LegendDelegate(this));
    setUniformItemSizes(true);
    setSelectionMode(QAbstractItemView::ExtendedSelection);
    setEditTriggers(QAbstractItemView::NoEditTriggers);
    setDragDropMode(QAbstractItemView::DragDrop);
    setDefaultDropAction(Qt::MoveAction);
    setDropIndicatorShown(true);
    setDragDropOverwriteMode(true);  // onto a row, never between two
    setContextMenuPolicy(Qt::CustomContextMenu);
    setMouseTracking(true);
    setAccessibleName(tr("Categories"));
    connect(this, &QWidget::customContextMenuRequested, this, &LegendList::showMenu);
    connect(model, &LegendModel::mergeWanted, this, &LegendList::mergeWanted);
    connect(model, &LegendModel::visibilityWanted, this, &LegendList::visibilityWanted);
}

QList<int> LegendList::selectedCodes() const
{
    QModelIndexList rows = selectionModel()->selectedIndexes();
    std::sort(rows.begin(), rows.end());
    QList<int> codes;
    for (const QModelIndex &row : rows) codes << row.data(LegendModel::CodeRole).toInt();
    return codes;
}

void LegendList::startRename(int code)
{
    const int row = m_model->rowOf(code);
    if (row < 0 || !m_model->flags(m_model->index(row)).testFlag(Qt::ItemIsEditable)) return;
    setCurrentIndex(m_model->index(row));
    edit(m_model->index(row));
}

QLineEdit *LegendList::editor() const
{
    for (auto *line : viewport()->findChildren<QLineEdit *>(Qt::FindDirectChildrenOnly))
        if (line->isVisible()) return line;
    return nullptr;
}

void LegendList::setWhyNotEdit(const QString &reason)
{
    m_whyNotEdit = reason;
    m_model->setEditable(reason.isEmpty());
}

void LegendList::highlight(int code)
{
    if (code == m_highlighted) return;
    if (m_highlighted != noCode) Q_EMIT highlighted(m_highlighted, false);
    m_highlighted = code;
    if (code != noCode) Q_EMIT highlighted(code, true);
}

void LegendList::askColorOf(int code)
{
    const LegendEntry *entry = m_model->entry(code);
    if (!entry || !m_model->editable() || code == missingCode) return;
    askColor(entry->color, tr("Color of %1").arg(entry->name), this,
             [this, code](const QColor &color) { Q_EMIT colorChangeWanted(code, color); });
}

void LegendList::toggleVisibility(const QList<int> &codes)
{
    bool anyHidden = false;
    for (const int code : codes) anyHidden = anyHidden || (m_model->entry(code) && m_model->entry(code)->hidden);
    Q_EMIT visibilityWanted(codes, anyHidden);
}

QList<int> LegendList::editableCodes() const
{
    QList<int> codes = selectedCodes();
    codes.removeAll(missingCode);
    return codes;
}

void LegendList::addMergeMenu(QMenu &menu, const QList<int> &codes)
{
    QMenu *merge = menu.addMenu(icon("merge"), tr("Merge into"));
    for (int row = 0; row < m_model->rowCount() && row < mostMergeTargets; ++row) {
        const LegendEntry &target = m_model->entryAt(row);
        if (target.code == missingCode || (codes.size() == 1 && codes.contains(target.code))) continue;
        QString name = target.name;
        QAction *action = merge->addAction(swatchIcon(target.color), name.replace("&", "&&"));
        QObject::connect(action, &QAction::triggered, this, [this, codes, into = target.code] {
            QList<int> others = codes;
            others.removeAll(into);
            if (!others.isEmpty()) Q_EMIT mergeWanted(others, into);
        });
    }
    allowUnless(merge->menuAction(), merge->isEmpty() ? tr("There is no other label to merge into.") : QString());
}

void LegendList::showMenu(const QPoint &at)
{
    const QModelIndex index = indexAt(at);
    if (!index.isValid()) return;
    const int code = index.data(LegendModel::CodeRole).toInt();
    QList<int> codes = selectedCodes();
    if (!codes.contains(code)) codes = {code};
    const bool editable = m_model->editable() && code != missingCode;

    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->setObjectName("legendMenu");
    menu->setToolTipsVisible(true);
    menu->addAction(icon("select-all"), tr("Select cells"), this, [this, codes] { Q_EMIT selectWanted(codes); });
    menu->addSeparator();
    QAction *rename = menu->addAction(icon("rename"), tr("Rename…"), this, [this, code] { startRename(code); });
    QAction *color = menu->addAction(icon("image"), tr("Color…"), this, [this, code] { askColorOf(code); });
    const QString whyNot = code == missingCode ? tr("These cells have no label: select them, then label them.") : m_whyNotEdit;
    allowUnless(rename, whyNot);
    allowUnless(color, whyNot);
    QList<int> mergeable = codes;
    mergeable.removeAll(missingCode);
    if (editable) addMergeMenu(*menu, mergeable);
    menu->addSeparator();
    const bool hidden = m_model->entry(code)->hidden;
    menu->addAction(icon(hidden ? "eye" : "eye-off"), hidden ? tr("Show") : tr("Hide"), this,
                    [this, codes, hidden] { Q_EMIT visibilityWanted(codes, hidden); });
    menu->addAction(tr("Hide others"), this, [this, codes] { Q_EMIT onlyWanted(codes); });
    QAction *all = menu->addAction(tr("Show all"), this, [this] {
        QList<int> every;
        for (const LegendEntry &entry : m_model->entries()) every << entry.code;
        Q_EMIT visibilityWanted(every, true);
    });
    allowUnless(all, m_model->hiddenCount() > 0 ? QString() : tr("Nothing is hidden."));
    menu->popup(viewport()->mapToGlobal(at));
}

bool LegendList::mouse(QMouseEvent *event)
{
    const QModelIndex index = indexAt(event->position().toPoint());
    if (event->type() == QEvent::MouseMove) {
        if (event->buttons() == Qt::NoButton) highlight(index.isValid() ? index.data(LegendModel::CodeRole).toInt() : noCode);
        return false;
    }
    if (!index.isValid() || event->button() != Qt::LeftButton) return false;
    const int code = index.data(LegendModel::CodeRole).toInt();
    const auto part =
        LegendDelegate::partAt(event->position().toPoint(), visualRect(index), fontMetrics(), LegendDelegate::countOf(index));
    const bool press = event->type() == QEvent::MouseButtonPress, twice = event->type() == QEvent::MouseButtonDblClick;
    if (part == LegendDelegate::Part::Tick) {
        if (press || twice)
            m_model->setData(index, m_model->entry(code)->hidden ? Qt::Checked : Qt::Unchecked, Qt::CheckStateRole);
        return press || twice;
    }
    if (part == LegendDelegate::Part::Swatch && m_model->editable() && code != missingCode) {
        if (press) askColorOf(code);
        return press || twice;
    }
    if (!twice) return false;
    if (part == LegendDelegate::Part::Count || !m_model->editable() || code == missingCode) Q_EMIT selectWanted({code});
    else startRename(code);
    return true;
}

bool LegendList::key(const QKeyEvent *event)
{
    const QList<int> codes = selectedCodes();
    if (codes.isEmpty()) return false;
    switch (event->key()) {
    case Qt::Key_Space: toggleVisibility(codes); return true;
    case Qt::Key_F2:
        if (!editableCodes().isEmpty()) startRename(editableCodes().first());
        return true;
    case Qt::Key_Return:
    case Qt::Key_Enter: Q_EMIT selectWanted(codes); return true;
    default: return false;
    }
}

bool LegendList::viewportEvent(QEvent *event)
{
    switch (event->type()) {
    case QEvent::MouseMove:
    case QEvent::MouseButtonPress:
    case QEvent::MouseButtonRelease:
    case QEvent::MouseButtonDblClick:
        if (mouse(static_cast<QMouseEvent *>(event))) return true;
        break;
    case QEvent::Leave: highlight(noCode); break;
    default: break;
    }
    return QListView::viewportEvent(event);
}

// Keys that the editor of a name does not handle arrive here as well.
void LegendList::keyPressEvent(QKeyEvent *event)
{
    if (editor() || !key(event)) QListView::keyPressEvent(event);
}

}  // namespace lexicell::ui
