// A network with its tools: finds the places of its nodes in the background and shows how far it is.
#pragma once

#include "ui/figures/figure.h"
#include "ui/views/network/network_places.h"
#include "ui/views/network/network_widget.h"
#include "ui/widgets/list_menu.h"

#include <QJsonObject>
#include <QTimer>

class QLabel;
class QMenu;
class QStackedWidget;

namespace lexicell::ui {

class NetworkCutBar;
class NetworkTools;

class NetworkPage : public QWidget {
    Q_OBJECT

  public:
    // The network has an edge.
    NetworkPage(std::shared_ptr<const NetworkGraph> graph, QWidget *parent);

    NetworkModel &model() { return *m_model; }
    NetworkWidget *network() { return m_network; }
    bool isLaidOut() const { return m_laidOut; }
    // Its nodes are genes: they can be found by a gene set, put into one, and knocked out.
    void offerGenes(const NamedLists &sets);
    QStringList selectedNames() const;
    // In this thread, where it is not laid out yet; it stays so if there is not enough memory.
    void layOutNow();
    // As it stands on the screen. It is laid out.
    Figure figure() const;

    // That of the model, "center_x", "center_y", "center_z", "scale" where a person has moved it, and "turn" in space.
    QJsonObject state() const;
    void restore(const QJsonObject &state);

  Q_SIGNALS:
    void laidOut();
    void nodePicked(std::size_t node);
    void stateChanged();
    void collectWanted(const QStringList &names);  // the person wants to keep these genes
    void knockOutWanted(const QStringList &names);

  private:
    void connectTools();
    void connectNetwork();
    void startLayout(const VisibleNetwork &part);
    void takeLayout(const LayoutRequest &request, std::optional<std::vector<QVector3D>> places, bool whole);
    void findTerms();
    void modelChanged();
    void find(const QString &text);
    void fulfill(NetworkWidget::Wish wish);
    void expandSelected();
    void collapseSelected();
    void switchNeighborhood();
    void switchPins();
    void setDimensions(int dimensions);
    void setShape(NetworkShape shape);
    void tellSelection();
    void tell(const QString &text);
    void openMenu(const QPoint &global, std::int64_t node);
    void fillUses(QMenu *menu);

    std::shared_ptr<NetworkModel> m_model;
    NetworkTools *m_tools = nullptr;
    NetworkCutBar *m_cut = nullptr;
    NetworkWidget *m_network = nullptr;
    QStackedWidget *m_states = nullptr;
    QLabel *m_note = nullptr;  // over the network: what was not found, how many are selected
    QTimer m_start;            // the first layout waits for restore()
    QTimer m_told;             // stateChanged() comes once a hand rests, as each is written to the disk
    int m_layout = 0;          // counts; an older one that ends later is dropped
    std::vector<QVector3D> m_whole;
    std::pair<NetworkShape, int> m_wholeKind;
    bool m_genes = false;
    bool m_laidOut = false, m_lasso = false, m_waiting = false, m_termsFound = false;
};

}  // namespace lexicell::ui
