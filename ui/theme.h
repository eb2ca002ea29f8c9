// The look: neutral greys, one accent, a 4-px grid, the system's font. Light and dark with equal care.
//
// Widgets that paint themselves ask themeColours() inside paintEvent and so follow a change of theme; everything else is
// dressed by the palette and the style sheet (resources/theme/lexicell.qss, whose names after an at sign are the fields below).
// Text colours have a contrast of at least 4.5:1 on every ground they are used on (WCAG 2.1, 1.4.3); tst_theme computes it.
#pragma once

#include <QColor>
#include <QString>

class QApplication;

namespace lexicell::ui {

enum class ThemeMode { System, Light, Dark };

struct ThemeColours {
    QColor window;        // behind panels
    QColor surface;       // panels, inputs, tables
    QColor raised;        // headers, hovered rows, tool tips
    QColor border;        // hairlines
    QColor borderStrong;  // outlines of controls
    QColor text;
    QColor textMuted;
    QColor accent;  // focus, checked, primary buttons, links
    QColor accentHover;
    QColor onAccent;    // text on accent
    QColor accentSoft;  // selected rows
    QColor danger, dangerSoft;
    QColor warning, warningSoft;
    QColor success, successSoft;
    QColor map;  // ground of the map and of charts
};

const ThemeColours &lightTheme();
const ThemeColours &darkTheme();

// Dresses the application. May be called again at any time; call it before the first widget is made.
void applyTheme(QApplication &application, ThemeMode mode);
ThemeMode themeMode();
bool isDarkTheme();
const ThemeColours &themeColours();  // of the theme in force

// The style sheet with its @names filled in.
QString themeStyleSheet(const ThemeColours &colours);
// WCAG 2.1 contrast ratio of two opaque colours, 1 to 21.
double contrastRatio(const QColor &a, const QColor &b);

inline constexpr int themeGrid = 4;  // spacing is a multiple of this, in device-independent pixels

}  // namespace lexicell::ui
