#include "ui/views/results/curves_chart.h"

#include "ui/look/number_text.h"
#include "ui/look/palettes.h"
#include "ui/widgets/hover_tip.h"

#include <QChart>
#include <QGraphicsEllipseItem>
#include <QKeyEvent>
#include <QLineSeries>
#include <QMouseEvent>
#include <QValueAxis>

#include <algorithm>
#include <cmath>
#include <limits>

namespace lexicell::ui {

namespace {

constexpr double curveWidth = 2.2, baselineWidth = 1.4;
constexpr int mostMarkedPoints = 30;  // a curve of few points shows them: between them nothing was measured
constexpr double reach = 40;          // pixels from the pointer to the nearest point
constexpr double markRadius = 5;
constexpr int wantedTicks = 6;

bool isNumber(const models::tasks::Curve &curve, std::size_t point)
{
    return std::isfinite(curve.x[point]) && std::isfinite(curve.y[point]);
}

}  // namespace

bool CurvesChart::hasPoints(const models::tasks::Curves &curves)
{
    for (const models::tasks::Curve &curve : curves.curves)
        for (std::size_t point = 0; point < curve.x.size(); ++point)
            if (isNumber(curve, point)) return true;
    return false;
}

CurvesChart::CurvesChart(const models::tasks::Curves &curves, QWidget *parent) : ChartCanvas(parent), m_curves(curves)
{
    setObjectName(QStringLiteral("curvesChart"));
    setAccessibleName(tr("%1 by %2").arg(QString::fromStdString(curves.yName), QString::fromStdString(curves.xName)));
    setMinimumSize(240, 200);
    addSegments();
    addAxes();
    m_mark = new QGraphicsEllipseItem(-markRadius, -markRadius, 2 * markRadius, 2 * markRadius, chart());
    m_mark->setZValue(20);  // above the series
    m_mark->hide();
    dress();
}

void CurvesChart::addSegments()
{
    for (const models::tasks::Curve &curve : m_curves.curves) {
        std::vector<QLineSeries *> segments;
        bool open = false;
        for (std::size_t point = 0; point < curve.x.size(); ++point) {
            if (!isNumber(curve, point)) {
                open = false;
                continue;
            }
            if (!open) segments.push_back(new QLineSeries);
            open = true;
            segments.back()->append(curve.x[point], curve.y[point]);
        }
        for (QLineSeries *segment : segments) {
            segment->setPointsVisible(curve.x.size() <= mostMarkedPoints || segment->count() == 1);
            chart()->addSeries(segment);
        }
        m_segments.push_back(std::move(segments));
    }
}

void CurvesChart::addAxes()
{
    const double infinity = std::numeric_limits<double>::infinity();
    double left = infinity, right = -infinity, bottom = infinity, top = -infinity;
    bool wholeX = true;
    for (const models::tasks::Curve &curve : m_curves.curves)
        for (std::size_t point = 0; point < curve.x.size(); ++point) {
            if (!isNumber(curve, point)) continue;
            left = std::min(left, curve.x[point]);
            right = std::max(right, curve.x[point]);
            bottom = std::min(bottom, curve.y[point]);
            top = std::max(top, curve.y[point]);
            wholeX = wholeX && curve.x[point] == std::round(curve.x[point]);
        }
    auto *x = new QValueAxis(this), *y = new QValueAxis(this);
    NiceTicks ticks = niceTicks(left, right, wantedTicks);
    if (wholeX && ticks.interval < 1) ticks = {std::floor(left), std::ceil(right), 1, 0};  // there is no half epoch
    if (wholeX && ticks.low == ticks.high) ticks.high += 1;
    setTicks(x, ticks);
    // Curves run from edge to edge: only values are rounded outwards, and a step before 0 is not.
    if (right > left) x->setRange(left, right);
    setTicks(y, niceTicks(bottom, top, wantedTicks));
    x->setTitleText(QString::fromStdString(m_curves.xName));
    y->setTitleText(QString::fromStdString(m_curves.yName));
    chart()->addAxis(x, Qt::AlignBottom);
    chart()->addAxis(y, Qt::AlignLeft);
    for (QAbstractSeries *series : chart()->series()) {
        series->attachAxis(x);
        series->attachAxis(y);
    }
}

std::vector<LegendSign> CurvesChart::dressSeries(const ThemeColors &theme)
{
    const auto palette = categoryColors(m_segments.size()).colors;
    std::vector<LegendSign> signs;
    m_colors.clear();
    for (std::size_t i = 0; i < m_segments.size(); ++i) {
        const bool baseline = m_curves.curves[i].baseline;
        const QColor color = rimColor(palette[i], theme.map);  // a thin line needs the contrast of a rim
        m_colors.push_back(color);
        QPen pen(color, baseline ? baselineWidth : curveWidth, baseline ? Qt::DashLine : Qt::SolidLine, Qt::FlatCap,
                 Qt::RoundJoin);
        for (QLineSeries *segment : m_segments[i]) segment->setPen(pen);
        const QString name = QString::fromStdString(m_curves.curves[i].name);
        signs.push_back({baseline ? LegendSign::Kind::DashedLine : LegendSign::Kind::Line, color,
                         baseline ? tr("%1 (baseline)").arg(name) : name});
    }
    m_mark->setPen(QPen(theme.text, 1.5));
    return signs;
}

bool CurvesChart::isPoint(const Place &place) const { return isNumber(m_curves.curves[place.curve], place.point); }

QPointF CurvesChart::chartPosition(const Place &place) const
{
    const models::tasks::Curve &curve = m_curves.curves[place.curve];
    return chart()->mapToPosition(QPointF(curve.x[place.point], curve.y[place.point]), m_segments[place.curve].front());
}

QPoint CurvesChart::positionOf(std::size_t curve, std::size_t point) const
{
    return mapFromScene(chart()->mapToScene(chartPosition({curve, point})));
}

void CurvesChart::placeOverlays()
{
    if (m_mark && m_hasCurrent) m_mark->setPos(chartPosition(m_current));
}

void CurvesChart::setCurrent(const Place &place, const QPoint &global)
{
    m_current = place;
    m_hasCurrent = true;
    m_mark->setPos(chartPosition(place));
    m_mark->setBrush(m_colors[place.curve]);
    m_mark->show();
    const models::tasks::Curve &curve = m_curves.curves[place.curve];
    const QStringList facts{QString::fromStdString(curve.name),
                            QString::fromStdString(m_curves.xName) + QStringLiteral(": ") + valueText(curve.x[place.point]),
                            QString::fromStdString(m_curves.yName) + QStringLiteral(": ") + valueText(curve.y[place.point])};
    setAccessibleDescription(facts.join(QStringLiteral(", ")));
    showFacts(global, facts, this);
}

void CurvesChart::clearCurrent()
{
    m_hasCurrent = false;
    m_mark->hide();
    QToolTip::hideText();
}

void CurvesChart::mouseMoveEvent(QMouseEvent *event)
{
    const QPointF at = chart()->mapFromScene(mapToScene(event->position().toPoint()));
    double nearest = reach;
    Place found;
    for (std::size_t curve = 0; curve < m_curves.curves.size(); ++curve)
        for (std::size_t point = 0; point < m_curves.curves[curve].x.size(); ++point) {
            if (!isPoint({curve, point})) continue;
            const double distance = QLineF(at, chartPosition({curve, point})).length();
            if (distance >= nearest) continue;
            nearest = distance;
            found = {curve, point};
        }
    if (nearest < reach) setCurrent(found, event->globalPosition().toPoint());
    else clearCurrent();
}

// Left and right along a curve, up and down to the next curve.
void CurvesChart::walk(int key)
{
    const std::size_t curves = m_curves.curves.size();
    Place place = m_current;
    const std::size_t tries = std::max(curves, m_curves.curves[place.curve].x.size());
    for (std::size_t i = 0; i <= tries; ++i) {
        if (m_hasCurrent || i > 0) {
            if (key == Qt::Key_Down) place.curve = (place.curve + 1) % curves;
            if (key == Qt::Key_Up) place.curve = (place.curve + curves - 1) % curves;
            if (key == Qt::Key_Right) ++place.point;
            if (key == Qt::Key_Left) place.point = std::max<std::size_t>(place.point, 1) - 1;
        }
        const std::size_t points = m_curves.curves[place.curve].x.size();
        if (points == 0) continue;
        place.point = std::min(place.point, points - 1);
        if (!isPoint(place)) continue;
        setCurrent(place, viewport()->mapToGlobal(positionOf(place.curve, place.point)));
        return;
    }
}

void CurvesChart::keyPressEvent(QKeyEvent *event)
{
    switch (event->key()) {
    case Qt::Key_Left:
    case Qt::Key_Right:
    case Qt::Key_Up:
    case Qt::Key_Down: walk(event->key()); break;
    case Qt::Key_Escape: clearCurrent(); break;
    default: event->ignore();
    }
}

void CurvesChart::leaveEvent(QEvent *event)
{
    clearCurrent();
    ChartCanvas::leaveEvent(event);
}

}  // namespace lexicell::ui
