// The expression of a gene in groups of cells: a dot for the mean, a whisker for its interval, and beside each name the share of
// cells that express the gene. A group that is pointed at tells its numbers; a click selects its cells.
#pragma once

#include "ui/views/results/chart_canvas.h"
#include "ui/workspace/genes/group_expression.h"

#include <vector>

class QGraphicsRectItem;
class QGraphicsSimpleTextItem;
class QLineSeries;
class QScatterSeries;

namespace lexicell::ui {

class GroupChart : public ChartCanvas {
    Q_OBJECT

  public:
    static constexpr int mostRows = 24;

    // The groups in their order, the first at the top; `unit`: of the mean.
    GroupChart(std::vector<GroupExpression> groups, const QString &unit, QWidget *parent);

    void fade();                  // it is about something else now, until its successor is read
    QPoint dotAt(int row) const;  // in the widget; for tests
    const std::vector<GroupExpression> &groups() const { return m_groups; }

  Q_SIGNALS:
    void groupPicked(const QString &name);

  protected:
    std::vector<LegendSign> dressSeries(const ThemeColors &theme) override;
    double leftMargin() const override;
    void placeOverlays() override;

    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void leaveEvent(QEvent *event) override;

  private:
    void addSeries();
    void addTexts();
    void addAxes();
    int rowAt(const QPoint &position) const;  // -1: none
    void setCurrent(int row);
    QString factsOf(int row) const;

    std::vector<GroupExpression> m_groups;
    QString m_unit;
    std::vector<QScatterSeries *> m_dots;  // one a group, because each has its own color
    std::vector<QLineSeries *> m_whiskers;
    std::vector<QGraphicsSimpleTextItem *> m_names, m_shares;
    QGraphicsSimpleTextItem *m_title = nullptr;  // of the axis of means
    QGraphicsRectItem *m_highlight = nullptr;
    int m_current = -1;
};

}  // namespace lexicell::ui
