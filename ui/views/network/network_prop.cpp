#include "ui/views/network/network_prop.h"

#include "ui/views/network/network_shaders.h"

#include <vtkObjectFactory.h>
#include <vtkOpenGLBufferObject.h>
#include <vtkOpenGLRenderWindow.h>
#include <vtkOpenGLShaderCache.h>
#include <vtkOpenGLState.h>
#include <vtkOpenGLVertexArrayObject.h>
#include <vtkRenderer.h>
#include <vtkShaderProgram.h>
#include <vtk_glew.h>

#include <cstddef>

namespace lexicell::ui {

namespace {

template <class Vertex> void uploadAll(vtkOpenGLBufferObject *buffer, const std::vector<Vertex> &vertices)
{
    buffer->Upload(vertices.data(), vertices.size(), vtkOpenGLBufferObject::ArrayBuffer);
}

// The attributes of one kind of vertex, one after the other.
class Binding {
  public:
    Binding(vtkShaderProgram *program, vtkOpenGLVertexArrayObject *arrays, vtkOpenGLBufferObject *buffer, std::size_t stride)
        : m_program(program), m_arrays(arrays), m_buffer(buffer), m_stride(stride)
    {
    }
    void floats(const char *name, std::size_t offset, int count) { add(name, offset, VTK_FLOAT, count, false); }
    void color(const char *name, std::size_t offset) { add(name, offset, VTK_UNSIGNED_CHAR, 4, true); }
    bool ok() const { return m_ok; }

  private:
    void add(const char *name, std::size_t offset, int type, int count, bool normalize)
    {
        m_ok =
            m_arrays->AddAttributeArray(m_program, m_buffer, name, static_cast<int>(offset), m_stride, type, count, normalize) &&
            m_ok;
    }

    vtkShaderProgram *m_program;
    vtkOpenGLVertexArrayObject *m_arrays;
    vtkOpenGLBufferObject *m_buffer;
    std::size_t m_stride;
    bool m_ok = true;
};

void setIfUsed(vtkShaderProgram *program, const char *name, double value)
{
    if (program->IsUniformUsed(name)) program->SetUniformf(name, static_cast<float>(value));
}

}  // namespace

NetworkProp::NetworkProp() { UseBoundsOff(); }
NetworkProp::~NetworkProp() = default;

void NetworkProp::setUniforms(vtkShaderProgram *program) const
{
    const NetworkCamera &camera = m_view.camera;
    const float middle[2] = {static_cast<float>(camera.size.width() / 2), static_cast<float>(camera.size.height() / 2)};
    program->SetUniform2f("middle", middle);
    if (program->IsUniformUsed("turn")) {
        const QMatrix3x3 turn = camera.turn.toRotationMatrix();
        float columns[9];  // GLSL stores a matrix by columns
        for (int row = 0; row < 3; ++row)
            for (int column = 0; column < 3; ++column) columns[3 * column + row] = turn(row, column);
        program->SetUniformMatrix3x3("turn", columns);
        const float center[3] = {camera.center.x(), camera.center.y(), camera.center.z()};
        program->SetUniform3f("center", center);
    }
    setIfUsed(program, "scale", camera.scale);
    setIfUsed(program, "size", m_view.size);
    setIfUsed(program, "extent", m_view.extent);
    setIfUsed(program, "mostFog", mostFog);
    setIfUsed(program, "pixelRatio", m_view.pixelRatio);
    const float rim[2] = {static_cast<float>(widestRim), static_cast<float>(rimShare)};
    if (program->IsUniformUsed("rim")) program->SetUniform2f("rim", rim);
    if (!program->IsUniformUsed("ground")) return;
    const float ground[3] = {m_view.ground.redF(), m_view.ground.greenF(), m_view.ground.blueF()};
    program->SetUniform3f("ground", ground);
}

void NetworkProp::draw(vtkOpenGLRenderWindow *window) const
{
    vtkOpenGLState *state = window->GetState();
    vtkOpenGLState::ScopedglEnableDisable blend(state, GL_BLEND);
    vtkOpenGLState::ScopedglEnableDisable depth(state, GL_DEPTH_TEST);
    vtkOpenGLState::ScopedglEnableDisable cull(state, GL_CULL_FACE);
    state->vtkglEnable(GL_BLEND);
    state->vtkglDisable(GL_DEPTH_TEST);
    state->vtkglDisable(GL_CULL_FACE);
    state->vtkglBlendFuncSeparate(GL_SRC_ALPHA, GL_ONE_MINUS_SRC_ALPHA, GL_ONE, GL_ONE_MINUS_SRC_ALPHA);
    glEnable(GL_PROGRAM_POINT_SIZE);  // VTK keeps no account of it
    glDrawArrays(primitive(), static_cast<GLint>(firstVertex()), static_cast<GLsizei>(vertices() - firstVertex()));
    glDisable(GL_PROGRAM_POINT_SIZE);
}

int NetworkProp::RenderOpaqueGeometry(vtkViewport *viewport)
{
    auto *renderer = vtkRenderer::SafeDownCast(viewport);
    auto *window = renderer ? vtkOpenGLRenderWindow::SafeDownCast(renderer->GetRenderWindow()) : nullptr;
    if (!window || vertices() == 0) return 0;
    if (!m_uploaded) upload(m_buffer);
    m_uploaded = true;
    vtkShaderProgram *program = window->GetShaderCache()->ReadyShaderProgram(vertexShader(), fragmentShader(), "");
    if (!program) return 0;
    m_arrays->ShaderProgramChanged();
    m_arrays->Bind();
    if (!bind(program, m_arrays, m_buffer)) return 0;
    setUniforms(program);
    draw(window);
    m_arrays->Release();
    m_buffer->Release();
    return 1;
}

void NetworkProp::ReleaseGraphicsResources(vtkWindow *window)
{
    m_arrays->ReleaseGraphicsResources();
    m_buffer->ReleaseGraphicsResources();
    m_uploaded = false;
    vtkProp::ReleaseGraphicsResources(window);
}

vtkStandardNewMacro(EdgesProp);

void EdgesProp::setEdges(std::vector<EdgeVertex> edges)
{
    m_edges = std::move(edges);
    changed();
}
std::size_t EdgesProp::firstVertex() const
{
    const std::size_t triangles = m_edges.size() / 3;
    return 3 * (triangles - static_cast<std::size_t>(m_share * static_cast<double>(triangles)));
}
void EdgesProp::upload(vtkOpenGLBufferObject *buffer) const { uploadAll(buffer, m_edges); }
const char *EdgesProp::vertexShader() const { return edgeVertexShader; }
const char *EdgesProp::fragmentShader() const { return edgeFragmentShader; }
unsigned EdgesProp::primitive() const { return GL_TRIANGLES; }
bool EdgesProp::bind(vtkShaderProgram *program, vtkOpenGLVertexArrayObject *arrays, vtkOpenGLBufferObject *buffer) const
{
    Binding binding(program, arrays, buffer, sizeof(EdgeVertex));
    binding.floats("here", offsetof(EdgeVertex, here), 3);
    binding.floats("there", offsetof(EdgeVertex, there), 3);
    binding.floats("corner", offsetof(EdgeVertex, along), 3);
    binding.color("color", offsetof(EdgeVertex, color));
    return binding.ok();
}

vtkStandardNewMacro(NodesProp);

void NodesProp::setNodes(std::vector<NodeVertex> nodes)
{
    m_nodes = std::move(nodes);
    changed();
}
void NodesProp::upload(vtkOpenGLBufferObject *buffer) const { uploadAll(buffer, m_nodes); }
const char *NodesProp::vertexShader() const { return nodeVertexShader; }
const char *NodesProp::fragmentShader() const { return nodeFragmentShader; }
unsigned NodesProp::primitive() const { return GL_POINTS; }
bool NodesProp::bind(vtkShaderProgram *program, vtkOpenGLVertexArrayObject *arrays, vtkOpenGLBufferObject *buffer) const
{
    Binding binding(program, arrays, buffer, sizeof(NodeVertex));
    binding.floats("at", offsetof(NodeVertex, at), 3);
    binding.floats("shape", offsetof(NodeVertex, radius), 2);
    binding.color("color", offsetof(NodeVertex, color));
    binding.color("ring", offsetof(NodeVertex, ring));
    return binding.ok();
}

vtkStandardNewMacro(HullsProp);

void HullsProp::setHulls(std::vector<HullVertex> hulls)
{
    m_hulls = std::move(hulls);
    changed();
}
void HullsProp::upload(vtkOpenGLBufferObject *buffer) const { uploadAll(buffer, m_hulls); }
const char *HullsProp::vertexShader() const { return hullVertexShader; }
const char *HullsProp::fragmentShader() const { return hullFragmentShader; }
unsigned HullsProp::primitive() const { return GL_TRIANGLES; }
bool HullsProp::bind(vtkShaderProgram *program, vtkOpenGLVertexArrayObject *arrays, vtkOpenGLBufferObject *buffer) const
{
    Binding binding(program, arrays, buffer, sizeof(HullVertex));
    binding.floats("at", offsetof(HullVertex, x), 2);
    binding.color("color", offsetof(HullVertex, color));
    return binding.ok();
}

}  // namespace lexicell::ui
