// What a person has chosen to see of a network: the cut, the measures, a neighborhood, collapsed and pinned nodes, the selection.
// Knows neither places on the screen nor widgets.
#pragma once

#include "ui/views/network/network_graph.h"

#include <QStringList>
#include <QVector3D>

#include <map>
#include <set>

namespace lexicell::ui {

enum class NetworkShape { Force, Circle, Concentric };

// What is drawn now.
struct VisibleNetwork {
    std::vector<std::size_t> edges;     // heaviest first
    std::vector<std::size_t> nodes;     // highest degree first
    std::vector<int> degree;            // [all nodes] of visible edges
    std::vector<int> more;              // [all nodes] neighbors that expand() would show
    std::vector<bool> shown;            // [all nodes]
    std::vector<std::size_t> bySource;  // [1 + sources] edges that reach the cut, drawn or switched off
};

class NetworkModel {
  public:
    explicit NetworkModel(std::shared_ptr<const NetworkGraph> graph);

    const NetworkGraph &graph() const { return *m_graph; }
    void setGraph(std::shared_ptr<const NetworkGraph> graph);  // the same one, with terms of its modules
    std::shared_ptr<const NetworkGraph> sharedGraph() const { return m_graph; }
    const VisibleNetwork &visible() const;
    // What could be drawn of the same part of the network: with every measure, the lowest cut and nothing collapsed.
    VisibleNetwork everything() const;

    // Edges of smaller magnitude are not drawn. From the lightest to the heaviest weight.
    void setCut(double cut);
    double cut() const { return m_cut; }
    void setSourceShown(std::size_t source, bool shown);  // 0: edges of the network's measure alone
    bool isSourceShown(std::size_t source) const { return !m_hiddenSources.contains(source); }

    // These nodes and their neighbors, nothing else.
    void showNeighborhood(const std::vector<std::size_t> &nodes);
    void showAll();
    bool isWhole() const { return m_scope.empty(); }
    // Shows the neighbors of a node again that collapse() or a neighborhood hides; gives back those that come.
    std::vector<std::size_t> expand(std::size_t node);
    // Hides the neighbors of a node that no other node holds.
    void collapse(std::size_t node);
    bool isCollapsed(std::size_t node) const { return m_collapsed.contains(node); }

    void pin(std::size_t node, const QVector3D &place) { m_pins[node] = place; }
    void unpin(std::size_t node) { m_pins.erase(node); }
    bool isPinned(std::size_t node) const { return m_pins.contains(node); }
    const std::map<std::size_t, QVector3D> &pins() const { return m_pins; }

    void select(std::set<std::size_t> nodes) { m_selected = std::move(nodes); }
    const std::set<std::size_t> &selected() const { return m_selected; }

    NetworkShape shape = NetworkShape::Force;
    int dimensions = 2;
    bool hulls = true;

    // "1,204 edges · 310 shared with co-expression, 12.3 expected by chance"; without a comparison, and of a part of the network,
    // the edges alone.
    QString countText() const;
    double sharedByChance(std::size_t source) const;  // of the edges that reach the cut, by graph().sources[source]

    // "layout", "dimensions", "cut", "hidden_sources", "neighborhood", "collapsed", "pins", "modules"; what is as at first is
    // left out. Names that the network lacks are skipped.
    QJsonObject state() const;
    void restore(const QJsonObject &state);

  private:
    QStringList namesOf(const std::set<std::size_t> &nodes) const;
    std::set<std::size_t> nodesOf(const QJsonValue &names) const;
    bool reachable(std::size_t edge) const;  // reaches the cut, its measure is shown
    VisibleNetwork found() const;
    void findShown(VisibleNetwork &visible) const;

    std::shared_ptr<const NetworkGraph> m_graph;
    double m_cut = 0;
    std::set<std::size_t> m_hiddenSources, m_scope, m_collapsed, m_selected;
    std::map<std::size_t, QVector3D> m_pins;
    mutable VisibleNetwork m_visible;
    mutable bool m_stale = true;
};

}  // namespace lexicell::ui
