// A Graph: the network of its heaviest edges, laid out in the background, with a search for nodes; all edges as a table.
#pragma once

#include "ui/views/results/result_view.h"

class QLabel;
class QLineEdit;
class QStackedWidget;

namespace lexicell::ui {

class GraphCanvas;
struct DrawnGraph;

class GraphView : public ResultView {
    Q_OBJECT

  public:
    GraphView(const ShownResult &shown, QWidget *parent);

    bool isLaidOut() const { return m_laidOut; }
    QJsonObject state() const override;  // also "center_x", "center_y", "scale" where a person has moved the network
    void restore(const QJsonObject &state) override;

  Q_SIGNALS:
    void laidOut();

  protected:
    Result<void> saveFigureAs(const QString &file) override;

  private:
    void describe();
    QWidget *makeNetworkPage();
    QWidget *makeToolRow(QWidget *parent);
    void layOutInBackground();
    void takeLayout(std::vector<double> positions);
    void find(const QString &text);

    std::shared_ptr<DrawnGraph> m_drawn;
    GraphCanvas *m_canvas = nullptr;
    QStackedWidget *m_states = nullptr;
    QLineEdit *m_search = nullptr;
    QLabel *m_found = nullptr;
    bool m_laidOut = false, m_failed = false;
};

}  // namespace lexicell::ui
