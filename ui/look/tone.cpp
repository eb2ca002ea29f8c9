#include "ui/look/tone.h"

#include "ui/look/theme.h"

namespace lexicell::ui {

ToneColors toneColors(Tone tone)
{
    const ThemeColors &theme = themeColors();
    switch (tone) {
    case Tone::Accent: return {theme.accent, theme.accentSoft, theme.accent};
    case Tone::Success: return {theme.success, theme.successSoft, theme.success};
    case Tone::Warning: return {theme.warning, theme.warningSoft, theme.warning};
    case Tone::Danger: return {theme.danger, theme.dangerSoft, theme.danger};
    case Tone::Neutral: break;
    }
    return {theme.textMuted, theme.raised, theme.borderStrong};
}

}  // namespace lexicell::ui
