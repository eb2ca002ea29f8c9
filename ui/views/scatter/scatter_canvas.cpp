#include "ui/views/scatter/scatter_canvas.h"

#include "ui/views/scatter/point_cloud_prop.h"
#include "ui/views/vtk/vtk_host.h"

#include <QElapsedTimer>
#include <QOffscreenSurface>
#include <QOpenGLContext>
#include <QOpenGLFunctions>

#include <cmath>

namespace lexicell::ui {
namespace {

constexpr std::size_t alwaysWhole = 200'000;    // clouds up to this are never thinned
constexpr double movingFrameMilliseconds = 25;  // what a frame may cost while moving

}  // namespace

// VTK's objects, alive exactly as long as one OpenGL context.
class ScatterCanvas::Scene {
  public:
    explicit Scene(ScatterCanvas *canvas) : m_host(canvas, {m_points}) {}

    void release() { m_host.release(); }  // needs the context to be current
    PointCloudProp *points() { return m_points; }
    void render(const QSize &devicePixels, const QColor &ground, GLuint target) { m_host.render(devicePixels, ground, target); }

  private:
    vtkNew<PointCloudProp> m_points;
    VtkHost m_host;
};

ScatterCanvas::ScatterCanvas(QWidget *parent) : QOpenGLWidget(parent)
{
    setFormat(VtkHost::wantedFormat());
    setUpdateBehavior(QOpenGLWidget::NoPartialUpdate);
    setAttribute(Qt::WA_TransparentForMouseEvents);
}

ScatterCanvas::~ScatterCanvas()
{
    // The base class destroys the context. Its signal would then reach an object that is no ScatterCanvas any more.
    if (context()) disconnect(context(), nullptr, this, nullptr);
    releaseScene();
}

bool ScatterCanvas::available()
{
    static const bool works = [] {
        QOpenGLContext context;
        context.setFormat(VtkHost::wantedFormat());
        if (!context.create()) return false;
        QOffscreenSurface surface;
        surface.setFormat(context.format());
        surface.create();
        if (!surface.isValid() || !context.makeCurrent(&surface)) return false;
        const QPair<int, int> version = context.format().version();
        context.doneCurrent();
        return version >= qMakePair(3, 2);
    }();
    return works;
}

void ScatterCanvas::setCloud(std::shared_ptr<const PointCloud> cloud)
{
    m_cloud = std::move(cloud);
    m_fullFrameMilliseconds = 0;
    if (m_scene) m_scene->points()->setCloud(m_cloud);
    update();
}

void ScatterCanvas::setView(const Viewport &viewport, double pointSize)
{
    m_viewport = viewport;
    m_pointSize = pointSize;
    update();
}

void ScatterCanvas::setGround(const QColor &ground)
{
    m_ground = ground;
    update();
}

void ScatterCanvas::setMoving(bool moving)
{
    if (m_moving == moving) return;
    m_moving = moving;
    if (!moving) update();
}

void ScatterCanvas::initializeGL()
{
    releaseScene();
    m_scene = std::make_unique<Scene>(this);
    m_scene->points()->setCloud(m_cloud);
    connect(context(), &QOpenGLContext::aboutToBeDestroyed, this, &ScatterCanvas::releaseScene, Qt::UniqueConnection);
}

void ScatterCanvas::releaseScene()
{
    if (!m_scene) return;
    makeCurrent();
    m_scene->release();
    m_scene.reset();
    doneCurrent();
}

std::size_t ScatterCanvas::strideForThisFrame() const
{
    const std::size_t cells = m_cloud ? m_cloud->vertices.size() : 0;
    if (!m_moving || cells <= alwaysWhole) return 1;
    if (m_fullFrameMilliseconds <= 0) return cells / alwaysWhole + 1;
    return std::max<std::size_t>(1, static_cast<std::size_t>(std::ceil(m_fullFrameMilliseconds / movingFrameMilliseconds)));
}

void ScatterCanvas::paintGL()
{
    if (!m_scene) return;
    const std::size_t stride = strideForThisFrame();
    const double ratio = devicePixelRatioF();
    m_scene->points()->setStride(stride);
    m_scene->points()->setView(m_viewport, m_pointSize * ratio);
    QElapsedTimer clock;
    clock.start();
    m_scene->render(size() * ratio, m_ground, defaultFramebufferObject());
    if (stride == 1 && m_cloud && m_cloud->vertices.size() > alwaysWhole) {
        context()->functions()->glFinish();  // only large clouds; waits for the GPU, to measure the real time
        m_fullFrameMilliseconds = static_cast<double>(clock.nsecsElapsed()) / 1e6;
    }
}

}  // namespace lexicell::ui
