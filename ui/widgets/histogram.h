// A histogram that is a filter: drag over it to keep a range, drag an end to move it, double-click to keep all.
// Keys: Left and Right move the lower end, with Shift the upper one; Esc keeps all.
#pragma once

#include "ui/views/charts.h"

#include <QWidget>

namespace lexicell::ui {

class Histogram : public QWidget {
    Q_OBJECT

  public:
    enum class Density { Compact, Full };  // a strip in a list; a chart with axes

    explicit Histogram(Density density = Density::Compact, QWidget *parent = nullptr);

    void setBins(const HistogramBins &bins, const QString &title);
    void setSelectedCounts(std::vector<std::int64_t> counts);
    void setRange(double low, double high);  // low > high: all
    bool filtering() const { return m_chart.rangeLow <= m_chart.rangeHigh; }
    double rangeLow() const;
    double rangeHigh() const;
    const HistogramChart &chart() const { return m_chart; }

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

  Q_SIGNALS:
    void rangeChanging(double low, double high);  // while dragging
    void rangeChanged(double low, double high);   // on release or key
    void rangeCleared();

  protected:
    void paintEvent(QPaintEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void mouseDoubleClickEvent(QMouseEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    bool event(QEvent *event) override;

  private:
    enum class Grip { None, Low, High, New };

    Grip gripAt(double x) const;
    double valueAt(double x) const;
    double positionOf(double value) const;
    void clearRange();
    void describe();

    HistogramChart m_chart;
    Grip m_grip = Grip::None;
    double m_pressed = 0;  // pixels
    bool m_dragged = false;
};

}  // namespace lexicell::ui
