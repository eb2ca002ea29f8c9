#include "ui/views/network/network_widget.h"

#include "ui/views/network/network_canvas.h"
#include "ui/views/network/network_figure.h"
#include "ui/views/network/network_overlay.h"
#include "ui/views/network/network_vertices.h"
#include "ui/views/scatter/scatter_canvas.h"

#include "ui/look/number_text.h"

#include <QEvent>
#include <QPainter>

#include <algorithm>
#include <cmath>

namespace lexicell::ui {

namespace {

constexpr double sightMargin = 24;    // pixels: a node nearer to the edge is brought to the middle
constexpr double nearScale = 60;      // at which a neighborhood can be read
constexpr double reach = 4;           // pixels around a node that still mean it
constexpr int restAfterMoving = 160;  // milliseconds

}  // namespace

NetworkWidget::NetworkWidget(std::shared_ptr<NetworkModel> model, QWidget *parent)
    : QWidget(parent), m_model(std::move(model)), m_places(m_model->graph().nodes()),
      m_canvas(ScatterCanvas::available() ? new NetworkCanvas(this) : nullptr), m_overlay(new NetworkOverlay(this)),
      m_labels(m_model->graph())
{
    setObjectName(QStringLiteral("networkWidget"));
    setMouseTracking(true);
    setFocusPolicy(Qt::StrongFocus);
    setMinimumSize(200, 120);
    m_frame.setSingleShot(true);
    m_frame.setInterval(0);
    connect(&m_frame, &QTimer::timeout, this, &NetworkWidget::prepare);
    m_rest.setSingleShot(true);
    m_rest.setInterval(restAfterMoving);
    connect(&m_rest, &QTimer::timeout, this, [this] {
        if (m_canvas) m_canvas->setMoving(false);
    });
    modelChanged();
}

// The canvas is deleted before the rest, because it releases VTK's objects in its own context.
NetworkWidget::~NetworkWidget() { delete m_canvas; }

void NetworkWidget::setPlaces(std::vector<QVector3D> places)
{
    m_places = std::move(places);
    if (m_model->dimensions != 3) m_camera.turn = QQuaternion();
    if (m_fitted) fit();
    refresh(Look);
}

void NetworkWidget::modelChanged()
{
    const VisibleNetwork &visible = m_model->visible();
    setAccessibleName(tr("Network of %1 nodes and %2 edges")
                          .arg(countText(static_cast<std::int64_t>(visible.nodes.size())),
                               countText(static_cast<std::int64_t>(visible.edges.size()))));
    if (m_current >= 0 && !visible.shown[static_cast<std::size_t>(m_current)]) m_current = -1;
    m_hovered = -1;
    refresh(Look);
}

void NetworkWidget::setCamera(const NetworkCamera &camera)
{
    m_camera = camera;
    m_camera.size = size();
    m_fitted = false;
    refresh(Places);
}

void NetworkWidget::zoomToFit()
{
    m_fitted = true;
    fit();
    cameraMoved();
}

void NetworkWidget::fit() { m_camera.fit(visiblePlaces()); }

std::vector<QVector3D> NetworkWidget::visiblePlaces() const
{
    std::vector<QVector3D> places;
    for (const std::size_t node : m_model->visible().nodes) places.push_back(m_places[node]);
    return places;
}

void NetworkWidget::zoomTo(const std::vector<std::size_t> &nodes)
{
    if (nodes.empty()) return;
    std::vector<QVector3D> places;
    places.reserve(nodes.size());
    for (const std::size_t node : nodes) places.push_back(m_places[node]);
    const double before = m_camera.scale;
    m_camera.fit(places);
    if (nodes.size() == 1) m_camera.scale = std::max(before, nearScale);
    m_fitted = false;
    cameraMoved();
}

void NetworkWidget::cameraMoved()
{
    refresh(isTurned() ? Places : View);
    Q_EMIT cameraChanged();
}

void NetworkWidget::handMoved()
{
    m_fitted = false;
    if (m_canvas) m_canvas->setMoving(true);
    m_rest.start();
    refresh(isTurned() ? Places : View);
}

bool NetworkWidget::isTurned() const { return m_model->dimensions == 3; }

std::int64_t NetworkWidget::emphasized() const
{
    if (m_hovered >= 0) return m_hovered;
    return m_model->selected().size() == 1 ? static_cast<std::int64_t>(*m_model->selected().begin()) : -1;
}

// Of two nodes over each other in space the one in front is meant.
std::int64_t NetworkWidget::nodeAt(const QPointF &position) const
{
    std::int64_t found = -1;
    double nearest = 1e9;
    for (const std::size_t node : m_model->visible().nodes) {
        const QPointF away = positionOf(node) - position;
        const double distance = std::hypot(away.x(), away.y()) - nodeRadius(*m_model, node, m_camera.scale);
        if (distance > reach) continue;
        const double cost = isTurned() && distance <= 0 ? -1e3 - m_camera.depth(m_places[node]) : distance;
        if (cost >= nearest) continue;
        nearest = cost;
        found = static_cast<std::int64_t>(node);
    }
    return found;
}

void NetworkWidget::walkTo(std::size_t node)
{
    m_current = static_cast<std::int64_t>(node);
    m_hovered = -1;
    setSelection({node});
    const QRectF inSight = QRectF(rect()).adjusted(sightMargin, sightMargin, -sightMargin, -sightMargin);
    if (!inSight.contains(positionOf(node))) {
        m_camera.center = m_places[node];
        m_fitted = false;
        cameraMoved();
    }
}

void NetworkWidget::setSelection(std::set<std::size_t> nodes)
{
    if (nodes.empty()) setAccessibleDescription({});
    if (nodes == m_model->selected()) return;
    m_model->select(std::move(nodes));
    refresh(Look);
    Q_EMIT selectionChanged();
}

void NetworkWidget::refresh(Stale stale)
{
    m_stale |= stale;
    m_frame.start();
}

void NetworkWidget::settle()
{
    m_frame.stop();
    prepare();
}

void NetworkWidget::findTexts(std::int64_t told)
{
    m_hulls = moduleHulls(*m_model, m_places, m_camera);
    m_texts = m_labels.texts(*m_model, m_places, m_camera, m_hulls, m_look.around, told, themeColors());
}

void NetworkWidget::prepare()
{
    if (m_stale == Nothing) return;
    const ThemeColors &theme = themeColors();
    if (m_stale & Look) m_look = networkLook(*m_model, theme, m_hovered);
    findTexts(emphasized());
    m_overlay->texts = m_canvas ? m_texts : std::vector<FigureText>{};
    m_overlay->hulls = m_canvas ? m_hulls : std::vector<ModuleHull>{};
    m_overlay->notice = m_look.nodes.empty() ? tr("No edge reaches this cut from a measure that is shown.") : QString();
    m_overlay->update();
    const int stale = m_stale;
    m_stale = Nothing;
    if (!m_canvas) {
        update();
        return;
    }
    const NetworkPicture picture{*m_model, m_places, m_camera, m_look, m_hulls};
    // Turning changes which nodes are in front; edges are drawn in any order.
    if (stale & Look) m_canvas->setEdges(edgeVertices(picture));
    if (stale & (Look | Places)) m_canvas->setNodes(nodeVertices(picture));
    m_canvas->setHulls(hullVertices(m_hulls));
    m_canvas->setView({m_camera, sizeAt(m_camera.scale), depthExtent(*m_model, m_places, m_camera), 1, theme.map});
}

Figure NetworkWidget::figure(const QSizeF &size) const
{
    NetworkCamera camera = m_camera;
    camera.size = size;
    if (m_fitted) camera.fit(visiblePlaces());
    const auto quiet = std::make_unique<NetworkModel>(*m_model);
    quiet->select({});
    const NetworkLook look = networkLook(*quiet, themeColors(), -1);
    const auto hulls = moduleHulls(*quiet, m_places, camera);
    NetworkLabels labels(quiet->graph());
    const auto texts = labels.texts(*quiet, m_places, camera, hulls, look.around, -1, themeColors());
    return networkFigure({*quiet, m_places, camera, look, hulls}, texts, themeColors());
}

QStringList NetworkWidget::shownNames() const
{
    QStringList names;
    for (const FigureText &text : m_texts) names << text.text;
    return names;
}

void NetworkWidget::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    if (m_canvas) {
        painter.fillRect(rect(), themeColors().map);
        return;
    }
    paintFast(painter, networkFigure({*m_model, m_places, m_camera, m_look, m_hulls}, m_texts, themeColors()));
}

void NetworkWidget::resizeEvent(QResizeEvent *)
{
    m_camera.size = QSizeF(size());
    if (m_canvas) m_canvas->setGeometry(rect());
    m_overlay->setGeometry(rect());
    m_overlay->raise();
    if (m_fitted) fit();
    refresh(View);
}

void NetworkWidget::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::StyleChange) refresh(Look);
    QWidget::changeEvent(event);
}

}  // namespace lexicell::ui
