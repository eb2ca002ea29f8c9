#include "ui/views/results/volcano_chart.h"

#include "ui/widgets/hover_tip.h"
#include "ui/views/results/knock_out_rankings.h"
#include "ui/views/results/ranking_facts.h"
#include "ui/views/view.h"

#include <QChart>
#include <QContextMenuEvent>
#include <QGraphicsEllipseItem>
#include <QGraphicsSimpleTextItem>
#include <QKeyEvent>
#include <QLineSeries>
#include <QMouseEvent>
#include <QPainter>
#include <QStyleOptionGraphicsItem>
#include <QValueAxis>

#include <algorithm>
#include <cmath>
#include <optional>
#include <limits>

namespace lexicell::ui {

namespace {

constexpr double reach = 14;  // pixels from the pointer to the nearest point
constexpr double dotRadius = 3.5, markRadius = 6;
constexpr std::size_t mostNames = 14;
constexpr int wantedTicks = 6;
constexpr double room = 0.06;  // of the range, so that no point lies on the frame

}  // namespace

// All points in one item.
class VolcanoPoints : public QGraphicsItem {
  public:
    explicit VolcanoPoints(QGraphicsItem *parent) : QGraphicsItem(parent) { setFlag(ItemUsesExtendedStyleOption); }

    QRectF bounds;
    std::vector<QPointF> places;
    std::vector<QColor> colors;

    QRectF boundingRect() const override { return bounds; }
    // The mark that follows the pointer uncovers a few points of thousands.
    void paint(QPainter *painter, const QStyleOptionGraphicsItem *option, QWidget *) override
    {
        const QRectF seen = option->exposedRect.adjusted(-dotRadius - 1, -dotRadius - 1, dotRadius + 1, dotRadius + 1);
        painter->setRenderHint(QPainter::Antialiasing);
        painter->setPen(Qt::NoPen);
        for (std::size_t i = 0; i < places.size(); ++i) {
            if (!seen.contains(places[i])) continue;
            painter->setBrush(colors[i]);
            painter->drawEllipse(places[i], dotRadius, dotRadius);
        }
    }
    void moved() { prepareGeometryChange(); }
};

bool VolcanoChart::hasPoints(const models::tasks::Ranking &ranking, bool ofZ)
{
    const std::vector<double> *x = ofZ ? numbersIn(ranking, "z") : &ranking.effect;
    for (std::size_t item = 0; x && item < ranking.adjustedP.size(); ++item)
        if (std::isfinite((*x)[item]) && std::isfinite(ranking.adjustedP[item])) return true;
    return false;
}

VolcanoChart::VolcanoChart(const models::tasks::Ranking &ranking, bool ofZ, const QString &filter, QWidget *parent)
    : ChartCanvas(parent), m_ranking(ranking), m_filtered(!filter.isEmpty())
{
    setObjectName(QStringLiteral("volcanoChart"));
    setAccessibleName(tr("Volcano of %1").arg(QString::fromStdString(ranking.effectName)));
    setMinimumSize(240, 220);
    const auto *z = numbersIn(ranking, "z");
    for (std::size_t item = 0; item < ranking.adjustedP.size(); ++item) {
        const double x = ofZ ? (z ? (*z)[item] : std::numeric_limits<double>::quiet_NaN()) : ranking.effect[item];
        const double p = ranking.adjustedP[item];
        if (!std::isfinite(x) || !std::isfinite(p)) continue;
        m_items.push_back(item);
        m_values.emplace_back(x, -std::log10(std::max(p, std::numeric_limits<double>::min())));
        m_found.push_back(m_filtered && QString::fromStdString(ranking.items[item]).contains(filter, Qt::CaseInsensitive));
    }
    addAxes(ofZ);
    m_points = new VolcanoPoints(chart());
    m_points->setZValue(10);
    m_mark = new QGraphicsEllipseItem(-markRadius, -markRadius, 2 * markRadius, 2 * markRadius, chart());
    m_mark->setZValue(20);  // above the points
    m_mark->hide();
    addNames();
    dress();
}

VolcanoChart::~VolcanoChart() = default;

void VolcanoChart::addAxes(bool ofZ)
{
    const double line = -std::log10(falseDiscoveries);
    double left = 0, right = 0, top = 1.2 * line;
    for (const QPointF &value : m_values) {
        left = std::min(left, value.x());
        right = std::max(right, value.x());
        top = std::max(top, value.y());
    }
    const double width = std::max(right - left, 1e-12);
    auto *x = new QValueAxis(this), *y = new QValueAxis(this);
    setTicks(x, niceTicks(left - room * width, right + room * width, wantedTicks));
    setTicks(y, niceTicks(0, top * (1 + room), wantedTicks));
    x->setTitleText(ofZ ? tr("z of %1 against genes of like expression").arg(QString::fromStdString(m_ranking.effectName))
                        : QString::fromStdString(m_ranking.effectName));
    y->setTitleText(tr("−log₁₀ adjusted p"));
    m_line = new QLineSeries;
    m_line->append(x->min(), line);
    m_line->append(x->max(), line);
    chart()->addSeries(m_line);
    chart()->addAxis(x, Qt::AlignBottom);
    chart()->addAxis(y, Qt::AlignLeft);
    m_line->attachAxis(x);
    m_line->attachAxis(y);
}

// The genes that stand out have their names beside them: those above the line and those that the filter finds, else the highest.
void VolcanoChart::addNames()
{
    std::vector<std::size_t> order(m_items.size());
    for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
    std::stable_sort(order.begin(), order.end(), [this](std::size_t a, std::size_t b) {
        if (m_found[a] != m_found[b]) return static_cast<bool>(m_found[a]);
        return m_values[a].y() > m_values[b].y();
    });
    for (std::size_t i = 0; i < std::min(order.size(), mostNames); ++i) {
        auto *text = new QGraphicsSimpleTextItem(QString::fromStdString(m_ranking.items[m_items[order[i]]]), chart());
        text->setFont(textFont());
        text->setZValue(15);
        m_names.emplace_back(order[i], text);
    }
}

std::vector<LegendSign> VolcanoChart::dressSeries(const ThemeColors &theme)
{
    using Kind = LegendSign::Kind;
    m_line->setPen(QPen(theme.textMuted, 1.2, Qt::DashLine, Qt::FlatCap));
    const double line = -std::log10(falseDiscoveries);
    m_points->colors.clear();
    for (std::size_t i = 0; i < m_values.size(); ++i) {
        QColor color = m_values[i].y() > line ? theme.accent : theme.textMuted;
        if (m_filtered && !m_found[i]) color = theme.borderStrong;
        color.setAlphaF(m_items.size() > 500 ? 0.6F : 0.85F);
        m_points->colors.push_back(color);
    }
    for (const auto &[point, text] : m_names) text->setBrush(theme.text);
    m_mark->setPen(QPen(theme.text, 1.5));
    return {{Kind::Dot, theme.accent, tr("passes 5 % FDR")},
            {Kind::Dot, theme.textMuted, tr("does not")},
            {Kind::DashedLine, theme.textMuted, tr("5 % FDR among the tested genes")}};
}

QPointF VolcanoChart::positionOf(std::size_t point) const { return chart()->mapToPosition(m_values[point], m_line); }

void VolcanoChart::placeOverlays()
{
    if (!m_points || chart()->axes().isEmpty()) return;
    m_points->moved();
    m_points->bounds = chart()->plotArea().adjusted(-markRadius, -markRadius, markRadius, markRadius);
    m_points->places.clear();
    for (std::size_t i = 0; i < m_values.size(); ++i) m_points->places.push_back(positionOf(i));
    placeNames();
    setCurrent(m_current);
}

// A name that would cover another one, or leave the plot, is not shown. Of the free places it takes the one with fewest points.
void VolcanoChart::placeNames()
{
    const QRectF plot = chart()->plotArea();
    std::vector<QRectF> taken;
    for (const auto &[point, text] : m_names) {
        const QPointF at = m_points->places[point];
        const QRectF size = text->boundingRect();
        std::optional<QRectF> best;
        std::ptrdiff_t fewest = 0;
        for (const QPointF &offset :
             {QPointF(dotRadius + 2, -size.height() / 2), QPointF(-dotRadius - 2 - size.width(), -size.height() / 2),
              QPointF(-size.width() / 2, -dotRadius - size.height()), QPointF(-size.width() / 2, dotRadius)}) {
            const QRectF place(at + offset, size.size());
            const bool free = plot.contains(place) && std::none_of(taken.begin(), taken.end(), [&place](const QRectF &other) {
                                  return other.intersects(place);
                              });
            if (!free) continue;
            const auto covered = std::count_if(m_points->places.begin(), m_points->places.end(),
                                               [&place](const QPointF &other) { return place.contains(other); });
            if (best && covered >= fewest) continue;
            best = place;
            fewest = covered;
        }
        if (best) {
            taken.push_back(*best);
            text->setPos(best->topLeft());
        }
        text->setVisible(best.has_value());
    }
}

QPoint VolcanoChart::pointAt(std::size_t item) const
{
    const auto found = std::find(m_items.begin(), m_items.end(), item);
    return found == m_items.end()
               ? QPoint(-1, -1)
               : mapFromScene(chart()->mapToScene(positionOf(static_cast<std::size_t>(found - m_items.begin()))));
}

int VolcanoChart::nearest(const QPoint &position) const
{
    const QPointF at = chart()->mapFromScene(mapToScene(position));
    int best = -1;
    double least = reach * reach;
    for (std::size_t i = 0; i < m_points->places.size(); ++i) {
        const QPointF way = m_points->places[i] - at;
        const double distance = QPointF::dotProduct(way, way);
        if (distance >= least) continue;
        least = distance;
        best = static_cast<int>(i);
    }
    return best;
}

void VolcanoChart::setCurrent(int point)
{
    m_current = point;
    m_mark->setVisible(point >= 0);
    if (point < 0) return;
    m_mark->setPos(positionOf(static_cast<std::size_t>(point)));
    setAccessibleDescription(itemFacts(m_ranking, m_items[static_cast<std::size_t>(point)]).join(QStringLiteral(", ")));
}

void VolcanoChart::showTip(int point, const QPoint &global)
{
    showFacts(global, itemFacts(m_ranking, m_items[static_cast<std::size_t>(point)]), this);
}

void VolcanoChart::pick(int point)
{
    if (point >= 0)
        Q_EMIT itemPicked(QString::fromStdString(m_ranking.itemKind),
                          QString::fromStdString(m_ranking.items[m_items[static_cast<std::size_t>(point)]]));
}

void VolcanoChart::mouseMoveEvent(QMouseEvent *event)
{
    const int point = nearest(event->position().toPoint());
    setCurrent(point);
    setCursor(point >= 0 ? Qt::PointingHandCursor : Qt::ArrowCursor);
    if (point >= 0) showTip(point, event->globalPosition().toPoint());
    else QToolTip::hideText();
}

void VolcanoChart::mouseReleaseEvent(QMouseEvent *event)
{
    if (event->button() == Qt::LeftButton) pick(nearest(event->position().toPoint()));
}

// Through the genes in the order of the ranking.
void VolcanoChart::keyPressEvent(QKeyEvent *event)
{
    const int last = static_cast<int>(m_items.size()) - 1;
    int point = m_current;
    switch (event->key()) {
    case Qt::Key_Left:
    case Qt::Key_Up: point = std::max(0, point - 1); break;
    case Qt::Key_Right:
    case Qt::Key_Down: point = std::min(last, point + 1); break;
    case Qt::Key_Home: point = 0; break;
    case Qt::Key_End: point = last; break;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        if (m_current >= 0 && event->modifiers() & Qt::ControlModifier)
            Q_EMIT itemPicked(cellsOfGene, QString::fromStdString(m_ranking.items[m_items[static_cast<std::size_t>(m_current)]]));
        else pick(m_current);
        return;
    default: event->ignore(); return;
    }
    setCurrent(point);
    showTip(point, viewport()->mapToGlobal(pointAt(m_items[static_cast<std::size_t>(point)])));
}

void VolcanoChart::leaveEvent(QEvent *event)
{
    setCurrent(-1);
    ChartCanvas::leaveEvent(event);
}

void VolcanoChart::contextMenuEvent(QContextMenuEvent *event)
{
    const bool keys = event->reason() == QContextMenuEvent::Keyboard;
    const int point = keys ? m_current : nearest(event->pos());
    if (point < 0) return;
    const std::size_t item = m_items[static_cast<std::size_t>(point)];
    Q_EMIT menuWanted(QString::fromStdString(m_ranking.items[item]),
                      keys ? viewport()->mapToGlobal(pointAt(item)) : event->globalPos());
}

}  // namespace lexicell::ui
