#include "ui/widgets/banner.h"

#include "ui/look/theme.h"
#include "ui/look/icon.h"
#include "ui/widgets/elided_label.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QPushButton>
#include <QToolButton>

#include <algorithm>

namespace lexicell::ui {
namespace {

constexpr int widestTitle = 320;  // pixels that a folded message gives its first sentence before the second

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

ElidedLabel *messageLabel(QWidget *parent)
{
    auto *label = new ElidedLabel(parent);  // plain text: file names may look like markup
    label->setElided(false);
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

    m_more = new QToolButton(this);
    m_more->setObjectName(QStringLiteral("unfoldBanner"));
    m_more->setAutoRaise(true);
    connect(m_more, &QToolButton::clicked, this, [this] {
        m_unfolded = !m_unfolded;
        arrange();
    });
    m_texts = new QVBoxLayout;
    m_texts->addWidget(m_what);
    m_texts->addWidget(m_why, 1);
    m_buttons = new QHBoxLayout;
    m_buttons->setSpacing(2 * themeGrid);
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(3 * themeGrid, 2 * themeGrid, 2 * themeGrid, 2 * themeGrid);
    row->setSpacing(2 * themeGrid);
    row->addWidget(m_icon, 0, Qt::AlignTop);
    row->addLayout(m_texts, 1);
    row->addLayout(m_buttons);
    row->addWidget(m_more, 0, Qt::AlignTop);
    row->addWidget(m_close, 0, Qt::AlignTop);
    setAccessibleName(tr("Message"));
    arrange();
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
    arrange();
    show();
}

void Banner::setCompact(bool compact)
{
    if (compact == m_compact) return;
    m_compact = compact;
    arrange();
}

void Banner::arrange()
{
    const bool folds = m_compact && m_tone != Tone::Danger && !m_why->text().isEmpty(), folded = folds && !m_unfolded;
    m_texts->setDirection(folded ? QBoxLayout::LeftToRight : QBoxLayout::TopToBottom);
    m_texts->setSpacing(folded ? 2 * themeGrid : 2);
    m_what->setElided(folded);
    if (folded) m_what->setSizePolicy(QSizePolicy::Maximum, QSizePolicy::Fixed);
    m_what->setMinimumWidth(folded ? std::min(m_what->sizeHint().width(), widestTitle) : 0);
    layout()->setAlignment(m_icon, folded ? Qt::AlignVCenter : Qt::AlignTop);
    m_why->setElided(folded);
    m_more->setVisible(folds);
    m_more->setIcon(icon(folded ? "chevron-up" : "chevron-down"));
    m_more->setToolTip(folded ? tr("Show the whole message") : tr("Fold the message into one line"));
    m_more->setAccessibleName(m_more->toolTip());
    const int margin = folded ? themeGrid : 2 * themeGrid;
    layout()->setContentsMargins(3 * themeGrid, margin, 2 * themeGrid, margin);
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
