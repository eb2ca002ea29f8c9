// Curves as a chart.
#pragma once

#include "ui/views/results/result_view.h"

namespace lexicell::ui {

class CurvesChart;

class CurvesView : public ResultView {
    Q_OBJECT

  public:
    CurvesView(const ShownResult &shown, QWidget *parent);

  protected:
    Result<void> saveFigureAs(const QString &file) override;

  private:
    CurvesChart *m_chart = nullptr;
};

}  // namespace lexicell::ui
