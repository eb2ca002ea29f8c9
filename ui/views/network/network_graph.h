// What of a network is drawn: its heaviest edges with what colors them, and its modules. Made once of a result, never changed.
#pragma once

#include "models/tasks/result.h"

#include <QColor>
#include <QJsonObject>
#include <QString>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace lexicell::ui {

inline constexpr std::size_t mostDrawnEdges = 20'000;  // more are a gray blot

// Another measure that has some of the network's edges as well.
struct NetworkSource {
    std::string key;          // its column: "coexpression"
    QString title;            // "co-expression"
    std::vector<bool> holds;  // [edges]
    double byChance = 0;      // how many of all edges it would hold by chance
};

// Nodes are those of the result, edges are counted anew: heaviest first by magnitude, as a strong negative correlation is as
// strong as a positive one.
struct NetworkGraph {
    std::shared_ptr<const models::tasks::TaskResult> result;
    const models::tasks::Graph *graph = nullptr;
    std::vector<std::size_t> from, to;              // [edges] nodes
    std::vector<double> weight;                     // [edges]
    std::vector<double> strength;                   // [edges] 0 (the lightest drawn) to 1
    std::vector<std::vector<std::size_t>> edgesOf;  // [nodes] heaviest first
    std::vector<NetworkSource> sources;             // beside the measure that made the network
    std::vector<std::size_t> sourceOf;              // [edges] 0: that measure alone; i + 1: sources[i] as well
    std::vector<std::int64_t> module;               // [nodes] -1: in none; empty: the result has no modules
    std::vector<QString> moduleTerms;               // [modules] the gene set that stands out; empty: none is known
    std::size_t allEdges = 0;                       // of the result, without edges from a node to itself
    bool negative = false;                          // some drawn weights are

    std::size_t nodes() const { return edgesOf.size(); }
    std::size_t edges() const { return weight.size(); }
    std::size_t modules() const { return moduleTerms.size(); }
    QString name(std::size_t node) const { return QString::fromStdString(graph->nodes[node]); }
    std::size_t other(std::size_t edge, std::size_t node) const { return from[edge] == node ? to[edge] : from[edge]; }
    double lightest() const;  // magnitude
    double heaviest() const;
    std::size_t edgesReaching(double cut) const;  // in magnitude: the first so many
};

// `summary`: what the task said of the result; may be empty. Its "baseline" and "compared" give, for each other measure, how many
// edges it shares ("shared", "shared_by_chance"); these are the edges that are heaviest by that measure's column, as a network of
// the measure is made of its heaviest pairs.
NetworkGraph networkGraph(std::shared_ptr<const models::tasks::TaskResult> result, const QJsonObject &summary,
                          std::size_t mostEdges = mostDrawnEdges);

}  // namespace lexicell::ui
