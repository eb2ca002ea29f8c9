#include "ui/widgets/legend_delegate.h"

#include "ui/look/theme.h"
#include "ui/look/number_text.h"
#include "ui/look/palettes.h"
#include "ui/look/icon.h"
#include "ui/widgets/legend_model.h"

#include <QApplication>
#include <QKeyEvent>
#include <QLineEdit>
#include <QPainter>

namespace lexicell::ui {
namespace {
constexpr int tickSize = 16, swatchSize = 13, digitSize = 14, gap = 2 * themeGrid, sidePadding = themeGrid;

// A press on any other widget ends the editing, also if that widget takes no focus.
class LeaveOnPress : public QObject {
  public:
    explicit LeaveOnPress(QWidget *editor) : QObject(editor), m_editor(editor) { qApp->installEventFilter(this); }

  protected:
    bool eventFilter(QObject *watched, QEvent *event) override
    {
        if (event->type() == QEvent::MouseButtonPress && watched->isWidgetType() && watched != m_editor && m_editor->hasFocus() &&
            !m_editor->isAncestorOf(static_cast<QWidget *>(watched)) && !QApplication::activePopupWidget())
            m_editor->clearFocus();
        return false;
    }

  private:
    QWidget *m_editor;
};

void paintDigit(QPainter &painter, const QRect &key, int digit, QFont font)
{
    const QPen pen = painter.pen();
    font.setPixelSize(digitSize - 4);
    painter.setFont(font);
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(themeColors().borderStrong, 1));
    painter.drawRoundedRect(QRectF(key).adjusted(0.5, 0.5, -0.5, -0.5), 3, 3);
    painter.setPen(themeColors().textMuted);
    painter.drawText(key, Qt::AlignCenter, QString::number(digit));
    painter.setPen(pen);
}
}  // namespace

QString LegendDelegate::countOf(const QModelIndex &index)
{
    const auto selected = index.data(LegendModel::SelectedRole).toLongLong(),
               total = index.data(LegendModel::TotalRole).toLongLong();
    const auto *model = qobject_cast<const LegendModel *>(index.model());
    return model && model->anySelected() ? countText(selected) + " / " + countText(total) : countText(total);
}

QRect LegendDelegate::partRect(Part part, const QRect &row, const QFontMetrics &metrics, const QString &count)
{
    const int left = row.left() + sidePadding;
    const int countWidth = metrics.horizontalAdvance(count);
    const int nameLeft = left + tickSize + gap + swatchSize + gap;
    const int countLeft = row.right() - sidePadding - countWidth;
    switch (part) {
    case Part::Tick: return {left, row.center().y() - tickSize / 2 + 1, tickSize, tickSize};
    case Part::Swatch: return {left + tickSize + gap, row.center().y() - swatchSize / 2 + 1, swatchSize, swatchSize};
    case Part::Count: return {countLeft, row.top(), countWidth + 1, row.height()};
    case Part::Name: break;
    }
    return {nameLeft, row.top(), countLeft - gap - nameLeft, row.height()};
}

LegendDelegate::Part LegendDelegate::partAt(const QPoint &position, const QRect &row, const QFontMetrics &metrics,
                                            const QString &count)
{
    const int x = position.x();
    if (x < partRect(Part::Swatch, row, metrics, count).left() - gap / 2) return Part::Tick;
    if (x < partRect(Part::Name, row, metrics, count).left() - gap / 2) return Part::Swatch;
    return x >= partRect(Part::Count, row, metrics, count).left() - gap / 2 ? Part::Count : Part::Name;
}

void LegendDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    const ThemeColors &theme = themeColors();
    const bool hidden = index.data(LegendModel::HiddenRole).toBool();
    const QString count = countOf(index);
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setPen(option.state.testFlag(QStyle::State_HasFocus) ? QPen(theme.accent, 1) : QPen(Qt::NoPen));
    painter->setBrush(option.state.testFlag(QStyle::State_Selected)    ? theme.accentSoft
                      : option.state.testFlag(QStyle::State_MouseOver) ? theme.raised
                                                                       : QColor(Qt::transparent));
    painter->drawRoundedRect(QRectF(option.rect).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4);

    const bool missing = index.data(LegendModel::CodeRole).toInt() == missingCode;
    // An open eye is faint until the pointer is on the row, because a column of strong icons distracts.
    const bool eyeNeeded =
        hidden || option.state.testFlag(QStyle::State_MouseOver) || option.state.testFlag(QStyle::State_HasFocus);
    icon(hidden ? "eye-off" : "eye", eyeNeeded ? theme.textMuted : theme.border)
        .paint(painter, partRect(Part::Tick, option.rect, option.fontMetrics, count));
    const QRectF swatch = QRectF(partRect(Part::Swatch, option.rect, option.fontMetrics, count)).adjusted(0.5, 0.5, -0.5, -0.5);
    QColor fill = index.data(LegendModel::ColorRole).value<QColor>();
    painter->setPen(QPen(rimColor(fill, theme.surface), 1));
    painter->setBrush(hidden ? QColor(Qt::transparent) : fill);  // hollow: not on the map
    missing ? painter->drawEllipse(swatch) : painter->drawRoundedRect(swatch, 3, 3);

    QFont font = option.font;
    font.setItalic(missing);
    painter->setFont(font);
    painter->setPen(hidden || missing ? theme.textMuted : theme.text);
    QRect nameBox = partRect(Part::Name, option.rect, option.fontMetrics, count);
    if (const int digit = index.data(LegendModel::DigitRole).toInt(); digit > 0) {
        const QRect key(nameBox.right() - digitSize, nameBox.center().y() - digitSize / 2, digitSize, digitSize);
        nameBox.setRight(key.left() - themeGrid);
        paintDigit(*painter, key, digit, option.font);
        painter->setFont(font);
    }
    painter->drawText(nameBox, Qt::AlignVCenter | Qt::AlignLeft,
                      option.fontMetrics.elidedText(index.data().toString(), Qt::ElideMiddle, nameBox.width()));
    painter->setFont(option.font);
    const bool some = index.data(LegendModel::SelectedRole).toLongLong() > 0;
    painter->setPen(some ? theme.accent : theme.textMuted);
    painter->drawText(partRect(Part::Count, option.rect, option.fontMetrics, count), Qt::AlignVCenter | Qt::AlignRight, count);
    painter->restore();
}

QSize LegendDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &) const
{
    return {100, std::max(6 * themeGrid, option.fontMetrics.height() + 2 * themeGrid)};
}

QWidget *LegendDelegate::createEditor(QWidget *parent, const QStyleOptionViewItem &, const QModelIndex &) const
{
    auto *editor = new QLineEdit(parent);
    new LeaveOnPress(editor);
    editor->setStyleSheet("QLineEdit { padding: 0 4px; min-height: 0; border-radius: 4px; }");
    return editor;
}

void LegendDelegate::updateEditorGeometry(QWidget *editor, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    editor->setGeometry(partRect(Part::Name, option.rect, option.fontMetrics, countOf(index)).adjusted(-5, 1, 4, -1));
}

// All keys that end the editing are handled here. In the list these keys have other meanings, and their actions may rebuild the
// rows before the name is taken.
bool LegendDelegate::eventFilter(QObject *watched, QEvent *event)
{
    auto *editor = qobject_cast<QWidget *>(watched);
    if (!editor || event->type() != QEvent::KeyPress) return QStyledItemDelegate::eventFilter(watched, event);
    switch (static_cast<QKeyEvent *>(event)->key()) {
    case Qt::Key_Return:
    case Qt::Key_Enter:
    case Qt::Key_Tab:
    case Qt::Key_Backtab:
        Q_EMIT commitData(editor);
        if (editor->isVisible()) Q_EMIT closeEditor(editor, NoHint);  // else the new name has rebuilt the rows already
        return true;
    case Qt::Key_Escape: Q_EMIT closeEditor(editor, RevertModelCache); return true;
    default: return QStyledItemDelegate::eventFilter(watched, event);
    }
}

}  // namespace lexicell::ui
