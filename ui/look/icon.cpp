#include "ui/look/icon.h"

#include "ui/look/theme.h"

#include <QFile>
#include <QGuiApplication>
#include <QHash>
#include <QIconEngine>
#include <QPainter>
#include <QPixmapCache>
#include <QSvgRenderer>

#include <optional>

// Outside any namespace: the macro declares a global function of the resource compiler.
static void registerResources() { Q_INIT_RESOURCE(app); }

namespace lexicell::ui {
namespace {

constexpr double disabledOpacity = 0.35;

QByteArray readIcon(const QString &name)
{
    static const bool registered = (registerResources(), true);
    Q_UNUSED(registered);
    static QHash<QString, QByteArray> files;
    const auto found = files.constFind(name);
    if (found != files.constEnd()) return *found;
    QFile file(":/icons/" + name + ".svg");
    const QByteArray bytes = file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    files.insert(name, bytes);
    return bytes;
}

// Renders at paint time, so one icon serves every size, pixel ratio and theme.
class LineIconEngine : public QIconEngine {
  public:
    LineIconEngine(QString name, std::optional<QColor> color) : m_name(std::move(name)), m_color(color) {}

    void paint(QPainter *painter, const QRect &rect, QIcon::Mode mode, QIcon::State) override
    {
        QByteArray svg = readIcon(m_name);
        svg.replace("currentColor", m_color.value_or(themeColors().text).name(QColor::HexRgb).toLatin1());
        QSvgRenderer renderer(svg);
        renderer.setAspectRatioMode(Qt::KeepAspectRatio);
        painter->save();
        if (mode == QIcon::Disabled) painter->setOpacity(painter->opacity() * disabledOpacity);
        renderer.render(painter, QRectF(rect));
        painter->restore();
    }

    QPixmap pixmap(const QSize &size, QIcon::Mode mode, QIcon::State state) override
    {
        const QString key = QString("lexicell-icon-%1-%2-%3-%4x%5")
                                .arg(m_name, m_color.value_or(themeColors().text).name())
                                .arg(mode == QIcon::Disabled)
                                .arg(size.width())
                                .arg(size.height());
        QPixmap pixmap;
        if (QPixmapCache::find(key, &pixmap)) return pixmap;
        pixmap = QPixmap(size);
        pixmap.fill(Qt::transparent);
        QPainter painter(&pixmap);
        paint(&painter, QRect(QPoint(0, 0), size), mode, state);
        painter.end();
        QPixmapCache::insert(key, pixmap);
        return pixmap;
    }

    QIconEngine *clone() const override { return new LineIconEngine(*this); }
    QString iconName() override { return m_name; }
    bool isNull() override { return false; }

  private:
    QString m_name;
    std::optional<QColor> m_color;
};

QIcon lineIcon(const QString &name, std::optional<QColor> color)
{
    return readIcon(name).isEmpty() ? QIcon() : QIcon(new LineIconEngine(name, color));
}

}  // namespace

QIcon icon(const QString &name) { return lineIcon(name, std::nullopt); }

QIcon icon(const QString &name, const QColor &color) { return lineIcon(name, color); }

QIcon swatchIcon(const QColor &color, int size)
{
    const qreal ratio = qGuiApp->devicePixelRatio();
    QPixmap pixmap(QSize(size, size) * ratio);
    pixmap.setDevicePixelRatio(ratio);
    pixmap.fill(Qt::transparent);
    QPainter painter(&pixmap);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(themeColors().borderStrong, 1));
    painter.setBrush(color);
    painter.drawRoundedRect(QRectF(0.5, 0.5, size - 1, size - 1), 3, 3);
    return QIcon(pixmap);
}

}  // namespace lexicell::ui
