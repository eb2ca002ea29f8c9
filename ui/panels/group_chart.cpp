#include "ui/panels/group_chart.h"

#include "ui/look/number_text.h"
#include "ui/widgets/hover_tip.h"

#include <QChart>
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

constexpr double rowHeight = 20, aroundRows = 98;  // pixels
constexpr double widestName = 96, gap = 8, belowTicks = 10;
constexpr double dotSize = 9;
constexpr int wantedTicks = 3;

double yOf(std::size_t row) { return -static_cast<double>(row); }

}  // namespace

GroupChart::GroupChart(std::vector<GroupExpression> groups, const QString &unit, QWidget *parent)
    : ChartCanvas(parent), m_groups(std::move(groups)), m_unit(unit)
{
    setObjectName(QStringLiteral("groupChart"));
    setAccessibleName(tr("Expression by group"));
    m_highlight = new QGraphicsRectItem(chart());
    m_highlight->setPen(Qt::NoPen);
    m_highlight->hide();
    addSeries();
    addTexts();
    addAxes();
    setFixedHeight(static_cast<int>(static_cast<double>(m_groups.size()) * rowHeight + aroundRows));
    dress();
}

void GroupChart::addSeries()
{
    for (std::size_t row = 0; row < m_groups.size(); ++row) {
        const GroupExpression &group = m_groups[row];
        if (std::isfinite(group.low)) {
            auto *whisker = new QLineSeries;
            whisker->append(group.low, yOf(row));
            whisker->append(group.high, yOf(row));
            chart()->addSeries(whisker);
            m_whiskers.push_back(whisker);
        }
    }
    for (std::size_t row = 0; row < m_groups.size(); ++row) {
        auto *dot = new QScatterSeries;
        dot->setMarkerSize(dotSize);
        dot->append(m_groups[row].mean, yOf(row));
        chart()->addSeries(dot);
        m_dots.push_back(dot);
    }
}

void GroupChart::addTexts()
{
    const QFontMetricsF metrics(textFont());
    const auto add = [this](const QString &text) {
        auto *item = new QGraphicsSimpleTextItem(text, chart());
        item->setFont(textFont());
        return item;
    };
    for (const GroupExpression &group : m_groups) {
        m_names.push_back(add(metrics.elidedText(group.name, Qt::ElideRight, widestName)));
        m_shares.push_back(add(shareText(group.share, 1.0)));
    }
    m_title = add(m_unit);
    m_title->setToolTip(m_unit);
}

void GroupChart::addAxes()
{
    double high = 0.0, low = 0.0;
    for (const GroupExpression &group : m_groups) {
        high = std::max(high, std::isfinite(group.high) ? group.high : group.mean);
        low = std::min(low, std::isfinite(group.low) ? group.low : group.mean);
    }
    // A mean of counts is not below 0; an interval that is says only that there are few cells.
    const bool negative =
        std::any_of(m_groups.begin(), m_groups.end(), [](const GroupExpression &group) { return group.mean < 0; });
    auto *means = new QValueAxis(this);
    setTicks(means, niceTicks(negative ? low : 0.0, high, wantedTicks));
    means->setTitleText(QStringLiteral(" "));  // its room; Qt would cut the unit to the width of the axis, which is short
    auto *rows = new QValueAxis(this);
    rows->setRange(yOf(m_groups.size()) + 0.5, 0.5);
    rows->setTickType(QValueAxis::TicksDynamic);
    rows->setTickAnchor(0);
    rows->setTickInterval(1);
    rows->setLabelsVisible(false);
    rows->setLineVisible(false);
    chart()->addAxis(means, Qt::AlignBottom);
    chart()->addAxis(rows, Qt::AlignLeft);
    for (QAbstractSeries *series : chart()->series()) {
        series->attachAxis(means);
        series->attachAxis(rows);
    }
}

std::vector<LegendSign> GroupChart::dressSeries(const ThemeColors &theme)
{
    using Kind = LegendSign::Kind;
    for (std::size_t row = 0; row < m_dots.size(); ++row) {
        m_dots[row]->setBrush(m_groups[row].color);
        m_dots[row]->setPen(QPen(theme.text, 1));  // a pale label is seen on a pale ground
    }
    for (QLineSeries *whisker : m_whiskers) whisker->setPen(QPen(theme.text, 1.5, Qt::SolidLine, Qt::FlatCap));
    for (QGraphicsSimpleTextItem *name : m_names) name->setBrush(theme.text);
    for (QGraphicsSimpleTextItem *share : m_shares) share->setBrush(theme.textMuted);
    m_title->setBrush(theme.text);
    m_highlight->setBrush(theme.accentSoft);
    return {{Kind::Dot, theme.text, tr("mean")}, {Kind::Whisker, theme.text, tr("95 % interval")}};
}

double GroupChart::leftMargin() const
{
    double name = 0, share = 0;
    for (const QGraphicsSimpleTextItem *item : m_names) name = std::max(name, item->boundingRect().width());
    for (const QGraphicsSimpleTextItem *item : m_shares) share = std::max(share, item->boundingRect().width());
    return name + gap + share + gap;
}

void GroupChart::placeOverlays()
{
    if (m_dots.empty() || chart()->axes().isEmpty()) return;
    const QRectF plot = chart()->plotArea();
    for (std::size_t row = 0; row < m_names.size(); ++row) {
        const double y = chart()->mapToPosition(QPointF(0, yOf(row)), m_dots.front()).y();
        const QRectF name = m_names[row]->boundingRect(), share = m_shares[row]->boundingRect();
        m_names[row]->setPos(plot.left() - leftMargin(), y - name.height() / 2);
        m_shares[row]->setPos(plot.left() - gap - share.width(), y - share.height() / 2);
    }
    const double width = m_title->boundingRect().width();
    m_title->setPos(std::max(plot.left() - leftMargin(), std::min(plot.center().x() - width / 2, plot.right() - width)),
                    plot.bottom() + QFontMetricsF(textFont()).height() + belowTicks);
    setCurrent(m_current);
}

void GroupChart::fade() { chart()->setOpacity(0.35); }

QPoint GroupChart::dotAt(int row) const
{
    const auto at = static_cast<std::size_t>(row);
    return mapFromScene(chart()->mapToScene(chart()->mapToPosition(QPointF(m_groups[at].mean, yOf(at)), m_dots[at])));
}

int GroupChart::rowAt(const QPoint &position) const
{
    if (m_dots.empty()) return -1;
    const QPointF at = chart()->mapFromScene(mapToScene(position));
    const QRectF plot = chart()->plotArea();
    if (at.y() < plot.top() || at.y() > plot.bottom()) return -1;
    const long row = std::lround(-chart()->mapToValue(at, m_dots.front()).y());
    return row >= 0 && row < static_cast<long>(m_groups.size()) ? static_cast<int>(row) : -1;
}

QString GroupChart::factsOf(int row) const
{
    const GroupExpression &group = m_groups[static_cast<std::size_t>(row)];
    QString text = tr("%1: mean %2").arg(group.name, valueText(group.mean));
    if (std::isfinite(group.low)) text += tr(" (95 % interval %1 to %2)").arg(valueText(group.low), valueText(group.high));
    return text + tr("; %1 of %2 express it").arg(shareText(group.share, 1.0), cellsText(group.cells));
}

void GroupChart::setCurrent(int row)
{
    m_current = row;
    m_highlight->setVisible(row >= 0);
    if (row < 0) return;
    const QRectF plot = chart()->plotArea();
    const double height = plot.height() / static_cast<double>(m_groups.size());
    const double left = plot.left() - leftMargin() - 2;
    m_highlight->setRect(left, plot.top() + row * height, plot.right() - left, height);
    setAccessibleDescription(factsOf(row));
}

void GroupChart::mouseMoveEvent(QMouseEvent *event)
{
    const int row = rowAt(event->position().toPoint());
    setCurrent(row);
    setCursor(row >= 0 ? Qt::PointingHandCursor : Qt::ArrowCursor);
    if (row >= 0) showFacts(event->globalPosition().toPoint(), {factsOf(row), tr("Click to select these cells.")}, this);
    else QToolTip::hideText();
}

void GroupChart::mouseReleaseEvent(QMouseEvent *event)
{
    const int row = event->button() == Qt::LeftButton ? rowAt(event->position().toPoint()) : -1;
    if (row >= 0) Q_EMIT groupPicked(m_groups[static_cast<std::size_t>(row)].name);
}

void GroupChart::keyPressEvent(QKeyEvent *event)
{
    const int last = static_cast<int>(m_groups.size()) - 1;
    switch (event->key()) {
    case Qt::Key_Up: setCurrent(std::max(0, m_current - 1)); return;
    case Qt::Key_Down: setCurrent(std::min(last, m_current + 1)); return;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        if (m_current >= 0) Q_EMIT groupPicked(m_groups[static_cast<std::size_t>(m_current)].name);
        return;
    default: event->ignore();
    }
}

void GroupChart::leaveEvent(QEvent *event)
{
    setCurrent(-1);
    ChartCanvas::leaveEvent(event);
}

}  // namespace lexicell::ui
