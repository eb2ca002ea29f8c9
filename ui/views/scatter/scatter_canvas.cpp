#include "ui/views/scatter/scatter_canvas.h"

#include "ui/views/scatter/point_cloud_prop.h"

#include <vtkAutoInit.h>
#include <vtkCallbackCommand.h>
#include <vtkCullerCollection.h>
#include <vtkGenericOpenGLRenderWindow.h>
#include <vtkOpenGLState.h>
#include <vtkRenderer.h>

#include <QElapsedTimer>
#include <QOffscreenSurface>
#include <QOpenGLContext>
#include <QOpenGLFunctions>

#include <cmath>

VTK_MODULE_INIT(vtkRenderingOpenGL2)

namespace lexicell::ui {
namespace {

constexpr std::size_t alwaysWhole = 200'000;    // clouds up to this are never thinned
constexpr double movingFrameMilliseconds = 25;  // what a frame may cost while moving

QSurfaceFormat wantedFormat()
{
    QSurfaceFormat format;
    format.setRenderableType(QSurfaceFormat::OpenGL);
    format.setVersion(3, 2);  // what VTK 9 asks for
    format.setProfile(QSurfaceFormat::CoreProfile);
    format.setSwapInterval(1);
    return format;
}

}  // namespace

// VTK's objects, alive exactly as long as one OpenGL context.
class ScatterCanvas::Scene {
  public:
    explicit Scene(ScatterCanvas *canvas) : m_canvas(canvas)
    {
        m_window->SetOwnContext(0);
        m_window->SetMultiSamples(0);
        m_window->SetFrameBlitModeToNoBlit();
        m_window->SetReadyForRendering(true);
        m_events->SetClientData(this);
        m_events->SetCallback(&Scene::answer);
        for (const unsigned long event :
             {vtkCommand::WindowMakeCurrentEvent, vtkCommand::WindowIsCurrentEvent, vtkCommand::WindowSupportsOpenGLEvent,
              vtkCommand::WindowIsDirectEvent, vtkCommand::WindowFrameEvent})
            m_window->AddObserver(event, m_events);
        m_window->OpenGLInitContext();
        m_window->AddRenderer(m_renderer);
        m_renderer->AddViewProp(m_points);
        m_renderer->GetCullers()->RemoveAllItems();  // our viewport decides what is drawn, not VTK's camera
    }
    ~Scene()
    {
        m_window->RemoveObserver(m_events);
        m_renderer->RemoveViewProp(m_points);
        m_window->RemoveRenderer(m_renderer);
    }

    // Needs the context to be current.
    void release()
    {
        m_points->ReleaseGraphicsResources(m_window);
        m_window->Finalize();
    }

    PointCloudProp *points() { return m_points; }

    void render(const QSize &devicePixels, const QColor &ground, GLuint target)
    {
        vtkOpenGLState *state = m_window->GetState();
        state->Reset();  // Qt has drawn in this context since the last frame
        state->Push();
        m_window->SetSize(devicePixels.width(), devicePixels.height());
        m_renderer->SetBackground(ground.redF(), ground.greenF(), ground.blueF());
        m_renderer->SetBackgroundAlpha(1);  // opaque, or Qt would blend the smoothed rims a second time
        m_window->Render();
        state->vtkglBindFramebuffer(GL_DRAW_FRAMEBUFFER, target);
        m_window->BlitDisplayFramebuffer();
        state->Pop();
    }

  private:
    static void answer(vtkObject *, unsigned long event, void *client, void *data)
    {
        auto *canvas = static_cast<Scene *>(client)->m_canvas;
        const bool current = QOpenGLContext::currentContext() && QOpenGLContext::currentContext() == canvas->context();
        switch (event) {
        case vtkCommand::WindowMakeCurrentEvent:
            if (!current) canvas->makeCurrent();
            break;
        case vtkCommand::WindowIsCurrentEvent: *static_cast<bool *>(data) = current; break;
        case vtkCommand::WindowSupportsOpenGLEvent:
        case vtkCommand::WindowIsDirectEvent: *static_cast<int *>(data) = 1; break;
        case vtkCommand::WindowFrameEvent: break;  // paintGL copies the picture itself
        default: break;
        }
    }

    ScatterCanvas *m_canvas;
    vtkNew<vtkGenericOpenGLRenderWindow> m_window;
    vtkNew<vtkRenderer> m_renderer;
    vtkNew<PointCloudProp> m_points;
    vtkNew<vtkCallbackCommand> m_events;
};

ScatterCanvas::ScatterCanvas(QWidget *parent) : QOpenGLWidget(parent)
{
    setFormat(wantedFormat());
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
        context.setFormat(wantedFormat());
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
