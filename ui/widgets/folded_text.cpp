#include "ui/widgets/folded_text.h"

#include "ui/look/icon.h"
#include "ui/look/theme.h"
#include "ui/widgets/elided_label.h"

#include <QHBoxLayout>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>

namespace lexicell::ui {

FoldedText::FoldedText(QWidget *parent) : QWidget(parent), m_column(new QVBoxLayout), m_more(new QToolButton(this))
{
    m_more->setObjectName(QStringLiteral("unfoldText"));
    m_more->setAutoRaise(true);
    m_more->setFocusPolicy(Qt::StrongFocus);
    connect(m_more, &QToolButton::clicked, this, [this] {
        m_chosen = !isFolded();
        refresh();
    });
    m_column->setSpacing(themeGrid);
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(3 * themeGrid, themeGrid, 2 * themeGrid, themeGrid);
    row->setSpacing(themeGrid);
    row->addLayout(m_column, 1);
    row->addWidget(m_more, 0, Qt::AlignTop);
    hide();
}

QLabel *FoldedText::addLabel(const char *name)
{
    auto *label = new ElidedLabel(this);
    label->setObjectName(QLatin1String(name));
    m_column->addWidget(label);
    m_labels << label;
    return label;
}

void FoldedText::setScarce(bool scarce)
{
    if (scarce == m_scarce) return;
    m_scarce = scarce;
    refresh();
}

bool FoldedText::isFolded() const { return m_chosen.value_or(m_scarce); }

bool FoldedText::fitsOneLine() const
{
    const auto texts =
        std::count_if(m_labels.begin(), m_labels.end(), [](const QLabel *label) { return !label->text().isEmpty(); });
    const QMargins margins = layout()->contentsMargins();
    const int room = width() - margins.left() - margins.right();
    return texts <= 1 &&
           std::all_of(m_labels.begin(), m_labels.end(), [room](const ElidedLabel *label) { return label->fits(room); });
}

void FoldedText::refresh()
{
    const bool folded = isFolded();
    bool any = false;
    for (ElidedLabel *label : m_labels) {
        label->setElided(folded);
        label->setVisible(!label->text().isEmpty() && !(folded && any));
        any = any || !label->text().isEmpty();
    }
    m_more->setIcon(icon(folded ? QStringLiteral("chevron-up") : QStringLiteral("chevron-down")));
    m_more->setToolTip(folded ? tr("Show all of the text") : tr("Fold the text into one line"));
    m_more->setAccessibleName(m_more->toolTip());
    m_more->setVisible(!fitsOneLine());
    setVisible(any);
}

void FoldedText::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    m_more->setVisible(!fitsOneLine());
}

}  // namespace lexicell::ui
