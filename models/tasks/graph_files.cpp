#include "models/tasks/graph_files.h"

#include "core/data/number_text.h"

#include <cmath>

namespace lexicell::models::tasks {

namespace {

// Text for an attribute or an element. A control character that XML 1.0 does not allow becomes a space.
std::string escaped(const std::string &text)
{
    std::string safe;
    for (const char c : text) {
        if (c == '&') safe += "&amp;";
        else if (c == '<') safe += "&lt;";
        else if (c == '>') safe += "&gt;";
        else if (c == '"') safe += "&quot;";
        else safe += static_cast<unsigned char>(c) < 0x20 ? ' ' : c;
    }
    return safe;
}

// The type in the words of each format: GraphML and GEXF name texts, doubles and whole numbers alike.
const char *typeOf(const Column &column)
{
    constexpr const char *types[] = {"double", "long", "string"};
    return types[column.values.index()];
}

// Empty: unknown.
std::string valueOf(const Column &column, std::size_t row)
{
    return std::visit(
        [row](const auto &values) -> std::string {
            const auto &value = values[row];
            if constexpr (std::is_same_v<std::decay_t<decltype(value)>, std::string>) return escaped(value);
            else if constexpr (std::is_same_v<std::decay_t<decltype(value)>, double>)
                return std::isnan(value) ? std::string() : data::numberText(value);
            else return std::to_string(value);
        },
        column.values);
}

std::string quoted(const char *name, const std::string &value) { return std::string(" ") + name + "=\"" + value + '"'; }

std::string numbered(const char *letter, std::size_t number) { return letter + std::to_string(number); }

const std::string declaration = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";

void addKeys(std::string &text, const std::vector<Column> &columns, const char *what, const char *letter)
{
    for (std::size_t i = 0; i < columns.size(); ++i)
        text += "  <key" + quoted("id", numbered(letter, i)) + quoted("for", what) +
                quoted("attr.name", escaped(columns[i].name)) + quoted("attr.type", typeOf(columns[i])) + "/>\n";
}

void addData(std::string &text, const std::vector<Column> &columns, std::size_t row, const char *letter)
{
    for (std::size_t i = 0; i < columns.size(); ++i)
        if (const std::string value = valueOf(columns[i], row); !value.empty())
            text += "<data" + quoted("key", numbered(letter, i)) + '>' + value + "</data>";
}

void addAttributes(std::string &text, const std::vector<Column> &columns, const char *what)
{
    if (columns.empty()) return;
    text += std::string("    <attributes") + quoted("class", what) + ">\n";
    for (std::size_t i = 0; i < columns.size(); ++i)
        text += "      <attribute" + quoted("id", std::to_string(i)) + quoted("title", escaped(columns[i].name)) +
                quoted("type", typeOf(columns[i])) + "/>\n";
    text += "    </attributes>\n";
}

void addValues(std::string &text, const std::vector<Column> &columns, std::size_t row)
{
    if (columns.empty()) return;
    text += "<attvalues>";
    for (std::size_t i = 0; i < columns.size(); ++i)
        if (const std::string value = valueOf(columns[i], row); !value.empty())
            text += "<attvalue" + quoted("for", std::to_string(i)) + quoted("value", value) + "/>";
    text += "</attvalues>";
}

std::string ends(const Graph &graph, std::size_t edge)
{
    return quoted("source", numbered("n", static_cast<std::size_t>(graph.from[edge]))) +
           quoted("target", numbered("n", static_cast<std::size_t>(graph.to[edge])));
}

}  // namespace

std::string graphMl(const Graph &graph)
{
    const std::vector<Column> names{{"name", graph.nodes}}, weights{{"weight", graph.weight}};
    std::string text = declaration + "<graphml xmlns=\"http://graphml.graphdrawing.org/xmlns\">\n";
    addKeys(text, names, "node", "name");
    addKeys(text, graph.nodeColumns, "node", "v");
    addKeys(text, weights, "edge", "weight");
    addKeys(text, graph.edgeColumns, "edge", "e");
    text += "  <graph" + quoted("edgedefault", graph.directed ? "directed" : "undirected") + ">\n";
    for (std::size_t node = 0; node < graph.nodes.size(); ++node) {
        text += "    <node" + quoted("id", numbered("n", node)) + '>';
        addData(text, names, node, "name");
        addData(text, graph.nodeColumns, node, "v");
        text += "</node>\n";
    }
    for (std::size_t edge = 0; edge < graph.weight.size(); ++edge) {
        text += "    <edge" + ends(graph, edge) + '>';
        addData(text, weights, edge, "weight");
        addData(text, graph.edgeColumns, edge, "e");
        text += "</edge>\n";
    }
    return text + "  </graph>\n</graphml>\n";
}

std::string gexf(const Graph &graph)
{
    const std::vector<Column> weights{{"weight", graph.weight}};
    std::string text = declaration + "<gexf xmlns=\"http://gexf.net/1.3\" version=\"1.3\">\n  <graph" +
                       quoted("defaultedgetype", graph.directed ? "directed" : "undirected") + ">\n";
    addAttributes(text, graph.nodeColumns, "node");
    addAttributes(text, graph.edgeColumns, "edge");
    text += "    <nodes>\n";
    for (std::size_t node = 0; node < graph.nodes.size(); ++node) {
        text += "      <node" + quoted("id", numbered("n", node)) + quoted("label", escaped(graph.nodes[node])) + '>';
        addValues(text, graph.nodeColumns, node);
        text += "</node>\n";
    }
    text += "    </nodes>\n    <edges>\n";
    for (std::size_t edge = 0; edge < graph.weight.size(); ++edge) {
        text += "      <edge" + quoted("id", std::to_string(edge)) + ends(graph, edge) +
                quoted("weight", valueOf(weights.front(), edge)) + '>';
        addValues(text, graph.edgeColumns, edge);
        text += "</edge>\n";
    }
    return text + "    </edges>\n  </graph>\n</gexf>\n";
}

}  // namespace lexicell::models::tasks
