// The five moods a chip or banner can have, and their colours in the theme in force.
#pragma once

#include <QColor>

namespace lexicell::ui {

enum class Tone { Neutral, Accent, Success, Warning, Danger };

struct ToneColours {
    QColor text, ground, line;
};
ToneColours toneColours(Tone tone);

}  // namespace lexicell::ui
