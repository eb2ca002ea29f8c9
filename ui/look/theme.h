// The look: neutral grays, one accent, a 4-px grid, the system's font. Light and dark with equal care.
//
// Widgets that paint themselves call themeColors() inside paintEvent and so follow a change of theme. All others take their
// colors from the palette and the style sheet (resources/theme/lexicell.qss, whose names after an at sign are the fields below).
// Text colors have a contrast of at least 4.5:1 on every ground they are used on (WCAG 2.1, 1.4.3); tst_theme computes it.
#pragma once

#include <QColor>
#include <QString>

class QApplication;

namespace lexicell::ui {

enum class ThemeMode { System, Light, Dark };

struct ThemeColors {
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

const ThemeColors &lightTheme();
const ThemeColors &darkTheme();

// Applies the theme to the application. Call it before the first widget is made, and again at any time.
void applyTheme(QApplication &application, ThemeMode mode);
ThemeMode themeMode();
bool isDarkTheme();
const ThemeColors &themeColors();  // of the theme in force

// The style sheet with its @names filled in.
QString themeStyleSheet(const ThemeColors &colors);

inline constexpr int themeGrid = 4;  // spacing is a multiple of this, in device-independent pixels

}  // namespace lexicell::ui
