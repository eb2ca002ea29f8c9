// The OpenGL surface of the map, drawn by VTK (vtk_host.h). Everything in the context is released before the context is
// destroyed, and made again in a new context (reparenting).
#pragma once

#include "ui/views/scatter/point_style.h"
#include "ui/views/scatter/viewport.h"

#include <QOpenGLWidget>

#include <memory>

namespace lexicell::ui {

class ScatterCanvas : public QOpenGLWidget {
    Q_OBJECT

  public:
    explicit ScatterCanvas(QWidget *parent = nullptr);
    ~ScatterCanvas() override;

    // False if there is no OpenGL 3.2 (remote desktops, Qt's offscreen platform): draw with rasterizePoints then.
    static bool available();

    void setCloud(std::shared_ptr<const PointCloud> cloud);
    void setView(const Viewport &viewport, double pointSize);  // in device-independent pixels
    void setGround(const QColor &ground);
    // While a person pans or zooms, large clouds that draw slowly are thinned, so that the map follows the pointer.
    void setMoving(bool moving);

  protected:
    void initializeGL() override;
    void paintGL() override;

  private:
    class Scene;

    void releaseScene();
    std::size_t strideForThisFrame() const;

    std::unique_ptr<Scene> m_scene;
    std::shared_ptr<const PointCloud> m_cloud;
    Viewport m_viewport;
    double m_pointSize = 3;
    QColor m_ground = Qt::white;
    bool m_moving = false;
    double m_fullFrameMilliseconds = 0;  // measured; 0: not yet
};

}  // namespace lexicell::ui
