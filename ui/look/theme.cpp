#include "ui/look/theme.h"

#include <QApplication>
#include <QFile>
#include <QFontDatabase>
#include <QPalette>
#include <QStyleFactory>

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

static void registerResources() { Q_INIT_RESOURCE(app); }

namespace lexicell::ui {
namespace {

struct InForce {
    ThemeMode mode = ThemeMode::Light;
    bool dark = false;
};

InForce &inForce()
{
    static InForce state;
    return state;
}

// The desktop's own palette, read once before ours replaces it.
bool desktopIsDark()
{
    static const bool dark = QApplication::palette().color(QPalette::Window).lightnessF() < 0.5f;
    return dark;
}

std::vector<std::pair<QString, QColor>> namedColors(const ThemeColors &c)
{
    return {{"window", c.window},
            {"surface", c.surface},
            {"raised", c.raised},
            {"border", c.border},
            {"borderStrong", c.borderStrong},
            {"text", c.text},
            {"textMuted", c.textMuted},
            {"accent", c.accent},
            {"accentHover", c.accentHover},
            {"onAccent", c.onAccent},
            {"accentSoft", c.accentSoft},
            {"danger", c.danger},
            {"dangerSoft", c.dangerSoft},
            {"warning", c.warning},
            {"warningSoft", c.warningSoft},
            {"success", c.success},
            {"successSoft", c.successSoft},
            {"map", c.map}};
}

QPalette themePalette(const ThemeColors &c)
{
    QPalette palette;
    palette.setColor(QPalette::Window, c.window);
    palette.setColor(QPalette::WindowText, c.text);
    palette.setColor(QPalette::Base, c.surface);
    palette.setColor(QPalette::AlternateBase, c.raised);
    palette.setColor(QPalette::Text, c.text);
    palette.setColor(QPalette::PlaceholderText, c.textMuted);
    palette.setColor(QPalette::Button, c.surface);
    palette.setColor(QPalette::ButtonText, c.text);
    palette.setColor(QPalette::BrightText, c.danger);
    palette.setColor(QPalette::Highlight, c.accent);
    palette.setColor(QPalette::HighlightedText, c.onAccent);
    palette.setColor(QPalette::ToolTipBase, c.raised);
    palette.setColor(QPalette::ToolTipText, c.text);
    palette.setColor(QPalette::Link, c.accent);
    palette.setColor(QPalette::LinkVisited, c.accent);
    palette.setColor(QPalette::Light, c.raised);
    palette.setColor(QPalette::Midlight, c.border);
    palette.setColor(QPalette::Mid, c.borderStrong);
    palette.setColor(QPalette::Dark, c.borderStrong);
    QColor faint = c.textMuted;
    faint.setAlphaF(0.6f);
    for (const auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText})
        palette.setColor(QPalette::Disabled, role, faint);
    return palette;
}

// Without a desktop setting, fontconfig falls back to DejaVu Sans, which is wide. A narrower text font is used if there is one.
void chooseFont(QApplication &application)
{
    QFont font = application.font();
    if (font.family().startsWith("DejaVu") || font.family().compare("Sans", Qt::CaseInsensitive) == 0) {
        for (const char *family : {"Inter", "Noto Sans", "Cantarell", "Open Sans", "Liberation Sans"}) {
            if (!QFontDatabase::hasFamily(family)) continue;
            font.setFamily(family);
            break;
        }
    }
    if (font.pointSizeF() > 0 && font.pointSizeF() < 10) font.setPointSizeF(10);
    application.setFont(font);
}

}  // namespace

const ThemeColors &lightTheme()
{
    static const ThemeColors colors{.window = "#f4f5f6",
                                    .surface = "#ffffff",
                                    .raised = "#eef0f2",
                                    .border = "#dcdfe3",
                                    .borderStrong = "#868e99",
                                    .text = "#1c2026",
                                    .textMuted = "#59616c",
                                    .accent = "#1f5fa8",
                                    .accentHover = "#174c8a",
                                    .onAccent = "#ffffff",
                                    .accentSoft = "#e2ecf7",
                                    .danger = "#b3261e",
                                    .dangerSoft = "#fcecea",
                                    .warning = "#805300",
                                    .warningSoft = "#fdf3dd",
                                    .success = "#1c733b",
                                    .successSoft = "#e5f4ea",
                                    .map = "#ffffff"};
    return colors;
}

const ThemeColors &darkTheme()
{
    static const ThemeColors colors{.window = "#1b1d21",
                                    .surface = "#222529",
                                    .raised = "#2b2f34",
                                    .border = "#373b41",
                                    .borderStrong = "#737b86",
                                    .text = "#e5e7ea",
                                    .textMuted = "#a4abb5",
                                    .accent = "#70adf0",
                                    .accentHover = "#8dbef5",
                                    .onAccent = "#0d1926",
                                    .accentSoft = "#23374d",
                                    .danger = "#f28b82",
                                    .dangerSoft = "#432321",
                                    .warning = "#e6b655",
                                    .warningSoft = "#3a3019",
                                    .success = "#72ca8d",
                                    .successSoft = "#1e3627",
                                    .map = "#17191c"};
    return colors;
}

void applyTheme(QApplication &application, ThemeMode mode)
{
    registerResources();
    const bool dark = mode == ThemeMode::Dark || (mode == ThemeMode::System && desktopIsDark());
    static bool dressedBefore = false;
    if (!std::exchange(dressedBefore, true)) {
        desktopIsDark();
        QApplication::setStyle(QStyleFactory::create("Fusion"));
        chooseFont(application);
    }
    inForce() = {mode, dark};
    QApplication::setPalette(themePalette(themeColors()));
    application.setStyleSheet(themeStyleSheet(themeColors()));
}

ThemeMode themeMode() { return inForce().mode; }

bool isDarkTheme() { return inForce().dark; }

const ThemeColors &themeColors() { return inForce().dark ? darkTheme() : lightTheme(); }

QString themeStyleSheet(const ThemeColors &colors)
{
    registerResources();
    QFile file(":/theme/lexicell.qss");
    if (!file.open(QIODevice::ReadOnly)) return {};
    QString sheet = QString::fromUtf8(file.readAll());
    // Longest name first: "@accent" is the beginning of "@accentSoft".
    auto names = namedColors(colors);
    std::sort(names.begin(), names.end(), [](const auto &a, const auto &b) { return a.first.size() > b.first.size(); });
    for (const auto &[name, color] : names) sheet.replace("@" + name, color.name());
    // Style sheets cannot recolor a picture, so there are two pictures of the tick on an accent-colored box.
    sheet.replace("@variant", colors.onAccent.lightnessF() > 0.5f ? "white" : "dark");
    return sheet;
}

}  // namespace lexicell::ui
