#include "ui/widgets/color_bar.h"

#include "ui/look/theme.h"
#include "ui/look/color_maps.h"
#include "ui/look/number_text.h"

#include <QComboBox>
#include <QDoubleSpinBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QSignalBlocker>

namespace lexicell::ui {
namespace {

constexpr int rampHeight = 12;

QImage rampImage(const ColorMap &map)
{
    QImage image(256, 1, QImage::Format_RGB32);
    for (int i = 0; i < 256; ++i) image.setPixel(i, 0, map.colors[static_cast<std::size_t>(i)]);
    return image;
}

QDoubleSpinBox *percentileBox(QWidget *parent, const QString &name)
{
    auto *box = new QDoubleSpinBox(parent);
    box->setRange(0, 100);
    box->setDecimals(1);
    box->setSingleStep(1);
    box->setSuffix(" %");
    box->setKeyboardTracking(false);
    box->setAccessibleName(name);
    box->setToolTip(name);
    return box;
}

}  // namespace

void ColorRamp::setLegend(const ContinuousLegend &legend)
{
    m_legend = legend;
    setAccessibleName(tr("Colors from %1 to %2").arg(valueText(legend.low), valueText(legend.high)));
    update();
}

QSize ColorRamp::sizeHint() const { return {160, rampHeight + fontMetrics().height() + 2 * themeGrid}; }

void ColorRamp::paintEvent(QPaintEvent *)
{
    const ThemeColors &theme = themeColors();
    QPainter painter(this);
    painter.setRenderHint(QPainter::SmoothPixmapTransform);
    const QRect ramp(0, 0, width(), rampHeight);
    painter.drawImage(ramp, rampImage(colorMap(m_legend.colorMap)));
    painter.setPen(theme.borderStrong);
    painter.drawRect(ramp.adjusted(0, 0, -1, -1));
    painter.setPen(theme.text);
    const QRect text(0, rampHeight + themeGrid, width(), fontMetrics().height());
    const bool clippedLow = m_legend.low > m_legend.minimum, clippedHigh = m_legend.high < m_legend.maximum;
    if (m_legend.low == m_legend.high) {
        painter.drawText(text, Qt::AlignHCenter, valueText(m_legend.low));
        return;
    }
    painter.drawText(text, Qt::AlignLeft, (clippedLow ? "≤ " : "") + valueText(m_legend.low));
    painter.drawText(text, Qt::AlignHCenter, valueText((m_legend.low + m_legend.high) / 2));
    painter.drawText(text, Qt::AlignRight, (clippedHigh ? "≥ " : "") + valueText(m_legend.high));
}

ColorBar::ColorBar(QWidget *parent) : QWidget(parent)
{
    m_unit = new QLabel(this);
    m_unit->setProperty("muted", true);
    m_unit->setWordWrap(true);
    m_ramp = new ColorRamp(this);
    m_range = new QLabel(this);
    m_range->setObjectName("dataRange");
    m_range->setProperty("muted", true);
    m_range->setWordWrap(true);
    m_maps = new QComboBox(this);
    m_maps->setAccessibleName(tr("Color map"));
    m_maps->setToolTip(tr("Color map"));
    m_maps->setIconSize(QSize(48, 12));
    for (const QString &name : colorMapNames())
        m_maps->addItem(QPixmap::fromImage(rampImage(colorMap(name)).scaled(48, 12)), name);
    m_low = percentileBox(this, tr("Colors begin at this percentile"));
    m_high = percentileBox(this, tr("Colors end at this percentile"));

    m_clip = new QWidget(this);
    auto *clip = new QHBoxLayout(m_clip);
    clip->setContentsMargins(0, 0, 0, 0);
    clip->setSpacing(themeGrid);
    clip->addWidget(new QLabel(tr("Clip"), this));
    clip->addWidget(m_low, 1);
    clip->addWidget(new QLabel("–", this));
    clip->addWidget(m_high, 1);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(2 * themeGrid);
    column->addWidget(m_unit);
    column->addWidget(m_ramp);
    column->addWidget(m_range);
    column->addWidget(m_maps);
    column->addWidget(m_clip);
    column->addStretch();

    connect(m_maps, &QComboBox::textActivated, this, &ColorBar::colorMapWanted);
    const auto askRange = [this] {
        if (m_low->value() < m_high->value()) Q_EMIT rangeWanted(m_low->value(), m_high->value());
    };
    connect(m_low, &QDoubleSpinBox::valueChanged, this, askRange);
    connect(m_high, &QDoubleSpinBox::valueChanged, this, askRange);
}

void ColorBar::setLegend(const ContinuousLegend &legend)
{
    const QSignalBlocker quietLow(m_low), quietHigh(m_high), quietMaps(m_maps);
    m_unit->setText(legend.unit);
    m_unit->setVisible(!legend.unit.isEmpty());
    const bool none = legend.values == 0, constant = legend.minimum == legend.maximum;
    QString range = none       ? tr("No values: every cell is missing one.")
                    : constant ? tr("The same value in every cell that has one: %1").arg(valueText(legend.minimum))
                               : tr("Data: %1 to %2").arg(valueText(legend.minimum), valueText(legend.maximum));
    for (QWidget *control : {static_cast<QWidget *>(m_ramp), static_cast<QWidget *>(m_maps), static_cast<QWidget *>(m_clip)})
        control->setVisible(!none);
    if (legend.missing > 0) range += " · " + tr("NA: %1").arg(cellsText(legend.missing));
    m_range->setText(range);
    m_ramp->setLegend(legend);
    m_maps->setCurrentText(legend.colorMap);
    m_low->setValue(legend.lowPercentile);
    m_high->setValue(legend.highPercentile);
}

}  // namespace lexicell::ui
