// A figure with its title above and its caption below, ready to be saved.
#pragma once

#include "ui/figures/figure.h"
#include "ui/look/theme.h"

namespace lexicell::ui {

Figure withTitleAndCaption(Figure figure, const QString &title, const QString &caption, const ThemeColors &theme);

}  // namespace lexicell::ui
