#include "ui/views/scatter/point_style.h"

#include "ui/look/theme.h"
#include "ui/look/palettes.h"
#include "ui/look/contrast.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <random>

namespace lexicell::ui {
namespace {

constexpr double selectionDimming = 0.75;
constexpr double highlightDimming = 0.65;
constexpr std::size_t valueLevels = 4096;  // more levels of draw order than a color map has colors

struct Shade {
    std::uint8_t red, green, blue, rim;
};

Shade shadeOf(const QColor &color, const QColor &ground, double contrast)
{
    return {static_cast<std::uint8_t>(color.red()), static_cast<std::uint8_t>(color.green()),
            static_cast<std::uint8_t>(color.blue()), static_cast<std::uint8_t>(rimStrength(color, ground, contrast))};
}

// Every color a point can have, plain, dimmed and in front of dimmed ones, so that the loop over cells only looks up.
struct Shades {
    std::vector<Shade> plain, dim, front;  // last entry: missing

    void add(const QColor &color, const QColor &ground, double strength, bool layered)
    {
        plain.push_back(shadeOf(color, ground, leastContrast));
        if (!layered) return;
        dim.push_back(shadeOf(dimmed(color, ground, strength), ground, leastContrast));
        front.push_back(shadeOf(color, ground, selectedContrast));
    }
};

Shades makeShades(const PointStyle &style, double strength, bool layered)
{
    Shades shades;
    if (style.mode == PointStyle::Mode::Categories) {
        for (const QColor &color : style.colors) shades.add(color, style.ground, strength, layered);
    } else if (style.mode == PointStyle::Mode::Values) {
        for (const QRgb color : style.map.colors) shades.add(QColor::fromRgb(color), style.ground, strength, layered);
    } else {
        shades.add(style.uniform, style.ground, strength, layered);
    }
    shades.add(style.missing, style.ground, strength, layered);
    return shades;
}

bool maskHas(const CellMask &mask, std::size_t cell) { return cell < mask->size() && (*mask)[cell]; }

bool anyOf(const CellMask &mask)
{
    return mask && std::any_of(mask->begin(), mask->end(), [](std::uint8_t set) { return set != 0; });
}

// Index into Shades of one cell; the last is "missing".
class ShadeLookup {
  public:
    ShadeLookup(const PointStyle &style, std::size_t shadeCount) : m_style(style), m_missing(shadeCount - 1)
    {
        const double range = style.high - style.low;
        m_factor = range > 0 ? 1 / range : 0;
    }
    std::size_t missing() const { return m_missing; }
    std::size_t shade(std::size_t cell) const
    {
        if (m_style.mode == PointStyle::Mode::Uniform) return 0;
        if (m_style.mode == PointStyle::Mode::Categories) {
            if (cell >= m_style.codes->size()) return m_missing;
            const std::int32_t code = (*m_style.codes)[cell];
            return code >= 0 && static_cast<std::size_t>(code) < m_missing ? static_cast<std::size_t>(code) : m_missing;
        }
        const double t = position(cell);
        return std::isnan(t) ? m_missing : std::min<std::size_t>(255, static_cast<std::size_t>(t * 256));
    }
    // Rank of a cell within the drawing order, 0 to valueLevels - 1; 0 where order is random.
    std::size_t level(std::size_t cell) const
    {
        if (m_style.mode != PointStyle::Mode::Values) return 0;
        // Both ends of a diverging map matter, so values near the middle are drawn first.
        double t = position(cell);
        if (m_style.map.diverging) t = std::abs(2 * t - 1);
        return std::isnan(t) ? 0 : std::min(valueLevels - 1, static_cast<std::size_t>(t * valueLevels));
    }

  private:
    double position(std::size_t cell) const
    {
        if (cell >= m_style.values->size()) return NAN;
        const double value = (*m_style.values)[cell];
        return std::isnan(value) ? NAN : std::clamp((value - m_style.low) * m_factor, 0.0, 1.0);
    }

    const PointStyle &m_style;
    std::size_t m_missing;
    double m_factor = 0;
};

}  // namespace

std::vector<std::uint32_t> shuffledOrder(std::size_t cells, std::uint64_t seed)
{
    std::vector<std::uint32_t> order(cells);
    std::iota(order.begin(), order.end(), 0u);
    // Fisher-Yates written out, because std::shuffle may differ between standard libraries and figures must not.
    std::mt19937_64 random(seed);
    for (std::size_t i = cells; i > 1; --i) std::swap(order[i - 1], order[random() % i]);
    return order;
}

PointCloud makePointCloud(const std::vector<float> &coordinates, const QRectF &bounds, const std::vector<std::uint32_t> &order,
                          const PointStyle &style)
{
    const bool highlighting = anyOf(style.highlighted), selecting = anyOf(style.selected);
    const CellMask &front = highlighting ? style.highlighted : style.selected;
    const bool layered = highlighting || selecting;
    const Shades shades = makeShades(style, highlighting ? highlightDimming : selectionDimming, layered);
    const ShadeLookup lookup(style, shades.plain.size());

    // Counting sort into slots: behind before front, missing before the rest, low values before high ones.
    const std::size_t levels = style.mode == PointStyle::Mode::Values ? valueLevels : 1;
    const std::size_t slotsPerLayer = levels + 1;
    constexpr std::uint16_t notDrawn = UINT16_MAX;
    static_assert(2 * (valueLevels + 1) < notDrawn);
    std::vector<std::uint16_t> slotOf(order.size(), notDrawn);
    std::vector<std::size_t> starts(2 * slotsPerLayer + 1, 0);
    for (const std::uint32_t cell : order) {
        if (!std::isfinite(coordinates[2 * cell]) || !std::isfinite(coordinates[2 * cell + 1])) continue;
        if (style.hidden && maskHas(style.hidden, cell)) continue;
        const bool missing = lookup.shade(cell) == lookup.missing();
        const std::size_t layer = layered && maskHas(front, cell) ? 1 : 0;
        const std::size_t slot = layer * slotsPerLayer + (missing ? 0 : 1 + lookup.level(cell));
        slotOf[cell] = static_cast<std::uint16_t>(slot);
        ++starts[slot + 1];
    }
    std::partial_sum(starts.begin(), starts.end(), starts.begin());

    PointCloud cloud;
    cloud.origin = bounds.center();
    cloud.whiteRims = needsWhite(style.ground);
    cloud.vertices.resize(starts.back());
    for (const std::uint32_t cell : order) {
        if (slotOf[cell] == notDrawn) continue;
        const bool dim = layered && slotOf[cell] < slotsPerLayer;
        const Shade shade = (dim ? shades.dim : layered ? shades.front : shades.plain)[lookup.shade(cell)];
        cloud.vertices[starts[slotOf[cell]]++] = {static_cast<float>(coordinates[2 * cell] - cloud.origin.x()),
                                                  static_cast<float>(coordinates[2 * cell + 1] - cloud.origin.y()),
                                                  shade.red,
                                                  shade.green,
                                                  shade.blue,
                                                  shade.rim};
    }
    return cloud;
}

QColor dimmed(const QColor &color, const QColor &ground, double strength)
{
    constexpr int steps = 64;
    const auto mix = [](float a, float b, float share) { return a * (1 - share) + b * share; };
    // First mixed with a gray of equal lightness, so that a dimmed bright yellow does not stand out.
    constexpr float calming = 0.65f;
    const float gray = 0.299f * color.redF() + 0.587f * color.greenF() + 0.114f * color.blueF();
    const QColor calm =
        QColor::fromRgbF(mix(color.redF(), gray, calming), mix(color.greenF(), gray, calming), mix(color.blueF(), gray, calming));
    const auto faint = [&](int step) {
        const auto share = static_cast<float>(step) / steps;
        return QColor::fromRgbF(mix(calm.redF(), ground.redF(), share), mix(calm.greenF(), ground.greenF(), share),
                                mix(calm.blueF(), ground.blueF(), share))
            .toRgb();
    };
    const auto seen = [&](int step) { return contrastRatio(faint(step), ground) >= leastContrast + 0.03; };  // 8 bits a channel
    int low = 0, high = static_cast<int>(strength * steps);
    while (low < high) {
        const int middle = (low + high + 1) / 2;
        if (seen(middle)) low = middle;
        else high = middle - 1;
    }
    if (seen(low)) return faint(low);
    return rimColor(calm, ground);
}

double rimWidth(double diameter) { return std::clamp(0.16 * diameter, 1.0, 2.5); }

double automaticPointSize(std::size_t cells, double side, double zoom)
{
    if (cells == 0) return 1;
    const double points = 0.5 * std::sqrt(120000.0 / static_cast<double>(cells));
    const double atFit = std::clamp(points * side / (4 * 72), 1.2, 7.0);
    return std::clamp(atFit * std::sqrt(std::max(1.0, zoom)), 1.2, 16.0);
}

}  // namespace lexicell::ui
