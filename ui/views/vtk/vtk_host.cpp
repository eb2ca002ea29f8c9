#include "ui/views/vtk/vtk_host.h"

#include <vtkAutoInit.h>
#include <vtkCallbackCommand.h>
#include <vtkCullerCollection.h>
#include <vtkGenericOpenGLRenderWindow.h>
#include <vtkOpenGLState.h>
#include <vtkProp.h>
#include <vtkRenderer.h>

#include <QOpenGLContext>
#include <QOpenGLWidget>

VTK_MODULE_INIT(vtkRenderingOpenGL2)

namespace lexicell::ui {

QSurfaceFormat VtkHost::wantedFormat()
{
    QSurfaceFormat format;
    format.setRenderableType(QSurfaceFormat::OpenGL);
    format.setVersion(3, 2);  // what VTK 9 asks for
    format.setProfile(QSurfaceFormat::CoreProfile);
    format.setSwapInterval(1);
    return format;
}

VtkHost::VtkHost(QOpenGLWidget *widget, std::vector<vtkProp *> props) : m_widget(widget), m_props(std::move(props))
{
    m_window->SetOwnContext(0);
    m_window->SetMultiSamples(0);
    m_window->SetFrameBlitModeToNoBlit();
    m_window->SetReadyForRendering(true);
    m_events->SetClientData(this);
    m_events->SetCallback(&VtkHost::answer);
    for (const unsigned long event :
         {vtkCommand::WindowMakeCurrentEvent, vtkCommand::WindowIsCurrentEvent, vtkCommand::WindowSupportsOpenGLEvent,
          vtkCommand::WindowIsDirectEvent, vtkCommand::WindowFrameEvent})
        m_window->AddObserver(event, m_events);
    m_window->OpenGLInitContext();
    m_window->AddRenderer(m_renderer);
    for (vtkProp *prop : m_props) m_renderer->AddViewProp(prop);
    m_renderer->GetCullers()->RemoveAllItems();  // our cameras decide what is drawn, not VTK's
}

VtkHost::~VtkHost()
{
    m_window->RemoveObserver(m_events);
    for (vtkProp *prop : m_props) m_renderer->RemoveViewProp(prop);
    m_window->RemoveRenderer(m_renderer);
}

void VtkHost::release()
{
    for (vtkProp *prop : m_props) prop->ReleaseGraphicsResources(m_window);
    m_window->Finalize();
}

void VtkHost::render(const QSize &devicePixels, const QColor &ground, unsigned target)
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

void VtkHost::answer(vtkObject *, unsigned long event, void *client, void *data)
{
    QOpenGLWidget *widget = static_cast<VtkHost *>(client)->m_widget;
    const bool current = QOpenGLContext::currentContext() && QOpenGLContext::currentContext() == widget->context();
    switch (event) {
    case vtkCommand::WindowMakeCurrentEvent:
        if (!current) widget->makeCurrent();
        break;
    case vtkCommand::WindowIsCurrentEvent: *static_cast<bool *>(data) = current; break;
    case vtkCommand::WindowSupportsOpenGLEvent:
    case vtkCommand::WindowIsDirectEvent: *static_cast<int *>(data) = 1; break;
    case vtkCommand::WindowFrameEvent: break;  // paintGL copies the picture itself
    default: break;
    }
}

}  // namespace lexicell::ui
