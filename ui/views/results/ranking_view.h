// A Ranking: the dot plot of its best items with a sentence about the baseline under it, and all of it as a table. Of a
// knock-out, also each of its metrics and groups, a volcano, and what a skeptic must know.
#pragma once

#include "ui/views/results/result_view.h"

class QLabel;
class QScrollArea;

namespace lexicell::ui {

class ChartCanvas;
class FoldedText;
class RankingControls;

class RankingView : public ResultView {
    Q_OBJECT

  public:
    RankingView(const ShownResult &shown, QWidget *parent);

    QJsonObject state() const override;  // ResultView's, and those of the controls under "ranking"
    void restore(const QJsonObject &state) override;

  protected:
    void resizeEvent(QResizeEvent *event) override;
    Result<void> saveFigureAs(const QString &file) override;

  private:
    QWidget *makeChartPage();
    TablePage *makeTable();
    void showRanking();  // of the chosen metric and group
    void showChart();    // as the controls say
    void showMenu(const QString &name, const QPoint &global);
    QStringList sentences() const;

    bool m_knockOut = false;
    // The ranking that is shown. The chart and the table read it.
    std::shared_ptr<const models::tasks::TaskResult> m_shown;
    const models::tasks::Ranking &ranking() const { return std::get<models::tasks::Ranking>(*m_shown); }
    RankingControls *m_controls = nullptr;
    QScrollArea *m_scroll = nullptr;
    ChartCanvas *m_chart = nullptr;  // null: nothing fits the filter
    FoldedText *m_words = nullptr;
    QLabel *m_sentence = nullptr;
    QLabel *m_without = nullptr;
};

}  // namespace lexicell::ui
