#include "ui/widgets/color_button.h"
#include "ui/look/icon.h"
#include "ui/widgets/legend_delegate.h"
#include "ui/widgets/legend_model.h"
#include "ui/widgets/legend_private.h"

#include <QKeyEvent>
#include <QListView>
#include <QMenu>
#include <QMouseEvent>

namespace lexicell::ui {
namespace {
constexpr int mostMergeTargets = 40;  // in a menu; beyond, drag or search

void allowUnless(QAction *action, const QString &whyNot)
{
    action->setEnabled(whyNot.isEmpty());
    if (!whyNot.isEmpty()) action->setToolTip(whyNot);
}
}  // namespace

void Legend::Private::highlight(int code)
{
    if (code == highlightedCode) return;
    if (highlightedCode != noCode) Q_EMIT q->highlighted(highlightedCode, false);
    highlightedCode = code;
    if (code != noCode) Q_EMIT q->highlighted(code, true);
}

void Legend::Private::askColorOf(int code)
{
    const LegendEntry *entry = model->entry(code);
    if (!entry || !model->editable() || code == missingCode) return;
    askColor(entry->color, tr("Color of %1").arg(entry->name), q,
             [this, code](const QColor &color) { Q_EMIT q->colorChangeWanted(code, color); });
}

void Legend::Private::toggleVisibility(const QList<int> &codes)
{
    bool anyHidden = false;
    for (const int code : codes) anyHidden = anyHidden || (model->entry(code) && model->entry(code)->hidden);
    Q_EMIT q->visibilityWanted(codes, anyHidden);
}

QList<int> Legend::Private::editableCodes() const
{
    QList<int> codes = q->selectedCodes();
    codes.removeAll(missingCode);
    return codes;
}

void Legend::Private::addMergeMenu(QMenu &menu, const QList<int> &codes)
{
    QMenu *merge = menu.addMenu(icon("merge"), tr("Merge into"));
    for (int row = 0; row < model->rowCount() && row < mostMergeTargets; ++row) {
        const LegendEntry &target = model->entryAt(row);
        if (target.code == missingCode || (codes.size() == 1 && codes.contains(target.code))) continue;
        QString name = target.name;
        QAction *action = merge->addAction(swatchIcon(target.color), name.replace("&", "&&"));
        QObject::connect(action, &QAction::triggered, q, [this, codes, into = target.code] {
            QList<int> others = codes;
            others.removeAll(into);
            if (!others.isEmpty()) Q_EMIT q->mergeWanted(others, into);
        });
    }
    allowUnless(merge->menuAction(), merge->isEmpty() ? tr("There is no other label to merge into.") : QString());
}

void Legend::Private::showMenu(const QPoint &at)
{
    const QModelIndex index = list->indexAt(at);
    if (!index.isValid()) return;
    const int code = index.data(LegendModel::CodeRole).toInt();
    QList<int> codes = q->selectedCodes();
    if (!codes.contains(code)) codes = {code};
    const bool editable = model->editable() && code != missingCode;

    auto *menu = new QMenu(q);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->setObjectName("legendMenu");
    menu->setToolTipsVisible(true);
    menu->addAction(icon("select-all"), tr("Select cells"), q, [this, codes] { Q_EMIT q->selectWanted(codes); });
    menu->addSeparator();
    QAction *rename = menu->addAction(icon("rename"), tr("Rename…"), q, [this, code] { q->startRename(code); });
    QAction *color = menu->addAction(icon("image"), tr("Color…"), q, [this, code] { askColorOf(code); });
    const QString whyNot = code == missingCode ? tr("These cells have no label: select them, then label them.") : whyNotEdit;
    allowUnless(rename, whyNot);
    allowUnless(color, whyNot);
    QList<int> mergeable = codes;
    mergeable.removeAll(missingCode);
    if (editable) addMergeMenu(*menu, mergeable);
    menu->addSeparator();
    const bool hidden = model->entry(code)->hidden;
    menu->addAction(icon(hidden ? "eye" : "eye-off"), hidden ? tr("Show") : tr("Hide"), q,
                    [this, codes, hidden] { Q_EMIT q->visibilityWanted(codes, hidden); });
    menu->addAction(tr("Hide others"), q, [this, codes] { Q_EMIT q->onlyWanted(codes); });
    QAction *all = menu->addAction(tr("Show all"), q, [this] {
        QList<int> every;
        for (const LegendEntry &entry : model->entries()) every << entry.code;
        Q_EMIT q->visibilityWanted(every, true);
    });
    allowUnless(all, model->hiddenCount() > 0 ? QString() : tr("Nothing is hidden."));
    menu->popup(list->viewport()->mapToGlobal(at));
}

bool Legend::Private::mouse(QMouseEvent *event)
{
    const QModelIndex index = list->indexAt(event->position().toPoint());
    if (event->type() == QEvent::MouseMove) {
        if (event->buttons() == Qt::NoButton) highlight(index.isValid() ? index.data(LegendModel::CodeRole).toInt() : noCode);
        return false;
    }
    if (!index.isValid() || event->button() != Qt::LeftButton) return false;
    const int code = index.data(LegendModel::CodeRole).toInt();
    const auto part = LegendDelegate::partAt(event->position().toPoint(), list->visualRect(index), list->fontMetrics(),
                                             LegendDelegate::countOf(index));
    const bool press = event->type() == QEvent::MouseButtonPress, twice = event->type() == QEvent::MouseButtonDblClick;
    if (part == LegendDelegate::Part::Tick) {
        if (press || twice) model->setData(index, model->entry(code)->hidden ? Qt::Checked : Qt::Unchecked, Qt::CheckStateRole);
        return press || twice;
    }
    if (part == LegendDelegate::Part::Swatch && model->editable() && code != missingCode) {
        if (press) askColorOf(code);
        return press || twice;
    }
    if (!twice) return false;
    if (part == LegendDelegate::Part::Count || !model->editable() || code == missingCode) Q_EMIT q->selectWanted({code});
    else q->startRename(code);
    return true;
}

bool Legend::Private::key(const QKeyEvent *event)
{
    const QList<int> codes = q->selectedCodes();
    if (codes.isEmpty()) return false;
    switch (event->key()) {
    case Qt::Key_Space: toggleVisibility(codes); return true;
    case Qt::Key_F2:
        if (!editableCodes().isEmpty()) q->startRename(editableCodes().first());
        return true;
    case Qt::Key_Return:
    case Qt::Key_Enter: Q_EMIT q->selectWanted(codes); return true;
    default: return false;
    }
}

}  // namespace lexicell::ui
