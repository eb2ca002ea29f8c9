#include "ui/views/results/figure_sheet.h"

namespace lexicell::ui {

namespace {

constexpr double padding = 16, gap = 8, titlePixels = 16, captionPixels = 11, lineHeight = 16;

}  // namespace

Figure withTitleAndCaption(Figure figure, const QString &title, const QString &caption, const ThemeColors &theme)
{
    const double width = figure.size.width();
    const QStringList titleLines = wrappedText(title, titlePixels, true, width);
    const QStringList captionLines = wrappedText(caption, captionPixels, false, width);
    const double titleHeight = titleLines.isEmpty() ? 0 : static_cast<double>(titleLines.size()) * (titlePixels + 6) + gap;
    for (FigureItem &item : figure.items) moveItem(item, {padding, padding + titleHeight});
    double y = padding + titlePixels / 2;
    for (const QString &line : titleLines) {
        figure.items.push_back(FigureText{{padding, y}, line, titlePixels, true, Qt::AlignLeft, theme.text, {}, false});
        y += titlePixels + 6;
    }
    y = padding + titleHeight + figure.size.height() + gap + lineHeight / 2;
    for (const QString &line : captionLines) {
        figure.items.push_back(FigureText{{padding, y}, line, captionPixels, false, Qt::AlignLeft, theme.textMuted, {}, false});
        y += lineHeight;
    }
    const double captionHeight = captionLines.isEmpty() ? 0 : gap + static_cast<double>(captionLines.size()) * lineHeight;
    figure.size += QSizeF(2 * padding, 2 * padding + titleHeight + captionHeight);
    figure.title = title;
    figure.description = caption;
    return figure;
}

}  // namespace lexicell::ui
