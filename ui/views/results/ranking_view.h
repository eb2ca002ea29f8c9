// A Ranking: the dot plot of its best items with a sentence about the baseline under it, and all of it as a table.
#pragma once

#include "ui/views/results/result_view.h"

namespace lexicell::ui {

class RankingChart;

class RankingView : public ResultView {
    Q_OBJECT

  public:
    RankingView(const ShownResult &shown, QWidget *parent);

  protected:
    Result<void> saveFigureAs(const QString &file) override;

  private:
    QWidget *makeChartPage();

    RankingChart *m_chart = nullptr;
};

}  // namespace lexicell::ui
