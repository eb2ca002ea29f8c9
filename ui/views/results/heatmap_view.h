// A Heatmap with its names and color bar.
#pragma once

#include "ui/views/results/result_view.h"

namespace lexicell::ui {

class HeatmapCanvas;

class HeatmapView : public ResultView {
    Q_OBJECT

  public:
    HeatmapView(const ShownResult &shown, QWidget *parent);
    QJsonObject state() const override;  // "zoom"
    void restore(const QJsonObject &state) override;

  protected:
    Result<void> saveFigureAs(const QString &file) override;

  private:
    HeatmapCanvas *m_canvas = nullptr;
};

}  // namespace lexicell::ui
