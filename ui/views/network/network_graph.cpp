#include "ui/views/network/network_graph.h"

#include <QCoreApplication>
#include <QJsonArray>

#include <algorithm>
#include <cmath>
#include <numeric>

namespace lexicell::ui {

namespace {

using models::tasks::Column;
using models::tasks::Graph;

template <class Value> const std::vector<Value> *valuesOf(const std::vector<Column> &columns, const std::string &name)
{
    const auto column = std::find_if(columns.begin(), columns.end(), [&name](const Column &each) { return each.name == name; });
    return column == columns.end() ? nullptr : std::get_if<std::vector<Value>>(&column->values);
}

// What is no number counts as nothing.
double sizeOf(double weight) { return std::isfinite(weight) ? std::abs(weight) : 0.0; }

QString titleOf(const std::string &key)
{
    if (key == "coexpression") return QCoreApplication::translate("NetworkGraph", "co-expression");
    return QString::fromStdString(key);
}

// The edges that a comparison of the summary shares: the heaviest by its column.
void addSource(NetworkGraph &network, const QJsonObject &comparison, const std::vector<std::size_t> &rows)
{
    const std::string key = comparison[QStringLiteral("source")].toString().toStdString();
    const auto *column = valuesOf<double>(network.graph->edgeColumns, key);
    const QJsonValue shared = comparison[QStringLiteral("shared")];
    if (!column || !shared.isDouble()) return;
    std::vector<std::size_t> order;
    for (std::size_t row = 0; row < column->size(); ++row)
        if (std::isfinite((*column)[row])) order.push_back(row);
    std::stable_sort(order.begin(), order.end(), [column](std::size_t a, std::size_t b) { return (*column)[a] > (*column)[b]; });
    std::vector<bool> sharedRow(column->size(), false);
    const auto count = std::min(order.size(), static_cast<std::size_t>(std::max(0, shared.toInt())));
    for (std::size_t i = 0; i < count; ++i) sharedRow[order[i]] = true;
    NetworkSource source{key, titleOf(key), {}, comparison[QStringLiteral("shared_by_chance")].toDouble()};
    for (const std::size_t row : rows) source.holds.push_back(sharedRow[row]);
    network.sources.push_back(std::move(source));
}

void addSources(NetworkGraph &network, const QJsonObject &summary, const std::vector<std::size_t> &rows)
{
    if (const QJsonObject baseline = summary[QStringLiteral("baseline")].toObject(); !baseline.isEmpty())
        addSource(network, baseline, rows);
    for (const QJsonValue &compared : summary[QStringLiteral("compared")].toArray())
        addSource(network, compared.toObject(), rows);
    for (std::size_t edge = 0; edge < network.edges(); ++edge) {
        const auto holds = [edge](const NetworkSource &source) { return source.holds[edge]; };
        const auto first = std::find_if(network.sources.begin(), network.sources.end(), holds);
        network.sourceOf.push_back(
            first == network.sources.end() ? 0 : static_cast<std::size_t>(first - network.sources.begin()) + 1);
    }
}

void addModules(NetworkGraph &network)
{
    const auto *modules = valuesOf<std::int64_t>(network.graph->nodeColumns, "module");
    if (!modules || modules->empty()) return;
    network.module = *modules;
    const std::int64_t last = *std::max_element(modules->begin(), modules->end());
    network.moduleTerms.resize(static_cast<std::size_t>(std::max<std::int64_t>(0, last + 1)));
}

}  // namespace

double NetworkGraph::lightest() const { return weight.empty() ? 0.0 : sizeOf(weight.back()); }
double NetworkGraph::heaviest() const { return weight.empty() ? 0.0 : sizeOf(weight.front()); }

std::size_t NetworkGraph::edgesReaching(double cut) const
{
    const auto reaches = [cut](double value) { return sizeOf(value) >= cut; };
    return static_cast<std::size_t>(std::partition_point(weight.begin(), weight.end(), reaches) - weight.begin());
}

NetworkGraph networkGraph(std::shared_ptr<const models::tasks::TaskResult> result, const QJsonObject &summary,
                          std::size_t mostEdges)
{
    NetworkGraph network;
    network.result = std::move(result);
    const Graph &graph = std::get<Graph>(*network.result);
    network.graph = &graph;
    std::vector<std::size_t> rows;
    for (std::size_t row = 0; row < graph.weight.size(); ++row)
        if (graph.from[row] != graph.to[row]) rows.push_back(row);
    network.allEdges = rows.size();
    std::stable_sort(rows.begin(), rows.end(),
                     [&graph](std::size_t a, std::size_t b) { return sizeOf(graph.weight[a]) > sizeOf(graph.weight[b]); });
    rows.resize(std::min(rows.size(), mostEdges));

    network.edgesOf.resize(graph.nodes.size());
    for (const std::size_t row : rows) {
        const auto from = static_cast<std::size_t>(graph.from[row]), to = static_cast<std::size_t>(graph.to[row]);
        network.edgesOf[from].push_back(network.weight.size());
        network.edgesOf[to].push_back(network.weight.size());
        network.from.push_back(from);
        network.to.push_back(to);
        network.weight.push_back(graph.weight[row]);
        network.negative = network.negative || graph.weight[row] < 0;
    }
    const double low = network.lightest(), high = network.heaviest();
    for (const double weight : network.weight)
        network.strength.push_back(high > low ? (sizeOf(weight) - low) / (high - low) : 0.5);
    addSources(network, summary, rows);
    addModules(network);
    return network;
}

}  // namespace lexicell::ui
