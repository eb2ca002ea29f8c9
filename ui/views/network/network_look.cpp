#include "ui/views/network/network_look.h"

#include "ui/look/palettes.h"
#include "ui/views/network/network_scene.h"

#include <algorithm>
#include <cmath>

namespace lexicell::ui {

namespace {

constexpr double smallestNode = 3, largestNode = 13;  // radius in pixels
constexpr double fewNeighbors = 10;                   // with fewer at most, no node is a hub
constexpr double thinnest = 0.7, thickest = 3.2;
constexpr double faintest = 0.28, strongest = 0.85;  // opacity
constexpr double faded = 0.12;                       // of what does not stand out
constexpr double crowd = 2'000, leastOfCrowd = 0.4;  // more edges are fainter each, so that nodes stay to be seen

QColor withOpacity(QColor color, double opacity)
{
    color.setAlphaF(static_cast<float>(opacity));
    return color;
}

int highestDegree(const NetworkModel &model)
{
    const VisibleNetwork &visible = model.visible();
    return visible.nodes.empty() ? 0 : visible.degree[visible.nodes.front()];
}

double radiusOf(int degree, int highest)  // by area, as size is seen
{
    const double share = std::sqrt(degree / std::max<double>(highest, fewNeighbors));
    return smallestNode + (largestNode - smallestNode) * share;
}

}  // namespace

double sizeAt(double scale) { return std::clamp(scale / 45.0, 0.3, 1.25); }

double nodeRadius(const NetworkModel &model, std::size_t node, double scale)
{
    return radiusOf(model.visible().degree[node], highestDegree(model)) * sizeAt(scale);
}

QColor moduleColor(const NetworkGraph &graph, std::int64_t module)
{
    const std::size_t count = std::min(graph.modules(), mostModuleColors);
    if (module < 0 || static_cast<std::size_t>(module) >= count) return {};
    return categoryColors(count).colors[static_cast<std::size_t>(module)];
}

QColor sourceColor(std::size_t source, const ThemeColors &theme)
{
    if (source == 0) return theme.textMuted;
    // Okabe and Ito's, without black and without the blue and red that mark what stands out and what is negative
    const std::vector<QColor> &all = okabeItoPalette();
    const QColor colors[] = {all[2], all[6], all[0], all[1]};
    return rimColor(colors[(source - 1) % 4], theme.map);
}

double fogAt(double depth, double extent)
{
    return extent > 0 ? mostFog * std::clamp(0.5 - 0.5 * depth / extent, 0.0, 1.0) : 0.0;
}

QColor withFog(const QColor &color, const QColor &ground, double fog)
{
    const auto mixed = [fog](float from, float to) { return static_cast<float>(from + (to - from) * fog); };
    return QColor::fromRgbF(mixed(color.redF(), ground.redF()), mixed(color.greenF(), ground.greenF()),
                            mixed(color.blueF(), ground.blueF()), color.alphaF());
}

NetworkLook networkLook(const NetworkModel &model, const ThemeColors &theme, std::int64_t hovered)
{
    const NetworkGraph &graph = model.graph();
    const VisibleNetwork &visible = model.visible();
    NetworkLook look;
    std::set<std::size_t> emphasized = model.selected();
    if (hovered >= 0) emphasized = {static_cast<std::size_t>(hovered)};
    std::erase_if(emphasized, [&visible](std::size_t node) { return !visible.shown[node]; });
    if (!emphasized.empty()) look.around.assign(graph.nodes(), false);
    for (const std::size_t node : emphasized) look.around[node] = true;

    const double share =
        std::clamp(std::sqrt(crowd / static_cast<double>(std::max<std::size_t>(1, visible.edges.size()))), leastOfCrowd, 1.0);
    std::vector<EdgeLook> touching;
    for (auto each = visible.edges.rbegin(); each != visible.edges.rend(); ++each) {
        const std::size_t edge = *each;
        const bool touches = emphasized.contains(graph.from[edge]) || emphasized.contains(graph.to[edge]);
        double opacity = share * (faintest + (strongest - faintest) * graph.strength[edge]);
        if (!emphasized.empty()) opacity = touches ? strongest : faded * share;
        QColor base = sourceColor(graph.sourceOf[edge], theme);
        if (touches && graph.sourceOf[edge] == 0) base = theme.accent;
        if (graph.weight[edge] < 0) base = theme.danger;
        const double width = thinnest + (thickest - thinnest) * graph.strength[edge];
        (touches ? touching : look.edges).push_back({edge, withOpacity(base, opacity), width});
        if (touches) look.around[graph.from[edge]] = look.around[graph.to[edge]] = true;
    }
    look.edges.insert(look.edges.end(), touching.begin(), touching.end());

    const int highest = highestDegree(model);
    const QColor others = missingColor(needsWhite(theme.map));
    std::vector<QColor> colors;
    for (std::size_t module = 0; module < graph.modules(); ++module)
        colors.push_back(moduleColor(graph, static_cast<std::int64_t>(module)));
    for (auto node = visible.nodes.rbegin(); node != visible.nodes.rend(); ++node) {
        QColor color = theme.accent;
        if (!graph.module.empty()) {
            const std::int64_t module = graph.module[*node];
            const bool colored = module >= 0 && colors[static_cast<std::size_t>(module)].isValid();
            color = colored ? colors[static_cast<std::size_t>(module)] : others;
        }
        if (!look.around.empty() && !look.around[*node]) color = theme.border;
        look.nodes.push_back({*node, radiusOf(visible.degree[*node], highest), color,
                              emphasized.contains(*node) ? theme.text : QColor(), model.isPinned(*node)});
    }
    return look;
}

}  // namespace lexicell::ui
