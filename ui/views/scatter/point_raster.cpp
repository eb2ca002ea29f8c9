#include "ui/views/scatter/point_raster.h"

#include "ui/look/palettes.h"

#include <algorithm>
#include <cmath>

namespace lexicell::ui {
namespace {

// The pixels being written, and how a point becomes some of them.
class Canvas {
  public:
    Canvas(QImage &image) : m_width(image.width()), m_height(image.height())
    {
        for (int y = 0; y < m_height; ++y) m_lines.push_back(reinterpret_cast<QRgb *>(image.scanLine(y)));
    }

    void square(double x, double y, double size, QRgb color)
    {
        const int side = std::max(1, static_cast<int>(std::lround(size)));
        const int left = static_cast<int>(std::floor(x - side / 2.0 + 0.5)),
                  top = static_cast<int>(std::floor(y - side / 2.0 + 0.5));
        for (int row = std::max(0, top); row < std::min(m_height, top + side); ++row)
            for (int column = std::max(0, left); column < std::min(m_width, left + side); ++column)
                m_lines[static_cast<std::size_t>(row)][column] = color;
    }

    // `width` of the rim: 0 for none.
    void disc(double x, double y, double radius, QRgb color, QRgb rim, double width)
    {
        const int left = std::max(0, static_cast<int>(std::floor(x - radius - 0.5)));
        const int right = std::min(m_width - 1, static_cast<int>(std::ceil(x + radius + 0.5)));
        const int top = std::max(0, static_cast<int>(std::floor(y - radius - 0.5)));
        const int bottom = std::min(m_height - 1, static_cast<int>(std::ceil(y + radius + 0.5)));
        for (int row = top; row <= bottom; ++row) {
            for (int column = left; column <= right; ++column) {
                const double distance = std::hypot(column + 0.5 - x, row + 0.5 - y);
                const double cover = std::clamp(radius - distance + 0.5, 0.0, 1.0);
                if (cover <= 0) continue;
                QRgb own = color;
                if (width > 0) {
                    const double outer = std::clamp(distance - (radius - width) + 0.5, 0.0, 1.0);
                    own = outer >= 1 ? rim : over(rim, color, static_cast<unsigned>(outer * 256));
                }
                QRgb &pixel = m_lines[static_cast<std::size_t>(row)][column];
                pixel = cover >= 1 ? own : over(own, pixel, static_cast<unsigned>(cover * 256));
            }
        }
    }

  private:
    static QRgb over(QRgb top, QRgb below, unsigned cover)
    {
        const auto mix = [cover](int a, int b) {
            return static_cast<int>((static_cast<unsigned>(a) * cover + static_cast<unsigned>(b) * (256 - cover)) >> 8);
        };
        return qRgba(mix(qRed(top), qRed(below)), mix(qGreen(top), qGreen(below)), mix(qBlue(top), qBlue(below)),
                     mix(255, qAlpha(below)));
    }

    int m_width, m_height;
    std::vector<QRgb *> m_lines;
};

}  // namespace

QImage rasterizePoints(const PointCloud &cloud, const Viewport &viewport, const RasterOptions &options)
{
    const QSize size = (viewport.size * options.pixelRatio).toSize().expandedTo({1, 1});
    QImage image(size, QImage::Format_ARGB32_Premultiplied);
    if (image.isNull()) return image;
    image.fill(options.ground);
    Canvas canvas(image);
    const double scale = viewport.scale * options.pixelRatio;
    const double originX = size.width() / 2.0 + (cloud.origin.x() - viewport.center.x()) * scale;
    const double originY = size.height() / 2.0 - (cloud.origin.y() - viewport.center.y()) * scale;
    const double diameter = options.pointSize * options.pixelRatio;
    for (const PointVertex &vertex : cloud.vertices) {
        const double x = originX + vertex.x * scale, y = originY - vertex.y * scale;
        if (x < -diameter || y < -diameter || x > size.width() + diameter || y > size.height() + diameter) continue;
        const QColor color(vertex.red, vertex.green, vertex.blue);
        const QRgb rim = vertex.rim > 0 ? withRim(color, vertex.rim, cloud.whiteRims).rgb() : color.rgb();
        if (diameter <= largestSquare) canvas.square(x, y, diameter, rim);
        else canvas.disc(x, y, diameter / 2, color.rgb(), rim, vertex.rim > 0 ? rimWidth(diameter) : 0);
    }
    image.setDevicePixelRatio(options.pixelRatio);
    return image;
}

}  // namespace lexicell::ui
