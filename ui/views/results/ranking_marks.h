// What stands in a row of the dot plot beside its dot: the gene's own null as a gray band, and to the right of the plot its
// adjusted p and its cells.
#pragma once

#include "models/tasks/result.h"
#include "ui/look/theme.h"

#include <QFont>
#include <QRectF>

#include <functional>
#include <vector>

class QGraphicsItem;
class QGraphicsRectItem;
class QGraphicsSimpleTextItem;

namespace lexicell::ui {

struct Span {
    double low = 0, high = 0;
};
// null_mean ± 1.96 null_sd, the middle 95 % of a normal null; NaN: the item has none.
Span nullSpan(const models::tasks::Ranking &ranking, std::size_t item);
// The confidence interval, else one standard error around the effect; NaN: unknown.
Span effectSpan(const models::tasks::Ranking &ranking, std::size_t item);
bool hasIntervals(const models::tasks::Ranking &ranking);

class RankingMarks {
  public:
    // The items belong to `parent`, the chart; the ranking outlives them.
    RankingMarks(const models::tasks::Ranking &ranking, const std::vector<std::size_t> &rows, QGraphicsItem *parent,
                 const QFont &font);

    bool hasBands() const { return !m_bands.empty(); }
    double width() const { return m_width; }           // of the columns at the right
    bool isAtCells(double x, double plotRight) const;  // x is in the column of the cells
    double middleOfCells(double plotRight) const { return plotRight + m_cells.right - m_cells.width / 2; }

    void dress(const ThemeColors &theme);
    // `at`: the position of an effect in a row.
    void place(const QRectF &plot, double rowHeight, const std::function<QPointF(double, std::size_t)> &at);

  private:
    struct TextColumn {
        std::vector<QGraphicsSimpleTextItem *> texts;  // one a row
        QGraphicsSimpleTextItem *heading = nullptr;
        double right = 0;  // from the right edge of the plot
        double width = 0;
    };
    TextColumn column(const QString &heading, const std::vector<QString> &texts);

    std::vector<QGraphicsRectItem *> m_bands;  // one a row, hidden where there is no null
    std::vector<Span> m_spans;
    TextColumn m_p, m_cells;
    std::vector<bool> m_passes;  // 5 % FDR
    QGraphicsItem *m_parent;
    QFont m_font;
    double m_width = 0;
};

}  // namespace lexicell::ui
