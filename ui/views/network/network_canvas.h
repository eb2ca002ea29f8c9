// The OpenGL surface of a network: edges, nodes and the grounds of modules, drawn by VTK (vtk_host.h). Names and what follows the
// pointer lie above it (network_overlay.h).
#pragma once

#include "ui/views/network/network_scene.h"

#include <QOpenGLWidget>

#include <memory>

namespace lexicell::ui {

class NetworkCanvas : public QOpenGLWidget {
    Q_OBJECT

  public:
    explicit NetworkCanvas(QWidget *parent = nullptr);
    ~NetworkCanvas() override;

    void setEdges(std::vector<EdgeVertex> edges);  // three to a triangle
    void setNodes(std::vector<NodeVertex> nodes);  // drawn in this order
    void setHulls(std::vector<HullVertex> hulls);  // three to a triangle
    void setView(const SceneView &view);
    // While a person moves or turns it, a large network that draws slowly is drawn with its heaviest edges alone.
    void setMoving(bool moving);

  protected:
    void initializeGL() override;
    void paintGL() override;

  private:
    class Props;

    void releaseHost();

    std::unique_ptr<Props> m_props;
    SceneView m_view;
    std::size_t m_edgeVertices = 0;
    bool m_moving = false;
    double m_fullFrameMilliseconds = 0;  // measured; 0: not yet
};

}  // namespace lexicell::ui
