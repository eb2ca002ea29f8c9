#include "ui/widgets/histogram.h"

#include "ui/theme.h"
#include "ui/views/number_text.h"

#include <QHelpEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QToolTip>

#include <algorithm>
#include <cmath>

namespace lexicell::ui {
namespace {
constexpr double gripReach = 6;  // pixels
}

Histogram::Histogram(Density density, QWidget *parent) : QWidget(parent)
{
    m_chart.compact = density == Density::Compact;
    m_chart.bins.counts.assign(1, 0);
    setMouseTracking(true);
    setFocusPolicy(Qt::StrongFocus);
    setSizePolicy(QSizePolicy::Expanding, m_chart.compact ? QSizePolicy::Fixed : QSizePolicy::Expanding);
    describe();
}

void Histogram::setBins(const HistogramBins &bins, const QString &title)
{
    m_chart.bins = bins;
    m_chart.title = title;
    m_chart.selected.clear();
    m_chart.rangeLow = 0;
    m_chart.rangeHigh = -1;
    describe();
    update();
}

void Histogram::setSelectedCounts(std::vector<std::int64_t> counts)
{
    m_chart.selected = std::move(counts);
    m_chart.selected.resize(m_chart.selected.empty() ? 0 : m_chart.bins.counts.size(), 0);
    update();
}

void Histogram::setRange(double low, double high)
{
    m_chart.rangeLow = low;
    m_chart.rangeHigh = high;
    describe();
    update();
}

double Histogram::rangeLow() const { return filtering() ? m_chart.rangeLow : m_chart.bins.low; }

double Histogram::rangeHigh() const { return filtering() ? m_chart.rangeHigh : m_chart.bins.high; }

QSize Histogram::sizeHint() const { return m_chart.compact ? QSize(160, 36) : QSize(360, 220); }

QSize Histogram::minimumSizeHint() const { return m_chart.compact ? QSize(60, 28) : QSize(200, 140); }

double Histogram::positionOf(double value) const
{
    const QRectF area = histogramArea(m_chart, size());
    return area.left() + (value - m_chart.bins.low) / (m_chart.bins.high - m_chart.bins.low) * area.width();
}

double Histogram::valueAt(double x) const
{
    const QRectF area = histogramArea(m_chart, size());
    const double t = std::clamp((x - area.left()) / std::max(1.0, area.width()), 0.0, 1.0);
    return m_chart.bins.low + t * (m_chart.bins.high - m_chart.bins.low);
}

void Histogram::describe()
{
    setAccessibleName(tr("Distribution of %1").arg(m_chart.title));
    setAccessibleDescription(
        filtering()
            ? tr("kept from %1 to %2").arg(valueText(rangeLow()), valueText(rangeHigh()))
            : tr("%1 to %2, %3").arg(valueText(m_chart.bins.low), valueText(m_chart.bins.high), cellsText(m_chart.bins.total)));
}

void Histogram::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    paintFigure(painter, histogramFigure(m_chart, size(), isDarkTheme()));
    const ThemeColours &theme = themeColours();
    const QRectF area = histogramArea(m_chart, size());
    if (filtering()) {
        for (const double value : {m_chart.rangeLow, m_chart.rangeHigh}) {
            const double x = std::clamp(positionOf(value), area.left() + 1, area.right() - 1);
            painter.setPen(QPen(theme.accent, 1.5));
            painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()));
            painter.setPen(QPen(theme.accent, 1));
            painter.setBrush(theme.surface);
            painter.drawRoundedRect(QRectF(x - 2.5, area.center().y() - 6, 5, 12), 2.5, 2.5);
        }
    }
    if (hasFocus()) {
        painter.setPen(QPen(theme.accent, 1));
        painter.setBrush(Qt::NoBrush);
        painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), 3, 3);
    }
}

Histogram::Grip Histogram::gripAt(double x) const
{
    if (!filtering()) return Grip::New;
    const double low = std::abs(x - positionOf(m_chart.rangeLow)), high = std::abs(x - positionOf(m_chart.rangeHigh));
    if (std::min(low, high) > gripReach) return Grip::New;
    return low < high ? Grip::Low : Grip::High;
}

void Histogram::mousePressEvent(QMouseEvent *event)
{
    if (event->button() != Qt::LeftButton || m_chart.bins.total == 0) return;
    m_pressed = event->position().x();
    m_grip = gripAt(m_pressed);
    m_dragged = false;
}

void Histogram::mouseMoveEvent(QMouseEvent *event)
{
    const double x = event->position().x();
    if (m_grip == Grip::None) {
        setCursor(gripAt(x) == Grip::New ? Qt::CrossCursor : Qt::SizeHorCursor);
        return;
    }
    if (!m_dragged && std::abs(x - m_pressed) < 3) return;
    m_dragged = true;
    const double value = valueAt(x);
    if (m_grip == Grip::New) setRange(std::min(value, valueAt(m_pressed)), std::max(value, valueAt(m_pressed)));
    else if (m_grip == Grip::Low) setRange(std::min(value, m_chart.rangeHigh), m_chart.rangeHigh);
    else setRange(m_chart.rangeLow, std::max(value, m_chart.rangeLow));
    Q_EMIT rangeChanging(m_chart.rangeLow, m_chart.rangeHigh);
}

void Histogram::mouseReleaseEvent(QMouseEvent *event)
{
    if (event->button() != Qt::LeftButton || m_grip == Grip::None) return;
    m_grip = Grip::None;
    if (m_dragged) Q_EMIT rangeChanged(m_chart.rangeLow, m_chart.rangeHigh);
}

void Histogram::mouseDoubleClickEvent(QMouseEvent *) { clearRange(); }

void Histogram::clearRange()
{
    m_grip = Grip::None;
    if (!filtering()) return;
    setRange(0, -1);
    Q_EMIT rangeCleared();
}

void Histogram::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Escape && filtering()) {
        clearRange();
        return;
    }
    const int direction = event->key() == Qt::Key_Right ? 1 : event->key() == Qt::Key_Left ? -1 : 0;
    if (direction == 0 || m_chart.bins.total == 0) {
        QWidget::keyPressEvent(event);
        return;
    }
    const double step = direction * (m_chart.bins.high - m_chart.bins.low) / static_cast<double>(m_chart.bins.counts.size());
    double low = rangeLow(), high = rangeHigh();
    if (event->modifiers().testFlag(Qt::ShiftModifier)) high = std::clamp(high + step, low, m_chart.bins.high);
    else low = std::clamp(low + step, m_chart.bins.low, high);
    setRange(low, high);
    Q_EMIT rangeChanged(low, high);
}

bool Histogram::event(QEvent *event)
{
    if (event->type() != QEvent::ToolTip || m_chart.bins.total == 0) return QWidget::event(event);
    const auto *help = static_cast<QHelpEvent *>(event);
    const double value = valueAt(help->pos().x());
    const auto bin = std::min(m_chart.bins.counts.size() - 1,
                              static_cast<std::size_t>((value - m_chart.bins.low) / (m_chart.bins.high - m_chart.bins.low) *
                                                       static_cast<double>(m_chart.bins.counts.size())));
    QString text =
        tr("%1 to %2: %3")
            .arg(valueText(m_chart.bins.edge(bin)), valueText(m_chart.bins.edge(bin + 1)), cellsText(m_chart.bins.counts[bin]));
    if (m_chart.bins.missing > 0) text += "\n" + tr("%1 without a value").arg(countText(m_chart.bins.missing));
    QToolTip::showText(help->globalPos(), text, this);
    return true;
}

}  // namespace lexicell::ui
