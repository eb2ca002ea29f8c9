#include "ui/widgets/colour_button.h"

#include "ui/views/palettes.h"
#include "ui/widgets/icon.h"

#include <QColorDialog>

#include <algorithm>

namespace lexicell::ui {

void askColour(const QColor &current, const QString &title, QWidget *parent, std::function<void(const QColor &)> picked)
{
    const auto &offered = okabeItoPalette();
    const int count = std::min(QColorDialog::customCount(), static_cast<int>(offered.size()));
    for (int i = 0; i < count; ++i) QColorDialog::setCustomColor(i, offered[static_cast<std::size_t>(i)]);
    auto *dialog = new QColorDialog(current, parent);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setWindowTitle(title);
    QObject::connect(dialog, &QColorDialog::colorSelected, parent, [current, picked = std::move(picked)](const QColor &colour) {
        if (colour.isValid() && colour != current) picked(colour);
    });
    dialog->open();
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
    askColour(m_colour, tr("Colour"), this, [this](const QColor &colour) {
        setColour(colour);
        Q_EMIT colourPicked(colour);
    });
}

}  // namespace lexicell::ui
