// Edges, nodes and outlines of modules of a network as VTK props: a vertex buffer and a draw call each, no polygons of VTK's own.
// Only network_canvas.cpp includes this header, so that no other file depends on VTK.
#pragma once

#include "ui/views/network/network_scene.h"

#include <vtkNew.h>
#include <vtkProp.h>

class vtkOpenGLBufferObject;
class vtkOpenGLRenderWindow;
class vtkOpenGLVertexArrayObject;
class vtkShaderProgram;

namespace lexicell::ui {

// What the three have in common: a buffer, a program, a call.
class NetworkProp : public vtkProp {
  public:
    vtkTypeMacro(NetworkProp, vtkProp);

    void setView(const SceneView &view) { m_view = view; }
    int RenderOpaqueGeometry(vtkViewport *viewport) override;
    void ReleaseGraphicsResources(vtkWindow *window) override;

  protected:
    NetworkProp();
    ~NetworkProp() override;

    virtual std::size_t vertices() const = 0;
    virtual std::size_t firstVertex() const { return 0; }  // that is drawn
    virtual void upload(vtkOpenGLBufferObject *buffer) const = 0;
    virtual const char *vertexShader() const = 0;
    virtual const char *fragmentShader() const = 0;
    virtual bool bind(vtkShaderProgram *program, vtkOpenGLVertexArrayObject *arrays, vtkOpenGLBufferObject *buffer) const = 0;
    virtual unsigned primitive() const = 0;  // GL_TRIANGLES, GL_POINTS
    void changed() { m_uploaded = false; }

  private:
    void setUniforms(vtkShaderProgram *program) const;
    void draw(vtkOpenGLRenderWindow *window) const;

    SceneView m_view;
    bool m_uploaded = false;
    vtkNew<vtkOpenGLBufferObject> m_buffer;
    vtkNew<vtkOpenGLVertexArrayObject> m_arrays;
};

class EdgesProp : public NetworkProp {
  public:
    static EdgesProp *New();
    vtkTypeMacro(EdgesProp, NetworkProp);
    void setEdges(std::vector<EdgeVertex> edges);
    void setShare(double share) { m_share = share; }  // of the edges that are drawn: the last ones

  protected:
    std::size_t vertices() const override { return m_edges.size(); }
    std::size_t firstVertex() const override;
    void upload(vtkOpenGLBufferObject *buffer) const override;
    const char *vertexShader() const override;
    const char *fragmentShader() const override;
    bool bind(vtkShaderProgram *program, vtkOpenGLVertexArrayObject *arrays, vtkOpenGLBufferObject *buffer) const override;
    unsigned primitive() const override;

  private:
    std::vector<EdgeVertex> m_edges;
    double m_share = 1;
};

class NodesProp : public NetworkProp {
  public:
    static NodesProp *New();
    vtkTypeMacro(NodesProp, NetworkProp);
    void setNodes(std::vector<NodeVertex> nodes);

  protected:
    std::size_t vertices() const override { return m_nodes.size(); }
    void upload(vtkOpenGLBufferObject *buffer) const override;
    const char *vertexShader() const override;
    const char *fragmentShader() const override;
    bool bind(vtkShaderProgram *program, vtkOpenGLVertexArrayObject *arrays, vtkOpenGLBufferObject *buffer) const override;
    unsigned primitive() const override;

  private:
    std::vector<NodeVertex> m_nodes;
};

class HullsProp : public NetworkProp {
  public:
    static HullsProp *New();
    vtkTypeMacro(HullsProp, NetworkProp);
    void setHulls(std::vector<HullVertex> hulls);

  protected:
    std::size_t vertices() const override { return m_hulls.size(); }
    void upload(vtkOpenGLBufferObject *buffer) const override;
    const char *vertexShader() const override;
    const char *fragmentShader() const override;
    bool bind(vtkShaderProgram *program, vtkOpenGLVertexArrayObject *arrays, vtkOpenGLBufferObject *buffer) const override;
    unsigned primitive() const override;

  private:
    std::vector<HullVertex> m_hulls;
};

}  // namespace lexicell::ui
