// Curves as charts.
#pragma once

#include "ui/views/results/result_view.h"

namespace lexicell::ui {

class CurvesPanel;

class CurvesView : public ResultView {
    Q_OBJECT

  public:
    CurvesView(const ShownResult &shown, QWidget *parent);

    QJsonObject state() const override;  // CurvesPanel::state()
    void restore(const QJsonObject &state) override;

  protected:
    Result<void> saveFigureAs(const QString &file) override;

  private:
    CurvesPanel *m_panel = nullptr;
};

}  // namespace lexicell::ui
