// A Graph: its network with the tools for it (ui/views/network), all edges as a table, and its nodes as another.
#pragma once

#include "ui/views/results/result_view.h"

namespace lexicell::ui {

class NetworkPage;
struct NetworkGraph;

class GraphView : public ResultView {
    Q_OBJECT

  public:
    GraphView(const ShownResult &shown, QWidget *parent);

    bool isLaidOut() const;
    QJsonObject state() const override;  // also NetworkPage::state()
    void restore(const QJsonObject &state) override;
    QStringList chosenNames(const QString &kind) const override;  // while the network is shown, those of its selected nodes

  Q_SIGNALS:
    void laidOut();

  protected:
    Result<void> saveFigureAs(const QString &file) override;

  private:
    void describe(const NetworkGraph &network);

    NetworkPage *m_page = nullptr;
};

}  // namespace lexicell::ui
