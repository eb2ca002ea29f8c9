#include "ui/widgets/chip.h"

#include "ui/look/theme.h"
#include "ui/look/icon.h"

#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>

namespace lexicell::ui {
namespace {
constexpr int sidePadding = 8;
constexpr int crossSize = 12;
}  // namespace

Chip::Chip(const QString &text, Tone tone, QWidget *parent) : QAbstractButton(parent), m_tone(tone)
{
    setText(text);
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    QFont small = font();
    small.setPointSizeF(small.pointSizeF() * 0.9);
    setFont(small);
}

void Chip::setTone(Tone tone)
{
    m_tone = tone;
    update();
}

void Chip::setRemovable(bool removable)
{
    m_removable = removable;
    setFocusPolicy(removable ? Qt::StrongFocus : Qt::NoFocus);
    updateGeometry();
    update();
}

QSize Chip::sizeHint() const
{
    const QFontMetrics metrics(font());
    const int iconWidth = icon().isNull() ? 0 : metrics.height() + themeGrid;
    const int cross = m_removable ? crossSize + themeGrid : 0;
    return {metrics.horizontalAdvance(text()) + 2 * sidePadding + iconWidth + cross, metrics.height() + themeGrid + 2};
}

QSize Chip::minimumSizeHint() const { return sizeHint(); }

QRect Chip::crossRect() const
{
    return {width() - sidePadding - crossSize + 2, (height() - crossSize) / 2, crossSize, crossSize};
}

void Chip::paintEvent(QPaintEvent *)
{
    const ToneColors colors = toneColors(m_tone);
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    QColor line = colors.line;
    line.setAlphaF(hasFocus() ? 1.0f : 0.45f);
    painter.setPen(QPen(line, 1));
    painter.setBrush(colors.ground);
    const QRectF box = QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5);
    painter.drawRoundedRect(box, box.height() / 2, box.height() / 2);

    QRect content = rect().adjusted(sidePadding, 0, -sidePadding, 0);
    if (!icon().isNull()) {
        const int side = fontMetrics().height();
        icon().paint(&painter, content.left() - 2, (height() - side) / 2, side, side);
        content.setLeft(content.left() + side + themeGrid - 2);
    }
    painter.setPen(m_tone == Tone::Neutral ? themeColors().text : colors.text);
    painter.drawText(content, Qt::AlignVCenter | Qt::AlignLeft, text());
    if (m_removable) {
        const QRectF cross = QRectF(crossRect()).adjusted(3, 3, -3, -3);
        painter.setPen(QPen(colors.text, 1.4, Qt::SolidLine, Qt::RoundCap));
        painter.drawLine(cross.topLeft(), cross.bottomRight());
        painter.drawLine(cross.topRight(), cross.bottomLeft());
    }
}

void Chip::mouseReleaseEvent(QMouseEvent *event)
{
    const bool onCross = m_removable && crossRect().adjusted(-4, -4, 4, 4).contains(event->position().toPoint());
    if (onCross && event->button() == Qt::LeftButton) {
        setDown(false);
        Q_EMIT removeWanted();
        return;
    }
    QAbstractButton::mouseReleaseEvent(event);
}

void Chip::keyPressEvent(QKeyEvent *event)
{
    if (m_removable && (event->key() == Qt::Key_Delete || event->key() == Qt::Key_Backspace)) {
        Q_EMIT removeWanted();
        return;
    }
    QAbstractButton::keyPressEvent(event);
}

}  // namespace lexicell::ui
