#include "ui/views/results/heatmap_area.h"

#include "ui/views/results/heatmap_canvas.h"

#include <QPainter>
#include <QScrollBar>

#include <algorithm>

namespace lexicell::ui {

namespace {

constexpr int reachAroundCell = 24;  // pixels kept in sight around the current cell

// Moves `bar` as little as possible so that `low` to `high` of the canvas lies between `covered` and the end of what is seen.
void reveal(QScrollBar *bar, int low, int high, int covered, int seen)
{
    const int now = bar->value();
    if (low - covered < now) bar->setValue(low - covered);
    else if (high > now + seen) bar->setValue(std::min(high - seen, low - covered));
}

}  // namespace

// A strip over the canvas with the names along one of its sides.
class HeatmapNames : public QWidget {
  public:
    HeatmapNames(const models::tasks::Heatmap &heatmap, const HeatmapCanvas &canvas, QScrollArea *area, Qt::Orientation along)
        : QWidget(area->viewport()), m_heatmap(heatmap), m_canvas(canvas), m_area(area), m_along(along)
    {
        setObjectName(along == Qt::Horizontal ? QStringLiteral("columnNames") : QStringLiteral("rowNames"));
        setAttribute(Qt::WA_OpaquePaintEvent);
    }

  protected:
    void paintEvent(QPaintEvent *) override
    {
        const bool columns = m_along == Qt::Horizontal;
        const HeatmapPlan &plan = m_canvas.plan();
        QPainter painter(this);
        painter.fillRect(rect(), themeColors().map);
        // The corner belongs to no name: those that are scrolled below it are cut off there.
        if (columns) painter.setClipRect(rect().adjusted(static_cast<int>(plan.map.left()) - 1, 0, 0, 0));
        painter.translate(columns ? -m_area->horizontalScrollBar()->value() : 0,
                          columns ? 0 : -m_area->verticalScrollBar()->value());
        for (const FigureItem &item : heatmapNames(m_heatmap, plan, themeColors()).items) paintItem(painter, item);
    }

  private:
    const models::tasks::Heatmap &m_heatmap;
    const HeatmapCanvas &m_canvas;
    QScrollArea *m_area;
    Qt::Orientation m_along;
};

HeatmapArea::HeatmapArea(const models::tasks::Heatmap &heatmap, HeatmapCanvas *canvas, QWidget *parent)
    : QScrollArea(parent), m_canvas(canvas)
{
    setWidget(canvas);
    setWidgetResizable(true);
    setFocusProxy(canvas);
    setFrameShape(QFrame::NoFrame);
    setCornerWidget(new QWidget(this));  // Fusion's own has an outline
    m_rows = new HeatmapNames(heatmap, *canvas, this, Qt::Vertical);
    m_columns = new HeatmapNames(heatmap, *canvas, this, Qt::Horizontal);  // over the rows: the corner is its own
    connect(canvas, &HeatmapCanvas::planned, this, &HeatmapArea::placeNames);
    connect(canvas, &HeatmapCanvas::cellWanted, this, &HeatmapArea::keepInSight);
}

void HeatmapArea::placeNames()
{
    const QRectF &map = m_canvas->plan().map;
    m_rows->setGeometry(0, 0, static_cast<int>(map.left()), viewport()->height());
    m_columns->setGeometry(0, 0, viewport()->width(), static_cast<int>(map.top()));
    for (HeatmapNames *names : {m_rows, m_columns}) {
        names->raise();
        names->update();
    }
}

void HeatmapArea::keepInSight(const QRect &cell)
{
    const QRect wanted = cell.adjusted(-reachAroundCell, -reachAroundCell, reachAroundCell, reachAroundCell);
    reveal(horizontalScrollBar(), wanted.left(), wanted.right(), m_rows->width(), viewport()->width());
    reveal(verticalScrollBar(), wanted.top(), wanted.bottom(), m_columns->height(), viewport()->height());
}

void HeatmapArea::resizeEvent(QResizeEvent *event)
{
    QScrollArea::resizeEvent(event);
    m_canvas->setSpace(maximumViewportSize());
    placeNames();
}

void HeatmapArea::scrollContentsBy(int dx, int dy)
{
    QScrollArea::scrollContentsBy(dx, dy);
    placeNames();
}

}  // namespace lexicell::ui
