#include "ui/widgets/elided_label.h"

#include <QHelpEvent>
#include <QPainter>
#include <QStyle>
#include <QToolTip>

namespace lexicell::ui {

namespace {

constexpr int narrowest = 40;  // pixels

}  // namespace

ElidedLabel::ElidedLabel(QWidget *parent) : QLabel(parent)
{
    setTextFormat(Qt::PlainText);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

void ElidedLabel::setElided(bool elided)
{
    if (elided == isElided()) return;
    setWordWrap(!elided);
    setTextInteractionFlags(elided ? Qt::NoTextInteraction : Qt::TextSelectableByMouse);
    QSizePolicy policy(QSizePolicy::Expanding, elided ? QSizePolicy::Fixed : QSizePolicy::Preferred);
    policy.setHeightForWidth(!elided);
    setSizePolicy(policy);
    updateGeometry();
    update();
}

int ElidedLabel::frameAround() const
{
    const QMargins margins = contentsMargins();
    return margins.left() + margins.right() + 2 * margin();
}

bool ElidedLabel::fits(int width) const { return fontMetrics().horizontalAdvance(text()) + frameAround() <= width; }

QSize ElidedLabel::sizeHint() const
{
    if (!isElided()) return QLabel::sizeHint();
    return {fontMetrics().horizontalAdvance(text()) + frameAround(), minimumSizeHint().height()};
}

QSize ElidedLabel::minimumSizeHint() const
{
    if (!isElided()) return {narrowest, QLabel::minimumSizeHint().height()};
    const QMargins margins = contentsMargins();
    return {narrowest, fontMetrics().height() + margins.top() + margins.bottom() + 2 * margin()};
}

bool ElidedLabel::event(QEvent *event)
{
    if (event->type() == QEvent::ToolTip && isElided() && toolTip().isEmpty() && !fits(width())) {
        // As a paragraph: Qt breaks the lines of rich text alone.
        QToolTip::showText(static_cast<QHelpEvent *>(event)->globalPos(), QStringLiteral("<p>%1</p>").arg(text().toHtmlEscaped()),
                           this);
        return true;
    }
    return QLabel::event(event);
}

void ElidedLabel::paintEvent(QPaintEvent *event)
{
    if (!isElided()) return QLabel::paintEvent(event);
    QPainter painter(this);
    const QRect area = contentsRect().adjusted(margin(), 0, -margin(), 0);
    const QString shown = fontMetrics().elidedText(text(), Qt::ElideRight, area.width());
    style()->drawItemText(&painter, area, static_cast<int>(Qt::AlignLeft | Qt::AlignVCenter), palette(), isEnabled(), shown,
                          foregroundRole());
}

}  // namespace lexicell::ui
