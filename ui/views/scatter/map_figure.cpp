#include "ui/views/scatter/map_figure.h"

#include "ui/look/theme.h"
#include "ui/figures/figure_file.h"
#include "ui/look/number_text.h"
#include "ui/look/palettes.h"
#include "ui/views/scatter/point_raster.h"

#include <QCoreApplication>

#include <algorithm>
#include <cmath>

namespace lexicell::ui {
namespace {

constexpr double padding = 16;
constexpr double titlePixels = 16, textPixels = 12, captionPixels = 11;
constexpr double entryHeight = 19, swatch = 10, legendGap = 16;
constexpr double widestName = 220;

QString tr(const char *text) { return QCoreApplication::translate("figure", text); }

// Moves items from the coordinates of the map to the place of the map in the figure.
void appendMoved(std::vector<FigureItem> &to, std::vector<FigureItem> items, const QPointF &by)
{
    for (FigureItem &item : items) {
        moveItem(item, by);
        to.push_back(std::move(item));
    }
}

std::vector<FigureItem> pointItems(const MapScene &scene, double rasterRatio, bool vectorPoints)
{
    std::vector<FigureItem> items;
    const QSizeF size = scene.viewport.size;
    if (!vectorPoints) {
        const RasterOptions options{rasterRatio, scene.pointSize, scene.ground};
        QImage image = rasterizePoints(*scene.cloud, scene.viewport, options);
        image.setDevicePixelRatio(1);
        items.push_back(FigureImage{QRectF(QPointF(0, 0), size), image});
        return items;
    }
    const double radius = scene.pointSize / 2;
    for (const PointVertex &vertex : scene.cloud->vertices) {
        const QPointF at = scene.viewport.toWidget(scene.cloud->origin + QPointF(vertex.x, vertex.y));
        // The file does not clip, so points across the border are left out.
        if (at.x() < radius || at.y() < radius || at.x() > size.width() - radius || at.y() > size.height() - radius) continue;
        const QColor color(vertex.red, vertex.green, vertex.blue);
        const double core = scene.pointSize > largestSquare ? radius - rimWidth(scene.pointSize) : 0;
        if (vertex.rim > 0) items.push_back(FigureDisc{at, radius, withRim(color, vertex.rim, scene.cloud->whiteRims)});
        if (vertex.rim == 0 || core > 0) items.push_back(FigureDisc{at, vertex.rim > 0 ? core : radius, color});
    }
    return items;
}

struct Block {
    QSizeF size;
    std::vector<FigureItem> items;
};

void addHeading(Block &block, const QString &title, const ThemeColors &theme)
{
    if (title.isEmpty()) return;
    block.items.push_back(FigureText{{0, entryHeight / 2}, title, textPixels, true, Qt::AlignLeft, theme.text, {}, false});
    block.size = QSizeF(textWidth(title, textPixels, true), entryHeight + 2);
}

Block categoryBlock(const FigureLegend &legend, double height, const ThemeColors &theme)
{
    Block block;
    addHeading(block, legend.title, theme);
    const double top = block.size.height();
    const auto rows = std::max<std::size_t>(1, static_cast<std::size_t>((height - top) / entryHeight));
    double x = 0, widest = 0;
    std::size_t row = 0;
    for (const LegendEntry &entry : legend.entries) {
        if (entry.hidden) continue;
        if (row == rows) {
            x += widest + legendGap;
            row = 0;
            widest = 0;
        }
        const double y = top + (static_cast<double>(row++) + 0.5) * entryHeight;
        const QString name = elided(entry.name, textPixels, widestName);
        const double nameWidth = textWidth(name, textPixels, false);
        const QString count = countText(entry.total);
        block.items.push_back(FigureDisc{{x + swatch / 2, y}, swatch / 2, entry.color});
        block.items.push_back(FigureText{{x + swatch + 8, y}, name, textPixels, false, Qt::AlignLeft, theme.text, {}, false});
        block.items.push_back(FigureText{
            {x + swatch + 8 + nameWidth + 8, y}, count, captionPixels, false, Qt::AlignLeft, theme.textMuted, {}, false});
        widest = std::max(widest, swatch + 8 + nameWidth + 8 + textWidth(count, captionPixels, false));
        block.size = QSizeF(std::max(block.size.width(), x + widest),
                            std::max(block.size.height(), top + static_cast<double>(row) * entryHeight));
    }
    return block;
}

Block barBlock(const ContinuousLegend &bar, double height, const ThemeColors &theme)
{
    Block block;
    addHeading(block, bar.title, theme);
    double top = block.size.height();
    double width = block.size.width();
    if (!bar.unit.isEmpty()) {
        const QString unit = elided(bar.unit, captionPixels, widestName);
        block.items.push_back(FigureText{{0, top + 6}, unit, captionPixels, false, Qt::AlignLeft, theme.textMuted, {}, false});
        width = std::max(width, textWidth(unit, captionPixels, false));
        top += entryHeight;
    }
    if (bar.values == 0) {
        const QString none = tr("no values");
        block.items.push_back(FigureText{{0, top + 6}, none, captionPixels, false, Qt::AlignLeft, theme.text, {}, false});
        block.size = QSizeF(std::max(width, textWidth(none, captionPixels, false)), top + entryHeight);
        return block;
    }
    const double length = std::clamp(height - top - 20, 60.0, 200.0);
    QImage ramp(1, 256, QImage::Format_RGB32);
    const ColorMap &map = colorMap(bar.colorMap);
    for (int i = 0; i < 256; ++i) ramp.setPixel(0, 255 - i, map.colors[static_cast<std::size_t>(i)]);
    block.items.push_back(FigureImage{QRectF(0, top + 6, 14, length), ramp});
    block.items.push_back(FigureBox{QRectF(0, top + 6, 14, length), {}, 0, theme.borderStrong});
    for (const double part : {0.0, 0.5, 1.0}) {
        const QString tick = valueText(bar.low + part * (bar.high - bar.low));
        const double y = top + 6 + length * (1 - part);
        block.items.push_back(FigureLine{{14, y}, {18, y}, theme.borderStrong, 1});
        block.items.push_back(FigureText{{22, y}, tick, captionPixels, false, Qt::AlignLeft, theme.text, {}, false});
        width = std::max(width, 22 + textWidth(tick, captionPixels, false));
    }
    block.size = QSizeF(width, top + length + 14);
    return block;
}

Block legendBlock(const FigureLegend &legend, double height, const ThemeColors &theme)
{
    if (legend.bar) return barBlock(*legend.bar, height, theme);
    return legend.entries.empty() ? Block{} : categoryBlock(legend, height, theme);
}

}  // namespace

Figure makeMapFigure(const MapScene &scene, const FigureOptions &options, double rasterRatio, bool vectorPoints)
{
    const ThemeColors &theme = scene.furniture.dark ? darkTheme() : lightTheme();
    const QSizeF map = scene.viewport.size;
    const double titleHeight = options.title.isEmpty() ? 0 : titlePixels + 12;
    const Block legend = legendBlock(options.legend, map.height(), theme);
    const double legendWidth = legend.size.width() > 0 ? legend.size.width() + legendGap : 0;
    QString caption = tr("n = %1").arg(cellsText(static_cast<std::int64_t>(scene.cloud->vertices.size())));
    if (options.simulated) caption += " · " + tr("simulated data");
    if (!options.caption.isEmpty()) caption += " · " + options.caption;
    const QStringList captionLines = wrappedText(caption, captionPixels, false, map.width() + legendWidth);

    Figure figure;
    figure.title = options.title;
    figure.description = caption + (options.provenance.isEmpty() ? QString() : "\n" + options.provenance);
    figure.ground = scene.ground;
    figure.size = QSizeF(map.width() + legendWidth + 2 * padding,
                         titleHeight + map.height() + 8 + static_cast<double>(captionLines.size()) * 16 + 2 * padding);
    const QPointF corner(padding, padding + titleHeight);
    if (titleHeight > 0)
        figure.items.push_back(FigureText{
            {padding, padding + titlePixels / 2}, options.title, titlePixels, true, Qt::AlignLeft, theme.text, {}, false});
    appendMoved(figure.items, pointItems(scene, rasterRatio, vectorPoints), corner);
    MapFurniture furniture = scene.furniture;
    if (options.simulated && furniture.tag.isEmpty()) furniture.tag = tr("simulated data");
    appendMoved(figure.items, furnitureItems(furniture, scene.viewport), corner);
    appendMoved(figure.items, legend.items, corner + QPointF(map.width() + legendGap, 0));
    double y = corner.y() + map.height() + 8 + 8;
    for (const QString &line : captionLines) {
        figure.items.push_back(FigureText{{padding, y}, line, captionPixels, false, Qt::AlignLeft, theme.textMuted, {}, false});
        y += 16;
    }
    return figure;
}

Result<void> saveMapFigure(const MapScene &scene, const FigureOptions &options, const QString &file)
{
    double zoom = 1;
    if (options.widthMillimeters > 0) {
        MapScene empty = scene;
        empty.cloud = std::make_shared<PointCloud>();
        zoom = zoomToWidth(makeMapFigure(empty, options, 1, true), options.widthMillimeters);
    }
    const bool vectorPoints = !file.endsWith(".png", Qt::CaseInsensitive) && scene.cloud->vertices.size() <= mostVectorPoints;
    const double ratio = options.dpi / figurePixelsPerInch * zoom;
    return saveFigure(makeMapFigure(scene, options, ratio, vectorPoints), {options.dpi, zoom}, file);
}

}  // namespace lexicell::ui
