// Line icons of resources/icons, drawn in the theme's text color at any size and pixel ratio; they follow the theme.
#pragma once

#include <QColor>
#include <QIcon>
#include <QPixmap>

namespace lexicell::ui {

// `name` without folder and suffix ("lasso"). A name that does not exist gives a null icon.
QIcon icon(const QString &name);
QIcon icon(const QString &name, const QColor &color);  // a fixed color instead of the theme's

// An unbroken square of one color with a hairline, for menus and lists.
QIcon swatchIcon(const QColor &color, int size = 14);

}  // namespace lexicell::ui
