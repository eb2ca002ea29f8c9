// The legend of a continuous color: the ramp with its numbers, what it measures, clipping by percentile, choice of map.
#pragma once

#include "ui/look/legend_entry.h"

#include <QWidget>

class QComboBox;
class QDoubleSpinBox;
class QLabel;

namespace lexicell::ui {

// The ramp alone: a strip with low, middle and high beneath.
class ColorRamp : public QWidget {
    Q_OBJECT

  public:
    using QWidget::QWidget;
    void setLegend(const ContinuousLegend &legend);
    QSize sizeHint() const override;

  protected:
    void paintEvent(QPaintEvent *event) override;

  private:
    ContinuousLegend m_legend;
};

class ColorBar : public QWidget {
    Q_OBJECT

  public:
    explicit ColorBar(QWidget *parent = nullptr);
    void setLegend(const ContinuousLegend &legend);

  Q_SIGNALS:
    void colorMapWanted(const QString &name);
    void rangeWanted(double lowPercentile, double highPercentile);

  private:
    QLabel *m_unit = nullptr;
    QLabel *m_range = nullptr;
    ColorRamp *m_ramp = nullptr;
    QComboBox *m_maps = nullptr;
    QWidget *m_clip = nullptr;
    QDoubleSpinBox *m_low = nullptr;
    QDoubleSpinBox *m_high = nullptr;
};

}  // namespace lexicell::ui
