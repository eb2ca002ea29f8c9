#include "ui/widgets/empty_state.h"

#include "ui/look/theme.h"
#include "ui/look/icon.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

namespace lexicell::ui {

namespace {

constexpr int longestLine = 440;   // of text that is read, not skimmed
constexpr int leastForIcon = 280;  // pixels of height; below, the text and the buttons need them

}  // namespace

EmptyState::EmptyState(const QString &iconName, const QString &title, const QString &text, QWidget *parent)
    : QWidget(parent), m_iconName(iconName)
{
    m_icon = new QLabel(this);
    m_icon->setAlignment(Qt::AlignCenter);
    m_title = new QLabel(this);
    m_title->setAlignment(Qt::AlignCenter);
    m_title->setWordWrap(true);
    QFont strong = m_title->font();
    strong.setPointSizeF(strong.pointSizeF() * 1.15);
    strong.setWeight(QFont::DemiBold);
    m_title->setFont(strong);
    m_text = new QLabel(this);
    m_text->setAlignment(Qt::AlignHCenter | Qt::AlignTop);
    m_text->setWordWrap(true);
    m_text->setProperty("muted", true);
    m_text->setMaximumWidth(longestLine);

    m_actions = new QVBoxLayout;
    m_actions->setSpacing(2 * themeGrid);
    auto *centered = new QHBoxLayout;
    centered->addStretch(1);
    centered->addWidget(m_text, 100);
    centered->addStretch(1);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(6 * themeGrid, 2 * themeGrid, 6 * themeGrid, 2 * themeGrid);  // the stretches give height
    column->setSpacing(2 * themeGrid);
    column->addStretch(2);
    column->addWidget(m_icon);
    column->addSpacing(themeGrid);
    column->addWidget(m_title);
    column->addLayout(centered);
    column->addSpacing(2 * themeGrid);
    column->addLayout(m_actions);
    column->addStretch(3);
    setTexts(title, text);
    recolor();
}

void EmptyState::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    m_icon->setVisible(height() >= leastForIcon);
}

void EmptyState::setTexts(const QString &title, const QString &text)
{
    m_title->setText(title);
    m_text->setText(text);
    m_text->setVisible(!text.isEmpty());
}

QPushButton *EmptyState::addButton(const QString &text, const QString &iconName)
{
    const bool first = m_actions->count() == 0;
    auto *button = new QPushButton(text, this);
    button->setProperty("primary", first);
    button->setIcon(icon(iconName));
    if (first) {
        m_primary = button;
        m_primaryIcon = iconName;
    }
    m_actions->addWidget(button, 0, Qt::AlignHCenter);
    recolor();
    return button;
}

void EmptyState::recolor()
{
    m_icon->setPixmap(icon(m_iconName, themeColors().textMuted).pixmap(QSize(40, 40), devicePixelRatioF()));
    if (m_primary) m_primary->setIcon(icon(m_primaryIcon, themeColors().onAccent));
}

void EmptyState::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::StyleChange) {
        if (m_icon) recolor();
    }
    QWidget::changeEvent(event);
}

}  // namespace lexicell::ui
