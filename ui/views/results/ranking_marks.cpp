#include "ui/views/results/ranking_marks.h"

#include "ui/look/number_text.h"
#include "ui/views/results/knock_out_rankings.h"

#include <QCoreApplication>
#include <QGraphicsRectItem>
#include <QGraphicsSimpleTextItem>
#include <QPen>

#include <algorithm>
#include <cmath>
#include <limits>

namespace lexicell::ui {

namespace {

constexpr double unknown = std::numeric_limits<double>::quiet_NaN();
constexpr double middle95 = 1.959964;  // standard deviations around the mean of a normal distribution
constexpr double firstGap = 22;        // the last number of the axis reaches beyond the plot
constexpr double columnGap = 12, bandShare = 0.7;

QString translated(const char *text) { return QCoreApplication::translate("Ranking", text); }

}  // namespace

Span nullSpan(const models::tasks::Ranking &ranking, std::size_t item)
{
    const auto *mean = numbersIn(ranking, "null_mean"), *deviation = numbersIn(ranking, "null_sd");
    if (!mean || !deviation) return {unknown, unknown};
    return {(*mean)[item] - middle95 * (*deviation)[item], (*mean)[item] + middle95 * (*deviation)[item]};
}

bool hasIntervals(const models::tasks::Ranking &ranking) { return numbersIn(ranking, "ci_low") && numbersIn(ranking, "ci_high"); }

Span effectSpan(const models::tasks::Ranking &ranking, std::size_t item)
{
    if (hasIntervals(ranking)) return {(*numbersIn(ranking, "ci_low"))[item], (*numbersIn(ranking, "ci_high"))[item]};
    if (ranking.standardError.empty()) return {unknown, unknown};
    return {ranking.effect[item] - ranking.standardError[item], ranking.effect[item] + ranking.standardError[item]};
}

RankingMarks::RankingMarks(const models::tasks::Ranking &ranking, const std::vector<std::size_t> &rows, QGraphicsItem *parent,
                           const QFont &font)
    : m_parent(parent), m_font(font)
{
    if (!textsIn(ranking, "status")) return;  // no knock-out
    std::vector<QString> p, cells;
    bool anyBand = false;
    for (const std::size_t item : rows) {
        m_spans.push_back(nullSpan(ranking, item));
        anyBand = anyBand || std::isfinite(m_spans.back().low);
        const double adjusted = ranking.adjustedP.empty() ? unknown : ranking.adjustedP[item];
        m_passes.push_back(adjusted < falseDiscoveries);
        p.push_back(std::isnan(adjusted) ? QStringLiteral("–") : valueText(adjusted));
        const auto count = numberIn(ranking, "n_cells", item);
        cells.push_back(count ? countText(static_cast<std::int64_t>(*count)) : QString());
    }
    for (std::size_t row = 0; anyBand && row < rows.size(); ++row) {
        m_bands.push_back(new QGraphicsRectItem(parent));
        m_bands.back()->setPen(Qt::NoPen);
    }
    m_cells = column(translated("cells"), cells);
    m_p = column(translated("adj. p"), p);
    m_p.right = firstGap + m_p.width;
    m_cells.right = m_p.right + columnGap + m_cells.width;
    m_width = m_cells.right;
}

RankingMarks::TextColumn RankingMarks::column(const QString &heading, const std::vector<QString> &texts)
{
    TextColumn column;
    const auto add = [&](const QString &text, const QFont &font) {
        auto *item = new QGraphicsSimpleTextItem(text, m_parent);
        item->setFont(font);
        column.width = std::max(column.width, item->boundingRect().width());
        return item;
    };
    column.heading = add(heading, m_font);
    QFont strong = m_font;
    strong.setWeight(QFont::DemiBold);
    for (std::size_t row = 0; row < texts.size(); ++row) {
        column.texts.push_back(add(texts[row], m_passes[row] ? strong : m_font));
    }
    return column;
}

bool RankingMarks::isAtCells(double x, double plotRight) const
{
    return m_width > 0 && x >= plotRight + m_cells.right - m_cells.width - columnGap / 2 && x <= plotRight + m_cells.right + 2;
}

void RankingMarks::dress(const ThemeColors &theme)
{
    for (QGraphicsRectItem *band : m_bands) {
        band->setBrush(theme.border);
        band->setPen(QPen(theme.borderStrong, 1));  // the fill alone is as pale as the grid
    }
    for (const TextColumn *column : {&m_p, &m_cells})
        if (column->heading) column->heading->setBrush(theme.textMuted);
    for (std::size_t row = 0; row < m_p.texts.size(); ++row)
        m_p.texts[row]->setBrush(m_passes[row] ? theme.text : theme.textMuted);
    for (QGraphicsSimpleTextItem *text : m_cells.texts) text->setBrush(theme.accent);  // a link to the cells
}

void RankingMarks::place(const QRectF &plot, double rowHeight, const std::function<QPointF(double, std::size_t)> &at)
{
    for (std::size_t row = 0; row < m_bands.size(); ++row) {
        const Span span = m_spans[row];
        m_bands[row]->setVisible(std::isfinite(span.low));
        if (!std::isfinite(span.low)) continue;
        const QPointF left = at(span.low, row), right = at(span.high, row);
        const double height = bandShare * rowHeight;
        m_bands[row]->setRect(QRectF(left.x(), left.y() - height / 2, right.x() - left.x(), height) & plot);
    }
    for (const TextColumn *column : {&m_p, &m_cells}) {
        if (!column->heading) continue;
        const auto put = [&](QGraphicsSimpleTextItem *text, double y) {
            text->setPos(plot.right() + column->right - text->boundingRect().width(), y - text->boundingRect().height() / 2);
        };
        put(column->heading, plot.top() - column->heading->boundingRect().height() / 2 - 3);
        for (std::size_t row = 0; row < column->texts.size(); ++row) put(column->texts[row], at(0, row).y());
    }
}

}  // namespace lexicell::ui
