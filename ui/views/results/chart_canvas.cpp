#include "ui/views/results/chart_canvas.h"

#include "ui/look/number_text.h"

#include <QChart>
#include <QEvent>
#include <QGraphicsLayout>
#include <QLegend>
#include <QValueAxis>
#include <QWheelEvent>

#include <algorithm>
#include <cmath>

namespace lexicell::ui {

namespace {

constexpr int margin = 12, legendGap = 8;
constexpr double textPixels = 12;
constexpr QSize usualSize(720, 480);                        // of a figure
constexpr double stepStretch = 1e-12, rangeStretch = 1e-9;  // shares of a tick's interval, far below a pixel

}  // namespace

NiceTicks niceTicks(double low, double high, int wanted)
{
    if (!(high > low)) {
        const double room = low == 0.0 ? 1.0 : std::abs(low) * 0.5;
        low -= room;
        high += room;
    }
    const double rough = (high - low) / std::max(1, wanted);
    const double power = std::pow(10.0, std::floor(std::log10(rough)));
    double interval = 10.0 * power;
    for (const double step : {1.0, 2.0, 5.0})
        if (step * power >= rough * (1.0 - 1e-9)) {
            interval = step * power;
            break;
        }
    const int decimals = std::clamp(-static_cast<int>(std::floor(std::log10(interval) + 1e-9)), 0, 9);
    return {std::floor(low / interval + 1e-9) * interval, std::ceil(high / interval - 1e-9) * interval, interval, decimals};
}

ChartCanvas::ChartCanvas(QWidget *parent) : QChartView(parent)
{
    setFrameShape(QFrame::NoFrame);
    setRenderHint(QPainter::Antialiasing);
    setMouseTracking(true);
    setFocusPolicy(Qt::StrongFocus);
    chart()->legend()->hide();
    chart()->setAnimationOptions(QChart::NoAnimation);
    chart()->setDropShadowEnabled(false);
    chart()->setBackgroundRoundness(0);
    chart()->layout()->setContentsMargins(0, 0, 0, 0);
    chart()->setLocalizeNumbers(true);
    chart()->setLocale(readersLocale());
    m_legend = new ChartLegend(chart());
    connect(chart(), &QChart::plotAreaChanged, this, [this] { placeOverlays(); });
}

QFont ChartCanvas::textFont() const
{
    QFont font = this->font();
    font.setPixelSize(static_cast<int>(textPixels));
    return font;
}

void ChartCanvas::setTicks(QValueAxis *axis, const NiceTicks &ticks)
{
    // Qt adds the intervals up. Sums of 0.1 from -0.5 miss 0 from below, which reads "-0.0": each step is a trifle longer, and
    // so is the range, or the last tick would lie outside.
    axis->setTickType(QValueAxis::TicksDynamic);
    axis->setTickAnchor(ticks.low);
    axis->setTickInterval(ticks.interval * (1 + stepStretch));
    axis->setRange(ticks.low, ticks.high + ticks.interval * rangeStretch);
    axis->setLabelFormat(QStringLiteral("%.%1f").arg(ticks.decimals));
}

void ChartCanvas::dress()
{
    const ThemeColors &theme = themeColors();
    setBackgroundBrush(theme.map);
    chart()->setBackgroundBrush(theme.map);
    chart()->setBackgroundPen(Qt::NoPen);
    chart()->setPlotAreaBackgroundVisible(false);
    for (QAbstractAxis *axis : chart()->axes()) {
        axis->setLabelsFont(textFont());
        axis->setTitleFont(textFont());
        axis->setLabelsBrush(theme.text);
        axis->setTitleBrush(theme.text);
        axis->setLinePen(QPen(theme.borderStrong, 1));
        axis->setGridLinePen(QPen(theme.border, 1));
    }
    m_legend->setSigns(dressSeries(theme), textFont(), theme.text);
    layOut();
}

void ChartCanvas::layOut()
{
    const int left = margin + static_cast<int>(std::ceil(leftMargin()));
    m_legend->setPos(margin, margin);
    const double height = m_legend->layoutTo(std::max(80.0, chart()->size().width() - 2 * margin));
    if (lowestPlot() > 0) setMinimumHeight(margin + static_cast<int>(std::ceil(height)) + lowestPlot());
    chart()->setMargins(QMargins(left, margin + static_cast<int>(std::ceil(height)) + legendGap,
                                 margin + 8 + static_cast<int>(std::ceil(rightMargin())),
                                 margin + static_cast<int>(bottomMargin())));
    placeOverlays();
}

QSizeF ChartCanvas::pictureSize()
{
    if (!isVisible()) {  // Qt lays out nothing that is hidden
        const QSize fitting = size().expandedTo(usualSize).expandedTo(minimumSize()).boundedTo(maximumSize());
        chart()->resize(fitting);
        layOut();
    }
    chart()->layout()->activate();
    placeOverlays();
    return chart()->size() - QSizeF(0, bottomMargin());
}

void ChartCanvas::paintPicture(QPainter &painter)
{
    const QRectF all(chart()->pos(), pictureSize());
    scene()->render(&painter, QRectF(QPointF(0, 0), all.size()), all);
}

void ChartCanvas::changeEvent(QEvent *event)
{
    QChartView::changeEvent(event);
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::FontChange) dress();
}

void ChartCanvas::resizeEvent(QResizeEvent *event)
{
    QChartView::resizeEvent(event);
    layOut();
}

void ChartCanvas::showEvent(QShowEvent *event)
{
    QChartView::showEvent(event);
    layOut();
}

void ChartCanvas::wheelEvent(QWheelEvent *event)
{
    event->ignore();  // what the chart stands in scrolls
}

}  // namespace lexicell::ui
