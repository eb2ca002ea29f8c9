// The five tones of a chip or banner, and their colors in the theme in force.
#pragma once

#include <QColor>

namespace lexicell::ui {

enum class Tone { Neutral, Accent, Success, Warning, Danger };

struct ToneColors {
    QColor text, ground, line;
};
ToneColors toneColors(Tone tone);

}  // namespace lexicell::ui
