#include "ui/widgets/colour_button.h"

#include "ui/views/palettes.h"
#include "ui/widgets/icon.h"

#include <QColorDialog>

#include <algorithm>

namespace lexicell::ui {

QColor askColour(const QColor &current, const QString &title, QWidget *parent)
{
    const auto &offered = okabeItoPalette();
    const int count = std::min(QColorDialog::customCount(), static_cast<int>(offered.size()));
    for (int i = 0; i < count; ++i) QColorDialog::setCustomColor(i, offered[static_cast<std::size_t>(i)]);
    return QColorDialog::getColor(current, parent, title);
}

ColourButton::ColourButton(const QColor &colour, QWidget *parent) : QToolButton(parent)
{
    setAutoRaise(true);
    setToolTip(tr("Change the colour"));
    setColour(colour);
    connect(this, &QToolButton::clicked, this, &ColourButton::ask);
}

void ColourButton::setColour(const QColor &colour)
{
    m_colour = colour;
    setIcon(swatchIcon(colour, 16));
    setAccessibleName(tr("Colour %1").arg(colourText(colour)));
}

void ColourButton::ask()
{
    const QColor picked = askColour(m_colour, tr("Colour"), this);
    if (!picked.isValid() || picked == m_colour) return;
    setColour(picked);
    Q_EMIT colourPicked(picked);
}

}  // namespace lexicell::ui
