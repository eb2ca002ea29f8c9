#include "ui/views/network/network_canvas.h"

#include "ui/views/network/network_prop.h"
#include "ui/views/vtk/vtk_host.h"

#include <QElapsedTimer>
#include <QOpenGLContext>
#include <QOpenGLFunctions>

namespace lexicell::ui {

namespace {

constexpr std::size_t alwaysWhole = 12'000;     // corners, six to an edge: networks up to this are never thinned
constexpr double movingFrameMilliseconds = 25;  // what a frame may cost while moving

}  // namespace

// What is drawn outlives the context that it is drawn in: a view that moves to another window gets a new one.
class NetworkCanvas::Props {
  public:
    vtkNew<HullsProp> hulls;
    vtkNew<EdgesProp> edges;
    vtkNew<NodesProp> nodes;
    std::unique_ptr<VtkHost> host;
};

NetworkCanvas::NetworkCanvas(QWidget *parent) : QOpenGLWidget(parent), m_props(std::make_unique<Props>())
{
    setFormat(VtkHost::wantedFormat());
    setUpdateBehavior(QOpenGLWidget::NoPartialUpdate);
    setAttribute(Qt::WA_TransparentForMouseEvents);
}

NetworkCanvas::~NetworkCanvas()
{
    // The base class destroys the context. Its signal would then reach an object that is no NetworkCanvas any more.
    if (context()) disconnect(context(), nullptr, this, nullptr);
    releaseHost();
}

void NetworkCanvas::setEdges(std::vector<EdgeVertex> edges)
{
    m_edgeVertices = edges.size();
    m_props->edges->setEdges(std::move(edges));
    update();
}

void NetworkCanvas::setNodes(std::vector<NodeVertex> nodes)
{
    m_props->nodes->setNodes(std::move(nodes));
    update();
}

void NetworkCanvas::setHulls(std::vector<HullVertex> hulls)
{
    m_props->hulls->setHulls(std::move(hulls));
    update();
}

void NetworkCanvas::setView(const SceneView &view)
{
    m_view = view;
    update();
}

void NetworkCanvas::setMoving(bool moving)
{
    if (m_moving == moving) return;
    m_moving = moving;
    if (!moving) update();
}

void NetworkCanvas::initializeGL()
{
    releaseHost();
    m_props->host = std::make_unique<VtkHost>(this, std::vector<vtkProp *>{m_props->hulls, m_props->edges, m_props->nodes});
    connect(context(), &QOpenGLContext::aboutToBeDestroyed, this, &NetworkCanvas::releaseHost, Qt::UniqueConnection);
}

void NetworkCanvas::releaseHost()
{
    if (!m_props->host) return;
    makeCurrent();
    m_props->host->release();
    m_props->host.reset();
    doneCurrent();
}

void NetworkCanvas::paintGL()
{
    if (!m_props->host) return;
    SceneView view = m_view;
    view.camera.size = size();
    view.pixelRatio = devicePixelRatioF();
    m_props->hulls->setView(view);
    m_props->edges->setView(view);
    m_props->nodes->setView(view);
    const bool thinned = m_moving && m_fullFrameMilliseconds > movingFrameMilliseconds;
    m_props->edges->setShare(thinned ? movingFrameMilliseconds / m_fullFrameMilliseconds : 1.0);
    QElapsedTimer clock;
    clock.start();
    m_props->host->render(size() * view.pixelRatio, view.ground, defaultFramebufferObject());
    if (thinned || m_edgeVertices <= alwaysWhole) return;
    context()->functions()->glFinish();  // only large networks; waits for the card, to measure the real time
    m_fullFrameMilliseconds = static_cast<double>(clock.nsecsElapsed()) / 1e6;
}

}  // namespace lexicell::ui
