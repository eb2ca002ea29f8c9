// Networks whose every edge is known, and the places in which tests look for them.
#pragma once

#include "tests/ui/result_fixture.h"

#include "ui/views/network/network_model.h"

#include <QJsonArray>
#include <QJsonObject>

namespace lexicell::test {

// HUB is linked to A, B, C and D; A to B; D to E and F; X to Y. Weights fall from 0.9 by 0.1, in this order. Two modules.
inline std::shared_ptr<const tasks::TaskResult> knownNetwork()
{
    tasks::Graph graph{.nodeKind = "gene",
                       .nodes = {"HUB", "A", "B", "C", "D", "E", "F", "X", "Y", "LONELY"},
                       .from = {0, 0, 0, 0, 1, 4, 4, 7},
                       .to = {1, 2, 3, 4, 2, 5, 6, 8},
                       .weight = {0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3, 0.2},
                       .weightName = "cosine",
                       .directed = false,
                       .edgeColumns = {{"rank", std::vector<std::int64_t>{1, 1, 1, 1, 1, 1, 1, 1}},
                                       {"coexpression", std::vector<double>{0.1, 0.7, 0.0, 0.6, 0.2, -0.1, unknown, 0.5}}},
                       .nodeColumns = {{"module", std::vector<std::int64_t>{0, 0, 0, 0, 1, 1, 1, -1, -1, -1}}}};
    return shared(std::move(graph));
}

// Co-expression has three of the eight edges: those of its weights 0.7, 0.6 and 0.5.
inline QJsonObject knownSummary()
{
    return {{"baseline", QJsonObject{{"source", "coexpression"}, {"edges", 8}, {"shared", 3}, {"shared_by_chance", 1.6}}}};
}

inline std::size_t nodeNamed(const ui::NetworkGraph &graph, const std::string &name)
{
    const auto &names = graph.graph->nodes;
    return static_cast<std::size_t>(std::find(names.begin(), names.end(), name) - names.begin());
}

inline QStringList visibleNames(const ui::NetworkModel &model)
{
    QStringList names;
    for (const std::size_t node : model.visible().nodes) names << model.graph().name(node);
    names.sort();
    return names;
}

}  // namespace lexicell::test
