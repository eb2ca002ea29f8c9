// Shows a chart as a figure of the widget's size, in the theme in force, and saves it as it looks.
#pragma once

#include "core/base/result.h"
#include "ui/views/figure.h"

#include <QWidget>

#include <functional>

namespace lexicell::ui {

class ChartView : public QWidget {
    Q_OBJECT

  public:
    using Maker = std::function<Figure(const QSizeF &size, bool dark)>;

    explicit ChartView(QWidget *parent = nullptr);

    void setChart(Maker maker, const QString &description = {});
    void clear();
    // PNG, SVG or PDF by the suffix.
    Result<void> save(const QString &file, int dpi = 300) const;
    QSize sizeHint() const override { return {360, 220}; }

  protected:
    void paintEvent(QPaintEvent *event) override;

  private:
    Maker m_maker;
};

}  // namespace lexicell::ui
