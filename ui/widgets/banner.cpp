#include "ui/widgets/banner.h"

#include "ui/look/theme.h"
#include "ui/look/icon.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QPushButton>
#include <QToolButton>

namespace lexicell::ui {
namespace {

QString toneIcon(Tone tone)
{
    switch (tone) {
    case Tone::Success: return "check-circle";
    case Tone::Warning: return "warning";
    case Tone::Danger: return "error";
    case Tone::Accent:
    case Tone::Neutral: break;
    }
    return "info";
}

QLabel *messageLabel(QWidget *parent)
{
    auto *label = new QLabel(parent);
    label->setWordWrap(true);
    label->setTextFormat(Qt::PlainText);  // file names may look like markup
    label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    return label;
}

}  // namespace

Banner::Banner(QWidget *parent) : QFrame(parent)
{
    m_icon = new QLabel(this);
    m_what = messageLabel(this);
    m_why = messageLabel(this);
    m_why->setProperty("muted", true);
    QFont strong = m_what->font();
    strong.setWeight(QFont::DemiBold);
    m_what->setFont(strong);
    m_close = new QToolButton(this);
    m_close->setAutoRaise(true);
    m_close->setIcon(icon("close"));
    m_close->setToolTip(tr("Dismiss"));
    m_close->setAccessibleName(tr("Dismiss"));
    connect(m_close, &QToolButton::clicked, this, [this] {
        hide();
        Q_EMIT dismissed();
    });

    auto *texts = new QVBoxLayout;
    texts->setSpacing(2);
    texts->addWidget(m_what);
    texts->addWidget(m_why);
    m_buttons = new QHBoxLayout;
    m_buttons->setSpacing(2 * themeGrid);
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(3 * themeGrid, 2 * themeGrid, 2 * themeGrid, 2 * themeGrid);
    row->setSpacing(2 * themeGrid);
    row->addWidget(m_icon, 0, Qt::AlignTop);
    row->addLayout(texts, 1);
    row->addLayout(m_buttons);
    row->addWidget(m_close, 0, Qt::AlignTop);
    setAccessibleName(tr("Message"));
    hide();
}

void Banner::showMessage(Tone tone, const QString &what, const QString &why)
{
    while (QLayoutItem *item = m_buttons->takeAt(0)) {
        if (item->widget()) item->widget()->deleteLater();
        delete item;
    }
    m_tone = tone;
    m_what->setText(what);
    m_why->setText(why);
    m_why->setVisible(!why.isEmpty());
    setAccessibleDescription(message());
    recolor();
    show();
}

QPushButton *Banner::addButton(const QString &text)
{
    auto *button = new QPushButton(text, this);
    m_buttons->addWidget(button);
    return button;
}

void Banner::setDismissible(bool dismissible) { m_close->setVisible(dismissible); }

QString Banner::message() const { return m_why->text().isEmpty() ? m_what->text() : m_what->text() + " " + m_why->text(); }

void Banner::recolor()
{
    const ToneColors colors = toneColors(m_tone);
    m_icon->setPixmap(icon(toneIcon(m_tone), colors.text).pixmap(QSize(20, 20), devicePixelRatioF()));
    update();
}

void Banner::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::StyleChange) recolor();
    QFrame::changeEvent(event);
}

void Banner::paintEvent(QPaintEvent *)
{
    const ToneColors colors = toneColors(m_tone);
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    QColor line = colors.line;
    line.setAlphaF(0.45f);
    painter.setPen(Qt::NoPen);
    painter.setBrush(palette().window());  // a banner may lie over a map, and the soft ground may be translucent
    painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), 6, 6);
    painter.setPen(line);
    painter.setBrush(colors.ground);
    painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), 6, 6);
}

}  // namespace lexicell::ui
