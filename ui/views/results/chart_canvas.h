// A Qt chart in the look of the program, with its legend above; dressed again when the theme changes; painted into figures.
#pragma once

#include "ui/look/theme.h"
#include "ui/views/results/chart_legend.h"

#include <QChartView>
#include <QFont>

class QValueAxis;

namespace lexicell::ui {

// Round numbers that enclose [low, high], a fitting distance apart.
struct NiceTicks {
    double low = 0, high = 1, interval = 1;
    int decimals = 0;
};
NiceTicks niceTicks(double low, double high, int wanted);

class ChartCanvas : public QChartView {
    Q_OBJECT

  public:
    explicit ChartCanvas(QWidget *parent);

    // The chart and its legend as they stand, in the chart's own size; of a chart that was never shown, in a fitting one.
    QSizeF pictureSize();
    void paintPicture(QPainter &painter);

  protected:
    // Colors of series and the signs of the legend; called when the chart is complete and when the theme changes.
    virtual std::vector<LegendSign> dressSeries(const ThemeColors &theme) = 0;
    virtual double leftMargin() const { return 0; }    // for names that the chart itself does not set
    virtual double rightMargin() const { return 0; }   // for columns of text beside the plot
    virtual double bottomMargin() const { return 0; }  // of a chart that is lower than its widget; no part of the picture
    virtual int lowestPlot() const { return 0; }       // pixels below the legend that the widget keeps; 0: any
    virtual void placeOverlays() {}                    // the plot area has moved

    void dress();
    void setTicks(QValueAxis *axis, const NiceTicks &ticks);
    QFont textFont() const;

    void changeEvent(QEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void showEvent(QShowEvent *event) override;
    void wheelEvent(QWheelEvent *event) override;

  private:
    void layOut();

    ChartLegend *m_legend = nullptr;
};

}  // namespace lexicell::ui
