// All cells as one VTK prop: one vertex buffer of 12 bytes a cell, one draw call, no polygons, no scalar mapping.
// Only views/scatter_canvas.cpp includes this header, so that no other file depends on VTK.
#pragma once

#include "ui/views/scatter/point_style.h"
#include "ui/views/scatter/viewport.h"

#include <vtkNew.h>
#include <vtkProp.h>

class vtkOpenGLBufferObject;
class vtkOpenGLVertexArrayObject;
class vtkOpenGLRenderWindow;
class vtkShaderProgram;

namespace lexicell::ui {

class PointCloudProp : public vtkProp {
  public:
    static PointCloudProp *New();
    vtkTypeMacro(PointCloudProp, vtkProp);

    void setCloud(std::shared_ptr<const PointCloud> cloud);
    void setView(const Viewport &viewport, double pointSizeInDevicePixels);
    // Draws every n-th vertex only: a fair sample, since order is random within a layer. 1: all.
    void setStride(std::size_t stride) { m_stride = stride; }

    int RenderOpaqueGeometry(vtkViewport *viewport) override;
    void ReleaseGraphicsResources(vtkWindow *window) override;

  protected:
    PointCloudProp();
    ~PointCloudProp() override;

  private:
    void upload();
    bool bindVertices(vtkShaderProgram *program);
    void setUniforms(vtkShaderProgram *program) const;
    void draw(vtkOpenGLRenderWindow *window);

    std::shared_ptr<const PointCloud> m_cloud;
    Viewport m_viewport;
    double m_pointSize = 3;
    std::size_t m_stride = 1;
    bool m_uploaded = false;
    vtkNew<vtkOpenGLBufferObject> m_buffer;
    vtkNew<vtkOpenGLVertexArrayObject> m_arrays;
};

}  // namespace lexicell::ui
