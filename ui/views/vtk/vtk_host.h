// VTK's render window inside a QOpenGLWidget, for as long as one OpenGL context lives.
//
// Debian's VTK 9.1 has its Qt module built for Qt 5, so the hosting is ours: the render window asks for the context by
// events (make current, is current), draws into its own buffer, and that buffer is copied into the widget's. Only sources of
// views that draw with VTK include this header.
#pragma once

#include <vtkNew.h>

#include <QColor>
#include <QSurfaceFormat>

#include <vector>

class QOpenGLWidget;
class vtkCallbackCommand;
class vtkGenericOpenGLRenderWindow;
class vtkObject;
class vtkProp;
class vtkRenderer;

namespace lexicell::ui {

class VtkHost {
  public:
    // In the current context of `widget`. `props` are drawn in their order and stay the caller's, who keeps them longer.
    VtkHost(QOpenGLWidget *widget, std::vector<vtkProp *> props);
    ~VtkHost();
    VtkHost(const VtkHost &) = delete;
    VtkHost &operator=(const VtkHost &) = delete;

    void release();  // what is in the context; needs it to be current
    void render(const QSize &devicePixels, const QColor &ground, unsigned target);

    static QSurfaceFormat wantedFormat();

  private:
    static void answer(vtkObject *, unsigned long event, void *client, void *data);

    QOpenGLWidget *m_widget;
    std::vector<vtkProp *> m_props;
    vtkNew<vtkGenericOpenGLRenderWindow> m_window;
    vtkNew<vtkRenderer> m_renderer;
    vtkNew<vtkCallbackCommand> m_events;
};

}  // namespace lexicell::ui
