#include "ui/views/results/ranking_chart.h"

#include "ui/widgets/hover_tip.h"
#include "ui/views/results/ranking_facts.h"
#include "ui/views/view.h"

#include <QAreaSeries>
#include <QChart>
#include <QContextMenuEvent>
#include <QGraphicsRectItem>
#include <QGraphicsSimpleTextItem>
#include <QKeyEvent>
#include <QLineSeries>
#include <QMouseEvent>
#include <QScatterSeries>
#include <QValueAxis>

#include <algorithm>
#include <cmath>

namespace lexicell::ui {

namespace {

constexpr double rowHeight = 20, tallestRow = 32, aroundRows = 130;  // pixels
constexpr double widestName = 170, nameGap = 8;
constexpr double dotSize = 9, ringSize = 12;
constexpr int mostTicks = 6;
constexpr double roomForTick = 52;  // pixels: "-0.15" and the space beside it

struct Range {
    double low = 0, high = 0;
    bool any = false;
    void add(double value)
    {
        if (!std::isfinite(value)) return;
        low = any ? std::min(low, value) : value;
        high = any ? std::max(high, value) : value;
        any = true;
    }
};

}  // namespace

RankingChart::RankingChart(const models::tasks::Ranking &ranking, std::vector<std::size_t> rows, QWidget *parent)
    : ChartCanvas(parent), m_ranking(ranking), m_rows(std::move(rows))
{
    setObjectName(QStringLiteral("rankingChart"));
    setAccessibleName(tr("Dot plot of %1").arg(QString::fromStdString(ranking.effectName)));
    m_highlight = new QGraphicsRectItem(chart());
    m_highlight->setPen(Qt::NoPen);
    m_highlight->hide();
    m_marks = std::make_unique<RankingMarks>(m_ranking, m_rows, chart(), textFont());
    addBand();
    addWhiskers();
    addDots();
    addNames();
    addAxes();
    const double count = static_cast<double>(m_rows.size());
    setMinimumHeight(static_cast<int>(count * rowHeight + aroundRows));
    dress();
}

void RankingChart::addBand()
{
    const double top = 0.5, bottom = yOf(m_rows.size()) + 0.5;
    if (!m_marks->hasBands() && m_ranking.nullLow != m_ranking.nullHigh) {
        auto *upper = new QLineSeries(this), *lower = new QLineSeries(this);
        for (const double x : {m_ranking.nullLow, m_ranking.nullHigh}) {
            upper->append(x, top);
            lower->append(x, bottom);
        }
        m_band = new QAreaSeries(upper, lower);
        m_band->setPen(Qt::NoPen);
        chart()->addSeries(m_band);
    }
    m_zero = new QLineSeries;
    m_zero->append(0, bottom);
    m_zero->append(0, top);
    chart()->addSeries(m_zero);
}

void RankingChart::addWhiskers()
{
    for (std::size_t row = 0; row < m_rows.size(); ++row) {
        const Span span = effectSpan(m_ranking, m_rows[row]);
        if (!std::isfinite(span.low) || !std::isfinite(span.high)) continue;
        auto *whisker = new QLineSeries;
        whisker->append(span.low, yOf(row));
        whisker->append(span.high, yOf(row));
        chart()->addSeries(whisker);
        m_whiskers.push_back(whisker);
    }
}

void RankingChart::addDots()
{
    m_dots = new QScatterSeries;
    m_dots->setMarkerSize(dotSize);
    for (std::size_t row = 0; row < m_rows.size(); ++row) m_dots->append(m_ranking.effect[m_rows[row]], yOf(row));
    chart()->addSeries(m_dots);
    if (!hasBaseline(m_ranking)) return;
    m_rings = new QScatterSeries;
    m_rings->setMarkerSize(ringSize);
    for (std::size_t row = 0; row < m_rows.size(); ++row)
        if (std::isfinite(m_ranking.baseline[m_rows[row]])) m_rings->append(m_ranking.baseline[m_rows[row]], yOf(row));
    chart()->addSeries(m_rings);
}

void RankingChart::addNames()
{
    const QFontMetricsF metrics(textFont());
    for (const std::size_t item : m_rows) {
        const QString name = QString::fromStdString(m_ranking.items[item]);
        auto *text = new QGraphicsSimpleTextItem(metrics.elidedText(name, Qt::ElideMiddle, widestName), chart());
        text->setFont(textFont());
        m_names.push_back(text);
    }
}

void RankingChart::addAxes()
{
    Range range;
    for (const std::size_t item : m_rows) {
        range.add(m_ranking.effect[item]);
        for (const Span span : {effectSpan(m_ranking, item), nullSpan(m_ranking, item)}) {
            range.add(span.low);
            range.add(span.high);
        }
        if (m_rings) range.add(m_ranking.baseline[item]);
    }
    if (m_band) {
        range.add(m_ranking.nullLow);
        range.add(m_ranking.nullHigh);
    }
    m_low = range.low;
    m_high = range.high;
    m_effects = new QValueAxis(this);
    m_effects->setTitleText(QString::fromStdString(m_ranking.effectName));
    auto *rows = new QValueAxis(this);
    rows->setRange(yOf(m_rows.size()) + 0.5, 0.5);
    rows->setTickType(QValueAxis::TicksDynamic);
    rows->setTickAnchor(0);
    rows->setTickInterval(1);
    rows->setLabelsVisible(false);
    rows->setLineVisible(false);
    // At the top, where it is seen before anyone scrolls.
    chart()->addAxis(m_effects, Qt::AlignTop);
    chart()->addAxis(rows, Qt::AlignLeft);
    for (QAbstractSeries *series : chart()->series()) {
        series->attachAxis(m_effects);
        series->attachAxis(rows);
    }
    fitTicks();
}

void RankingChart::fitTicks()
{
    const double plot = width() - leftMargin() - rightMargin();
    const int wanted = std::clamp(static_cast<int>(plot / roomForTick), 1, mostTicks);
    const NiceTicks ticks = niceTicks(m_low, m_high, wanted);
    setTicks(m_effects, ticks);
    // Room for half a ring, which the border would cut.
    const double room = (ticks.high - ticks.low) * (ringSize / 2 + 1) / std::max(plot, 1.0);
    m_effects->setRange(m_effects->min() - room, m_effects->max() + room);
    m_zero->setVisible(m_effects->min() < 0 && m_effects->max() > 0);
}

void RankingChart::resizeEvent(QResizeEvent *event)
{
    fitTicks();
    ChartCanvas::resizeEvent(event);
}

std::vector<LegendSign> RankingChart::dressSeries(const ThemeColors &theme)
{
    using Kind = LegendSign::Kind;
    std::vector<LegendSign> signs{{Kind::Dot, theme.accent, QString::fromStdString(m_ranking.effectName)}};
    m_dots->setBrush(theme.accent);
    m_dots->setPen(Qt::NoPen);
    m_zero->setPen(QPen(theme.borderStrong, 1));
    for (QLineSeries *whisker : m_whiskers) whisker->setPen(QPen(theme.accent, 1.5, Qt::SolidLine, Qt::FlatCap));
    if (!m_whiskers.empty())
        signs.push_back({Kind::Whisker, theme.accent, hasIntervals(m_ranking) ? tr("95 % interval") : tr("± 1 standard error")});
    if (m_rings) {
        m_rings->setBrush(Qt::NoBrush);
        m_rings->setPen(QPen(theme.text, 1.5));
        signs.push_back({Kind::Ring, theme.text, tr("baseline: %1").arg(QString::fromStdString(m_ranking.baselineName))});
    }
    if (m_band) {
        m_band->setBrush(theme.border);
        m_band->setPen(QPen(theme.borderStrong, 1));  // its fill alone is as pale as the grid
        signs.push_back({Kind::Band, theme.border, tr("middle 95 % of the null")});
    }
    if (m_marks->hasBands())
        signs.push_back({Kind::Band, theme.border, tr("middle 95 % of the gene's null: genes of like expression")});
    m_marks->dress(theme);
    for (QGraphicsSimpleTextItem *name : m_names) name->setBrush(theme.text);
    m_highlight->setBrush(theme.accentSoft);
    return signs;
}

double RankingChart::leftMargin() const
{
    double widest = 0;
    for (const QGraphicsSimpleTextItem *name : m_names) widest = std::max(widest, name->boundingRect().width());
    return widest + nameGap;
}

double RankingChart::rightMargin() const { return m_marks ? m_marks->width() : 0; }

void RankingChart::placeOverlays()
{
    if (!m_dots || m_names.empty() || chart()->axes().isEmpty()) return;
    const QRectF plot = chart()->plotArea();
    for (std::size_t row = 0; row < m_names.size(); ++row) {
        const double y = chart()->mapToPosition(QPointF(0, yOf(row)), m_dots).y();
        const QRectF bounds = m_names[row]->boundingRect();
        m_names[row]->setPos(plot.left() - nameGap - bounds.width(), y - bounds.height() / 2);
    }
    m_marks->place(plot, plot.height() / static_cast<double>(m_rows.size()),
                   [this](double effect, std::size_t row) { return chart()->mapToPosition(QPointF(effect, yOf(row)), m_dots); });
    setCurrent(m_current);
}

double RankingChart::bottomMargin() const
{
    return std::max(0.0, chart()->size().height() - static_cast<double>(m_rows.size()) * tallestRow - aroundRows);
}

QPoint RankingChart::dotAt(int row) const
{
    const double effect = m_ranking.effect[m_rows[static_cast<std::size_t>(row)]];
    const QPointF at = chart()->mapToPosition(QPointF(effect, yOf(static_cast<std::size_t>(row))), m_dots);
    return mapFromScene(chart()->mapToScene(at));
}

QPoint RankingChart::cellsAt(int row) const
{
    const QPointF right(m_marks->middleOfCells(chart()->plotArea().right()), 0);
    return {mapFromScene(chart()->mapToScene(right)).x(), dotAt(row).y()};
}

int RankingChart::rowAt(const QPoint &position) const
{
    const QPointF at = chart()->mapFromScene(mapToScene(position));
    const QRectF plot = chart()->plotArea();
    if (at.y() < plot.top() || at.y() > plot.bottom()) return -1;
    const long row = std::lround(-chart()->mapToValue(at, m_dots).y());
    return row >= 0 && row < static_cast<long>(m_rows.size()) ? static_cast<int>(row) : -1;
}

void RankingChart::setCurrent(int row)
{
    m_current = row;
    m_highlight->setVisible(row >= 0);
    if (row < 0) return;
    const QRectF plot = chart()->plotArea();
    const double height = plot.height() / static_cast<double>(m_rows.size());
    const double left = plot.left() - leftMargin() - 2;
    m_highlight->setRect(left, plot.top() + row * height, plot.right() - left, height);
    const QStringList facts = itemFacts(m_ranking, m_rows[static_cast<std::size_t>(row)]);
    setAccessibleDescription(facts.join(QStringLiteral(", ")));
}

void RankingChart::showTip(int row, const QPoint &global)
{
    showFacts(global, itemFacts(m_ranking, m_rows[static_cast<std::size_t>(row)]), this);
}

void RankingChart::pick(int row)
{
    if (row >= 0) Q_EMIT itemPicked(QString::fromStdString(m_ranking.itemKind), nameOf(row));
}

void RankingChart::pickCells(int row)
{
    if (row >= 0 && m_marks->width() > 0) Q_EMIT itemPicked(cellsOfGene, nameOf(row));
}

QString RankingChart::nameOf(int row) const
{
    return QString::fromStdString(m_ranking.items[m_rows[static_cast<std::size_t>(row)]]);
}

bool RankingChart::isAtCells(const QPoint &position) const
{
    return m_marks->isAtCells(chart()->mapFromScene(mapToScene(position)).x(), chart()->plotArea().right());
}

void RankingChart::contextMenuEvent(QContextMenuEvent *event)
{
    const bool keys = event->reason() == QContextMenuEvent::Keyboard;
    const int row = keys ? m_current : rowAt(event->pos());
    if (row >= 0) Q_EMIT menuWanted(nameOf(row), keys ? viewport()->mapToGlobal(dotAt(row)) : event->globalPos());
}

void RankingChart::mouseMoveEvent(QMouseEvent *event)
{
    const int row = rowAt(event->position().toPoint());
    setCurrent(row);
    setCursor(row >= 0 ? Qt::PointingHandCursor : Qt::ArrowCursor);
    if (row >= 0) showTip(row, event->globalPosition().toPoint());
    else QToolTip::hideText();
}

void RankingChart::mousePressEvent(QMouseEvent *event)
{
    m_pressed = event->button() == Qt::LeftButton ? rowAt(event->position().toPoint()) : -1;
}

void RankingChart::mouseReleaseEvent(QMouseEvent *event)
{
    const QPoint at = event->position().toPoint();
    if (m_pressed >= 0 && rowAt(at) == m_pressed) isAtCells(at) ? pickCells(m_pressed) : pick(m_pressed);
    m_pressed = -1;
}

void RankingChart::keyPressEvent(QKeyEvent *event)
{
    const int last = static_cast<int>(m_rows.size()) - 1;
    int row = m_current;
    switch (event->key()) {
    case Qt::Key_Up: row = std::max(0, row - 1); break;
    case Qt::Key_Down: row = std::min(last, row + 1); break;
    case Qt::Key_Home: row = 0; break;
    case Qt::Key_End: row = last; break;
    case Qt::Key_Return:
    case Qt::Key_Enter: event->modifiers() & Qt::ControlModifier ? pickCells(m_current) : pick(m_current); return;
    default: event->ignore(); return;
    }
    setCurrent(row);
    Q_EMIT rowWanted(dotAt(row).y());
    showTip(row, viewport()->mapToGlobal(dotAt(row)));
}

void RankingChart::leaveEvent(QEvent *event)
{
    setCurrent(-1);
    ChartCanvas::leaveEvent(event);
}

}  // namespace lexicell::ui
