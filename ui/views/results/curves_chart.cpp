#include "ui/views/results/curves_chart.h"

#include "ui/look/number_text.h"
#include "ui/look/palettes.h"
#include "ui/widgets/hover_tip.h"

#include <QChart>
#include <QGraphicsEllipseItem>
#include <QGraphicsLineItem>
#include <QGraphicsSimpleTextItem>
#include <QKeyEvent>
#include <QLineSeries>
#include <QLogValueAxis>
#include <QMouseEvent>
#include <QValueAxis>

#include <algorithm>
#include <cmath>
#include <limits>

namespace lexicell::ui {

namespace {

constexpr double curveWidth = 2.2, baselineWidth = 1.4, thinnedWidth = 1.0;
constexpr int mostMarkedPoints = 30;  // a curve of few points shows them: between them nothing was measured
constexpr double reach = 40;          // pixels from the pointer to the nearest point
constexpr double markRadius = 5;
constexpr int wantedTicks = 6;

constexpr std::size_t mostPoints = 400;  // of one curve: strokes up and down within few pixels only cost time

bool isNumber(const models::tasks::Curve &curve, std::size_t point)
{
    return std::isfinite(curve.x[point]) && std::isfinite(curve.y[point]);
}

// The points that a long curve is drawn by: of each stretch its lowest and its highest, in their order, and its ends.
std::vector<std::size_t> drawnPoints(const models::tasks::Curve &curve)
{
    std::vector<std::size_t> points;
    const std::size_t size = curve.x.size();
    const std::size_t stretch = size <= mostPoints ? 1 : (2 * size + mostPoints - 1) / mostPoints;
    for (std::size_t begin = 0; begin < size; begin += stretch) {
        const std::size_t end = std::min(size, begin + stretch);
        const auto from = curve.y.begin() + static_cast<std::ptrdiff_t>(begin);
        const auto [low, high] = std::minmax_element(from, curve.y.begin() + static_cast<std::ptrdiff_t>(end));
        const auto lowest = static_cast<std::size_t>(low - curve.y.begin());
        const auto highest = static_cast<std::size_t>(high - curve.y.begin());
        points.push_back(std::min(lowest, highest));
        if (lowest != highest) points.push_back(std::max(lowest, highest));
    }
    if (!points.empty() && points.back() + 1 < size) points.push_back(size - 1);
    return points;
}

}  // namespace

bool CurvesChart::hasPoints(const models::tasks::Curves &curves)
{
    for (const models::tasks::Curve &curve : curves.curves)
        for (std::size_t point = 0; point < curve.x.size(); ++point)
            if (isNumber(curve, point)) return true;
    return false;
}

CurvesChart::CurvesChart(const models::tasks::Curves &curves, const std::string &axis, QWidget *parent)
    : ChartCanvas(parent), m_curves(curves), m_axis(axis)
{
    setObjectName(QStringLiteral("curvesChart"));
    setAccessibleName(tr("%1 by %2").arg(QString::fromStdString(axis), QString::fromStdString(curves.xName)));
    setMinimumSize(240, 160);
    m_x = new QValueAxis(this);
    m_x->setTitleText(QString::fromStdString(m_curves.xName));
    chart()->addAxis(m_x, Qt::AlignBottom);
    m_mark = new QGraphicsEllipseItem(-markRadius, -markRadius, 2 * markRadius, 2 * markRadius, chart());
    m_mark->setZValue(20);  // above the series
    m_mark->hide();
    m_keptLine = new QGraphicsLineItem(chart());
    m_keptName = new QGraphicsSimpleTextItem(chart());
    for (QGraphicsItem *item : {static_cast<QGraphicsItem *>(m_keptLine), static_cast<QGraphicsItem *>(m_keptName)})
        item->setZValue(10);
    refresh();
}

bool CurvesChart::isDrawable(std::size_t curve, std::size_t point) const
{
    return isNumber(m_curves.curves[curve], point) && (!m_logarithmic || m_curves.curves[curve].y[point] > 0.0);
}

bool CurvesChart::mayBeLogarithmic() const
{
    for (std::size_t curve = 0; curve < m_curves.curves.size(); ++curve)
        for (std::size_t point = 0; isHere(curve) && point < m_curves.curves[curve].y.size(); ++point)
            if (isNumber(m_curves.curves[curve], point) && m_curves.curves[curve].y[point] > 0.0) return true;
    return false;
}

void CurvesChart::setLogarithmic(bool on)
{
    if (on == m_logarithmic) return;
    m_logarithmic = on;
    refresh();
}

void CurvesChart::refresh()
{
    m_segments.resize(m_curves.curves.size());
    m_points.resize(m_curves.curves.size());
    for (std::size_t curve = 0; curve < m_curves.curves.size(); ++curve)
        if (isHere(curve)) drawCurve(curve);
    setAxes();
    if (m_current && !isPoint(*m_current)) clearCurrent();
    QStringList values;
    for (std::size_t curve = 0; curve < m_curves.curves.size(); ++curve)
        if (const QString last = isHere(curve) ? valueOfLast(curve) : QString(); !last.isEmpty())
            values << QString::fromStdString(m_curves.curves[curve].name) + QLatin1Char(' ') + last;
    if (!m_current) setAccessibleDescription(values.join(QStringLiteral(", ")));
    dress();
}

// A series is filled anew and not made anew: making one lays out the whole chart.
void CurvesChart::drawCurve(std::size_t curve)
{
    const models::tasks::Curve &values = m_curves.curves[curve];
    m_points[curve] = drawnPoints(values);
    std::vector<QList<QPointF>> pieces;
    bool open = false;
    for (const std::size_t point : m_points[curve]) {
        if (!isDrawable(curve, point)) {
            open = false;
            continue;
        }
        if (!open) pieces.emplace_back();
        open = true;
        pieces.back().append({values.x[point], values.y[point]});
    }
    std::vector<QLineSeries *> &segments = m_segments[curve];
    while (segments.size() > pieces.size()) {
        chart()->removeSeries(segments.back());
        delete segments.back();
        segments.pop_back();
    }
    while (segments.size() < pieces.size()) {
        segments.push_back(new QLineSeries);
        chart()->addSeries(segments.back());
        segments.back()->attachAxis(m_x);
        if (m_y) segments.back()->attachAxis(m_y);
    }
    for (std::size_t i = 0; i < pieces.size(); ++i) {
        segments[i]->setPointsVisible(values.x.size() <= mostMarkedPoints || pieces[i].size() == 1);
        segments[i]->replace(pieces[i]);
    }
}

void CurvesChart::setAxes()
{
    const double infinity = std::numeric_limits<double>::infinity();
    double left = infinity, right = -infinity, bottom = infinity, top = -infinity;
    bool wholeX = true;
    for (std::size_t curve = 0; curve < m_curves.curves.size(); ++curve)
        for (const std::size_t point : m_points[curve]) {
            if (!isDrawable(curve, point)) continue;
            const double x = m_curves.curves[curve].x[point], y = m_curves.curves[curve].y[point];
            left = std::min(left, x);
            right = std::max(right, x);
            bottom = std::min(bottom, y);
            top = std::max(top, y);
            wholeX = wholeX && x == std::round(x);
        }
    if (right < left) {  // no point yet
        left = bottom = m_logarithmic ? 1 : 0;
        right = top = m_logarithmic ? 10 : 1;
    }
    NiceTicks ticks = niceTicks(left, right, wantedTicks);
    if (wholeX && ticks.interval < 1) ticks = {std::floor(left), std::ceil(right), 1, 0};  // there is no half epoch
    if (wholeX && ticks.low == ticks.high) ticks.high += 1;
    setTicks(m_x, ticks);
    // Curves run from edge to edge: only values are rounded outwards, and a step before 0 is not.
    if (right > left) m_x->setRange(left, right);
    setValueAxis(bottom, top);
}

void CurvesChart::setValueAxis(double low, double high)
{
    const bool logarithmic = qobject_cast<QLogValueAxis *>(m_y) != nullptr;
    if (!m_y || logarithmic != m_logarithmic) {
        if (m_y) chart()->removeAxis(m_y);
        delete m_y;
        m_y = m_logarithmic ? static_cast<QAbstractAxis *>(new QLogValueAxis(this)) : new QValueAxis(this);
        m_y->setTitleText(QString::fromStdString(m_axis));
        chart()->addAxis(m_y, Qt::AlignLeft);
        for (QAbstractSeries *series : chart()->series()) series->attachAxis(m_y);
    }
    if (auto *linear = qobject_cast<QValueAxis *>(m_y)) return setTicks(linear, niceTicks(low, high, wantedTicks));
    auto *powers = qobject_cast<QLogValueAxis *>(m_y);
    powers->setBase(10);
    powers->setLabelFormat(QStringLiteral("%g"));
    powers->setMinorTickCount(8);
    // Whole powers of ten: only they get a label.
    const double least = std::pow(10.0, std::floor(std::log10(low))), most = std::pow(10.0, std::ceil(std::log10(high)));
    powers->setRange(least, most > least ? most : 10.0 * least);
}

QString CurvesChart::valueOfLast(std::size_t curve) const
{
    const models::tasks::Curve &values = m_curves.curves[curve];
    for (std::size_t point = values.y.size(); point > 0; --point)
        if (isNumber(values, point - 1)) return valueText(values.y[point - 1]);
    return {};
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
        if (!isHere(i)) continue;
        const bool thinned = m_curves.curves[i].x.size() > mostPoints;
        const QPen pen(color,
                       baseline  ? baselineWidth
                       : thinned ? thinnedWidth
                                 : curveWidth,
                       baseline ? Qt::DashLine : Qt::SolidLine, Qt::FlatCap, thinned ? Qt::BevelJoin : Qt::RoundJoin);
        for (QLineSeries *segment : m_segments[i]) segment->setPen(pen);
        const QString name = QString::fromStdString(m_curves.curves[i].name);
        // Where work went along x and something of it was kept, the last value is where it stands; elsewhere it is the value at
        // the right border, which says nothing.
        const QString last = std::isnan(m_curves.kept) ? QString() : valueOfLast(i);
        const QString named = last.isEmpty() ? name : QStringLiteral("%1: %2").arg(name, last);
        signs.push_back({baseline ? LegendSign::Kind::DashedLine : LegendSign::Kind::Line, color,
                         baseline ? tr("%1 (baseline)").arg(named) : named});
    }
    if (m_y) m_y->setMinorGridLinePen(QPen(theme.border, 0.5));
    m_mark->setPen(QPen(theme.text, 1.5));
    m_keptLine->setPen(QPen(theme.textMuted, 1, Qt::DotLine));
    m_keptName->setBrush(theme.textMuted);
    m_keptName->setFont(textFont());
    return signs;
}

bool CurvesChart::isPoint(const Place &place) const
{
    return isHere(place.curve) && place.point < m_curves.curves[place.curve].x.size() && isDrawable(place.curve, place.point);
}

QLineSeries *CurvesChart::anySeries() const
{
    for (const auto &segments : m_segments)
        if (!segments.empty()) return segments.front();
    return nullptr;
}

QPointF CurvesChart::chartPosition(const Place &place) const
{
    const models::tasks::Curve &curve = m_curves.curves[place.curve];
    return chart()->mapToPosition(QPointF(curve.x[place.point], curve.y[place.point]), m_segments[place.curve].front());
}

QPoint CurvesChart::positionOf(std::size_t curve, std::size_t point) const
{
    return mapFromScene(chart()->mapToScene(chartPosition({curve, point})));
}

QString CurvesChart::keptText() const { return m_keptName->isVisible() ? m_keptName->text() : QString(); }

void CurvesChart::placeOverlays()
{
    if (!m_mark) return;  // the chart is being made
    if (m_current) m_mark->setPos(chartPosition(*m_current));
    placeKept();
}

// A line from top to bottom; its name stands on the side that has room.
void CurvesChart::placeKept()
{
    QLineSeries *series = anySeries();
    const bool shown = std::isfinite(m_curves.kept) && series && m_curves.kept >= m_x->min() && m_curves.kept <= m_x->max();
    m_keptLine->setVisible(shown);
    m_keptName->setVisible(shown);
    if (!shown) return;
    const QRectF plot = chart()->plotArea();
    // The height does not matter, but a logarithm needs one above 0.
    const double x = chart()->mapToPosition({m_curves.kept, series->at(0).y()}, series).x();
    m_keptLine->setLine(x, plot.top(), x, plot.bottom());
    m_keptName->setText(tr("kept: %1").arg(QString::fromStdString(m_curves.keptName)));
    const double width = m_keptName->boundingRect().width();
    m_keptName->setPos(x + width + 8 < plot.right() ? x + 4 : x - width - 4, plot.top() + 2);
}

void CurvesChart::setCurrent(const Place &place, const QPoint &global)
{
    m_current = place;
    m_mark->setPos(chartPosition(place));
    m_mark->setBrush(m_colors[place.curve]);
    m_mark->show();
    const models::tasks::Curve &curve = m_curves.curves[place.curve];
    const QStringList facts{QString::fromStdString(curve.name),
                            QString::fromStdString(m_curves.xName) + QStringLiteral(": ") + valueText(curve.x[place.point]),
                            QString::fromStdString(m_axis) + QStringLiteral(": ") + valueText(curve.y[place.point])};
    setAccessibleDescription(facts.join(QStringLiteral(", ")));
    showFacts(global, facts, this);
}

void CurvesChart::clearCurrent()
{
    m_current.reset();
    m_mark->hide();
    QToolTip::hideText();
}

void CurvesChart::mouseMoveEvent(QMouseEvent *event)
{
    const QPointF at = chart()->mapFromScene(mapToScene(event->position().toPoint()));
    double nearest = reach;
    Place found;
    for (std::size_t curve = 0; curve < m_curves.curves.size(); ++curve)
        for (const std::size_t point : m_points[curve]) {
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
    if (curves == 0) return;
    Place place = m_current.value_or(Place());
    const bool begins = !m_current;
    const std::size_t tries = curves + m_curves.curves[place.curve].x.size();
    for (std::size_t i = 0; i <= tries; ++i) {
        if (!begins || i > 0) {
            if (key == Qt::Key_Down || (begins && key == Qt::Key_Right)) place.curve = (place.curve + 1) % curves;
            if (key == Qt::Key_Up) place.curve = (place.curve + curves - 1) % curves;
            if (key == Qt::Key_Right && !begins) ++place.point;
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
