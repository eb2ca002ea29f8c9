#include "models/tasks/compare/interval_figure.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <limits>

namespace lexicell::models::tasks {

namespace {

constexpr double figureWidth = 640, labelsEnd = 230, rightMargin = 60, rowHeight = 22, topMargin = 34, bottomMargin = 30;
constexpr int tickSteps = 4;
// Colors that differ in lightness as well, so that they stay apart in print and for color-blind readers.
constexpr const char *modelColor = "#1f5fa8", *baselineColor = "#b3541e", *nullColor = "#8a8a8a", *textColor = "#222222";

std::string number(double value, const char *format = "%.1f")
{
    char text[32];
    std::snprintf(text, sizeof text, format, value);
    return text;
}

struct Range {
    double low = 0.0, high = 1.0;
    double x(double value) const { return labelsEnd + (value - low) / (high - low) * (figureWidth - labelsEnd - rightMargin); }
};

Range rangeOf(const std::vector<FigureRow> &rows)
{
    double low = std::numeric_limits<double>::infinity(), high = -low;
    for (const FigureRow &row : rows)
        for (const double value : {row.mean.mean, row.mean.interval.low, row.mean.interval.high}) {
            if (std::isnan(value)) continue;
            low = std::min(low, value);
            high = std::max(high, value);
        }
    if (low > high) return {};
    const double room = std::max(0.05 * (high - low), 0.005);
    return {low - room, high + room};
}

// 1, 2 or 5 times a power of ten, at least as large.
double roundStep(double step)
{
    const double power = std::pow(10.0, std::floor(std::log10(step)));
    for (const double factor : {1.0, 2.0, 5.0})
        if (factor * power >= step) return factor * power;
    return 10.0 * power;
}

std::string line(double x1, double y1, double x2, double y2, const std::string &style)
{
    return "<line x1=\"" + number(x1) + "\" y1=\"" + number(y1) + "\" x2=\"" + number(x2) + "\" y2=\"" + number(y2) + "\" " +
           style + "/>\n";
}

std::string text(double x, double y, const std::string &anchor, const std::string &words, const std::string &more = {})
{
    return "<text x=\"" + number(x) + "\" y=\"" + number(y) + "\" text-anchor=\"" + anchor + "\" " + more + ">" +
           markupText(words) + "</text>\n";
}

const char *colorOf(MethodKind kind)
{
    return kind == MethodKind::Model ? modelColor : kind == MethodKind::Baseline ? baselineColor : nullColor;
}

std::string rowMarks(const FigureRow &row, double y, const Range &range)
{
    std::string svg = text(labelsEnd - 10, y + 4, "end", row.label);
    const RunMean &mean = row.mean;
    if (std::isnan(mean.mean)) return svg + text(labelsEnd + 4, y + 4, "start", "no value", "fill=\"#8a8a8a\"");
    const std::string color = colorOf(row.kind);
    if (!std::isnan(mean.interval.low))
        svg += line(range.x(mean.interval.low), y, range.x(mean.interval.high), y, "stroke=\"" + color + "\" stroke-width=\"2\"");
    svg += "<circle cx=\"" + number(range.x(mean.mean)) + "\" cy=\"" + number(y) + "\" r=\"4.5\" fill=\"" +
           (row.kind == MethodKind::Model ? color : "#ffffff") + "\" stroke=\"" + color + "\" stroke-width=\"2\"/>\n";
    return svg + text(figureWidth - rightMargin + 8, y + 4, "start", number(mean.mean, "%.3f"));
}

}  // namespace

std::string markupText(const std::string &text)
{
    std::string result;
    for (const char c : text) {
        if (c == '&') result += "&amp;";
        else if (c == '<') result += "&lt;";
        else if (c == '>') result += "&gt;";
        else if (c == '"') result += "&quot;";
        else result += c;
    }
    return result;
}

std::string intervalFigure(const std::string &title, const std::vector<FigureRow> &rows, double best)
{
    const double height = topMargin + rowHeight * static_cast<double>(rows.size()) + bottomMargin, end = height - bottomMargin;
    const Range range = rangeOf(rows);
    std::string svg = "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"" + number(figureWidth, "%.0f") + "\" height=\"" +
                      number(height, "%.0f") + "\" viewBox=\"0 0 " + number(figureWidth, "%.0f") + " " + number(height, "%.0f") +
                      "\" font-family=\"sans-serif\" font-size=\"12\" fill=\"" + textColor + "\" role=\"img\">\n<title>" +
                      markupText(title) + "</title>\n";
    svg += "<rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>\n";
    svg += text(labelsEnd, 18, "start", title, "font-weight=\"bold\"");
    const double step = roundStep((range.high - range.low) / tickSteps);
    for (double tick = std::ceil(range.low / step); tick * step <= range.high; ++tick) {
        const double value = tick * step;
        svg += line(range.x(value), topMargin - 8, range.x(value), end, "stroke=\"#e4e4e4\"");
        svg += text(range.x(value), end + 16, "middle", number(value == 0.0 ? 0.0 : value, "%.4g"), "font-size=\"11\"");
    }
    if (!std::isnan(best))
        svg += line(range.x(best), topMargin - 8, range.x(best), end,
                    std::string("stroke=\"") + baselineColor + "\" stroke-dasharray=\"4 3\"");
    for (std::size_t i = 0; i < rows.size(); ++i)
        svg += rowMarks(rows[i], topMargin + rowHeight * (static_cast<double>(i) + 0.5), range);
    return svg + "</svg>\n";
}

}  // namespace lexicell::models::tasks
