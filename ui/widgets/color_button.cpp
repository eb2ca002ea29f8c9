#include "ui/widgets/color_button.h"

#include "ui/look/palettes.h"
#include "ui/look/icon.h"

#include <QColorDialog>

#include <algorithm>

namespace lexicell::ui {

void askColor(const QColor &current, const QString &title, QWidget *parent, std::function<void(const QColor &)> picked)
{
    const auto &offered = okabeItoPalette();
    const int count = std::min(QColorDialog::customCount(), static_cast<int>(offered.size()));
    for (int i = 0; i < count; ++i) QColorDialog::setCustomColor(i, offered[static_cast<std::size_t>(i)]);
    auto *dialog = new QColorDialog(current, parent);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setWindowTitle(title);
    QObject::connect(dialog, &QColorDialog::colorSelected, parent, [current, picked = std::move(picked)](const QColor &color) {
        if (color.isValid() && color != current) picked(color);
    });
    dialog->open();
}

ColorButton::ColorButton(const QColor &color, QWidget *parent) : QToolButton(parent)
{
    setAutoRaise(true);
    setToolTip(tr("Change the color"));
    setColor(color);
    connect(this, &QToolButton::clicked, this, &ColorButton::ask);
}

void ColorButton::setColor(const QColor &color)
{
    m_color = color;
    setIcon(swatchIcon(color, 16));
    setAccessibleName(tr("Color %1").arg(colorText(color)));
}

void ColorButton::ask()
{
    askColor(m_color, tr("Color"), this, [this](const QColor &color) {
        setColor(color);
        Q_EMIT colorPicked(color);
    });
}

}  // namespace lexicell::ui
