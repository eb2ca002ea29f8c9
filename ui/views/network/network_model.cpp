#include "ui/views/network/network_model.h"

#include "ui/look/number_text.h"

#include <QCoreApplication>
#include <QJsonArray>

#include <algorithm>
#include <cmath>

namespace lexicell::ui {

namespace {

constexpr const char *shapeNames[] = {"force", "circle", "concentric"};

QString translated(const char *text) { return QCoreApplication::translate("NetworkModel", text); }

}  // namespace

NetworkModel::NetworkModel(std::shared_ptr<const NetworkGraph> graph) : m_graph(std::move(graph)), m_cut(m_graph->lightest()) {}

void NetworkModel::setGraph(std::shared_ptr<const NetworkGraph> graph) { m_graph = std::move(graph); }

void NetworkModel::setCut(double cut)
{
    m_cut = std::clamp(cut, m_graph->lightest(), m_graph->heaviest());
    m_stale = true;
}

void NetworkModel::setSourceShown(std::size_t source, bool shown)
{
    if (shown) m_hiddenSources.erase(source);
    else m_hiddenSources.insert(source);
    m_stale = true;
}

bool NetworkModel::reachable(std::size_t edge) const
{
    return std::abs(m_graph->weight[edge]) >= m_cut && isSourceShown(m_graph->sourceOf[edge]);
}

void NetworkModel::showNeighborhood(const std::vector<std::size_t> &nodes)
{
    m_collapsed.clear();
    m_scope = std::set<std::size_t>(nodes.begin(), nodes.end());
    for (const std::size_t node : nodes)
        for (const std::size_t edge : m_graph->edgesOf[node])
            if (reachable(edge)) m_scope.insert(m_graph->other(edge, node));
    m_stale = true;
}

void NetworkModel::showAll()
{
    m_scope.clear();
    m_collapsed.clear();
    m_stale = true;
}

std::vector<std::size_t> NetworkModel::expand(std::size_t node)
{
    const std::vector<bool> before = visible().shown;
    m_collapsed.erase(node);
    if (!m_scope.empty()) {
        m_scope.insert(node);
        for (const std::size_t edge : m_graph->edgesOf[node])
            if (reachable(edge)) m_scope.insert(m_graph->other(edge, node));
    }
    m_stale = true;
    std::vector<std::size_t> come;
    for (const std::size_t each : visible().nodes)
        if (!before[each]) come.push_back(each);
    return come;
}

void NetworkModel::collapse(std::size_t node)
{
    m_collapsed.insert(node);
    m_stale = true;
}

// A node is shown that has a visible edge. One whose neighbors are all collapsed hides behind them.
void NetworkModel::findShown(VisibleNetwork &visible) const
{
    const NetworkGraph &graph = *m_graph;
    const auto inScope = [this](std::size_t node) { return m_scope.empty() || m_scope.contains(node); };
    const std::size_t reaching = graph.edgesReaching(m_cut);
    std::vector<std::size_t> drawn;
    std::vector<bool> held(graph.nodes(), false);  // by a neighbor that is not collapsed
    for (std::size_t edge = 0; edge < reaching; ++edge) {
        ++visible.bySource[graph.sourceOf[edge]];
        const std::size_t a = graph.from[edge], b = graph.to[edge];
        if (!isSourceShown(graph.sourceOf[edge]) || !inScope(a) || !inScope(b)) continue;
        drawn.push_back(edge);
        if (!m_collapsed.contains(a)) held[b] = true;
        if (!m_collapsed.contains(b)) held[a] = true;
    }
    const auto stays = [&](std::size_t node) { return held[node] || m_collapsed.contains(node); };
    for (const std::size_t edge : drawn) {
        const std::size_t a = graph.from[edge], b = graph.to[edge];
        if (stays(a)) visible.shown[a] = true;
        if (stays(b)) visible.shown[b] = true;
        if (!stays(a) || !stays(b)) continue;
        visible.edges.push_back(edge);
        ++visible.degree[a];
        ++visible.degree[b];
    }
}

const VisibleNetwork &NetworkModel::visible() const
{
    if (m_stale) m_visible = found();
    m_stale = false;
    return m_visible;
}

VisibleNetwork NetworkModel::everything() const
{
    NetworkModel model(m_graph);
    model.m_scope = m_scope;
    return model.found();
}

VisibleNetwork NetworkModel::found() const
{
    VisibleNetwork visible;
    visible.degree.assign(m_graph->nodes(), 0);
    visible.more.assign(m_graph->nodes(), 0);
    visible.shown.assign(m_graph->nodes(), false);
    visible.bySource.assign(1 + m_graph->sources.size(), 0);
    findShown(visible);
    for (std::size_t node = 0; node < m_graph->nodes(); ++node) {
        if (!visible.shown[node]) continue;
        visible.nodes.push_back(node);
        for (const std::size_t edge : m_graph->edgesOf[node])
            if (reachable(edge) && !visible.shown[m_graph->other(edge, node)]) ++visible.more[node];
    }
    std::stable_sort(visible.nodes.begin(), visible.nodes.end(),
                     [&visible](std::size_t a, std::size_t b) { return visible.degree[a] > visible.degree[b]; });
    return visible;
}

// Of independent networks each edge is shared with the same probability, so the expected number falls with the edges.
double NetworkModel::sharedByChance(std::size_t source) const
{
    const auto reaching = static_cast<double>(m_graph->edgesReaching(m_cut)), all = static_cast<double>(m_graph->allEdges);
    return all > 0 ? m_graph->sources[source].byChance * reaching / all : 0.0;
}

QString NetworkModel::countText() const
{
    const NetworkGraph &graph = *m_graph;
    const std::size_t edges = visible().edges.size(), reaching = graph.edgesReaching(m_cut);
    const auto text = [](std::size_t number) { return ui::countText(static_cast<std::int64_t>(number)); };
    QString count = edges == 1 ? translated("1 edge") : translated("%1 edges").arg(text(edges));
    if (!isWhole()) return count;  // chance speaks of the whole network
    if (edges < reaching) count = translated("%1 of %2 edges").arg(text(edges), text(reaching));
    if (graph.sources.empty() || graph.edges() == 0) return count;
    const NetworkSource &source = graph.sources.front();
    const auto shared = std::count(source.holds.begin(), source.holds.begin() + static_cast<std::ptrdiff_t>(reaching), true);
    return translated("%1 · %2 shared with %3, %4 expected by chance")
        .arg(count, ui::countText(shared), source.title, valueText(sharedByChance(0)));
}

QStringList NetworkModel::namesOf(const std::set<std::size_t> &nodes) const
{
    QStringList names;
    for (const std::size_t node : nodes) names << m_graph->name(node);
    return names;
}

std::set<std::size_t> NetworkModel::nodesOf(const QJsonValue &names) const
{
    std::map<QString, std::size_t> places;
    const QJsonArray list = names.toArray();
    if (list.isEmpty()) return {};
    for (std::size_t node = 0; node < m_graph->nodes(); ++node) places.emplace(m_graph->name(node), node);
    std::set<std::size_t> nodes;
    for (const auto &name : list)
        if (const auto found = places.find(name.toString()); found != places.end()) nodes.insert(found->second);
    return nodes;
}

QJsonObject NetworkModel::state() const
{
    QJsonObject state;
    if (shape != NetworkShape::Force) state[QStringLiteral("layout")] = shapeNames[static_cast<int>(shape)];
    if (dimensions == 3) state[QStringLiteral("dimensions")] = 3;
    if (!hulls) state[QStringLiteral("modules")] = false;
    if (m_cut > m_graph->lightest()) state[QStringLiteral("cut")] = m_cut;
    QJsonArray hidden;
    for (const std::size_t source : m_hiddenSources)
        hidden << (source == 0 ? QString() : QString::fromStdString(m_graph->sources[source - 1].key));
    if (!hidden.isEmpty()) state[QStringLiteral("hidden_sources")] = hidden;
    if (!m_scope.empty()) state[QStringLiteral("neighborhood")] = QJsonArray::fromStringList(namesOf(m_scope));
    if (!m_collapsed.empty()) state[QStringLiteral("collapsed")] = QJsonArray::fromStringList(namesOf(m_collapsed));
    QJsonObject pins;
    for (const auto &[node, place] : m_pins) pins[m_graph->name(node)] = QJsonArray{place.x(), place.y(), place.z()};
    if (!pins.isEmpty()) state[QStringLiteral("pins")] = pins;
    return state;
}

void NetworkModel::restore(const QJsonObject &state)
{
    const QString layout = state[QStringLiteral("layout")].toString();
    shape = NetworkShape::Force;
    for (int i = 0; i < 3; ++i)
        if (layout == QLatin1String(shapeNames[i])) shape = static_cast<NetworkShape>(i);
    dimensions = state[QStringLiteral("dimensions")].toInt(2) == 3 ? 3 : 2;
    hulls = state[QStringLiteral("modules")].toBool(true);
    setCut(state[QStringLiteral("cut")].toDouble(m_graph->lightest()));
    m_hiddenSources.clear();
    const QJsonArray hidden = state[QStringLiteral("hidden_sources")].toArray();
    for (std::size_t source = 0; source <= m_graph->sources.size(); ++source)
        if (hidden.contains(source == 0 ? QString() : QString::fromStdString(m_graph->sources[source - 1].key)))
            m_hiddenSources.insert(source);
    m_scope = nodesOf(state[QStringLiteral("neighborhood")]);
    m_collapsed = nodesOf(state[QStringLiteral("collapsed")]);
    m_pins.clear();
    const QJsonObject pins = state[QStringLiteral("pins")].toObject();
    for (const std::size_t node : nodesOf(QJsonArray::fromStringList(pins.keys()))) {
        const QJsonArray place = pins[m_graph->name(node)].toArray();
        m_pins[node] = QVector3D(static_cast<float>(place.at(0).toDouble()), static_cast<float>(place.at(1).toDouble()),
                                 static_cast<float>(place.at(2).toDouble()));
    }
    m_stale = true;
}

}  // namespace lexicell::ui
