// The dot plot of a ranking: a row for each item, the best on top, names at the left. A dot is the model's effect with whiskers
// of its 95 % interval (or of one standard error), a ring the baseline, a gray band the middle 95 % of the null: of each gene's
// own where the ranking has them, else of all.
#pragma once

#include "models/tasks/result.h"
#include "ui/views/results/chart_canvas.h"
#include "ui/views/results/ranking_marks.h"

#include <memory>

class QAreaSeries;
class QGraphicsRectItem;
class QGraphicsSimpleTextItem;
class QLineSeries;
class QScatterSeries;
class QValueAxis;

namespace lexicell::ui {

inline constexpr std::size_t mostRankedRows = 40;  // as many as one takes in; the table holds all

class RankingChart : public ChartCanvas {
    Q_OBJECT

  public:
    // The ranking must outlive the chart.
    RankingChart(const models::tasks::Ranking &ranking, std::vector<std::size_t> rows, QWidget *parent);

    QPoint dotAt(int row) const;    // in the widget; for tests
    QPoint cellsAt(int row) const;  // of the number of cells; for tests
    int currentRow() const { return m_current; }

  Q_SIGNALS:
    void itemPicked(const QString &kind, const QString &name);
    void menuWanted(const QString &name, const QPoint &global);  // of the item of a row
    void rowWanted(int y);                                       // the keyboard went there: keep it in sight

  protected:
    std::vector<LegendSign> dressSeries(const ThemeColors &theme) override;
    double leftMargin() const override;
    double rightMargin() const override;
    double bottomMargin() const override;
    void placeOverlays() override;

    void resizeEvent(QResizeEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void leaveEvent(QEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;

  private:
    void addBand();
    void addWhiskers();
    void addDots();
    void addNames();
    void addAxes();
    void fitTicks();  // as many as have room for their numbers
    double yOf(std::size_t row) const { return -static_cast<double>(row); }
    int rowAt(const QPoint &position) const;  // -1: none
    void setCurrent(int row);
    void showTip(int row, const QPoint &global);
    void pick(int row);
    void pickCells(int row);  // of a row that says how many there are
    bool isAtCells(const QPoint &position) const;
    QString nameOf(int row) const;

    const models::tasks::Ranking &m_ranking;
    std::vector<std::size_t> m_rows;
    std::unique_ptr<RankingMarks> m_marks;  // its items belong to the chart
    QAreaSeries *m_band = nullptr;
    QLineSeries *m_zero = nullptr;
    QValueAxis *m_effects = nullptr;
    double m_low = 0, m_high = 0;  // of what is drawn
    std::vector<QLineSeries *> m_whiskers;
    QScatterSeries *m_dots = nullptr;
    QScatterSeries *m_rings = nullptr;
    std::vector<QGraphicsSimpleTextItem *> m_names;
    QGraphicsRectItem *m_highlight = nullptr;
    int m_current = -1;
    int m_pressed = -1;
};

}  // namespace lexicell::ui
