#include "ui/views/scatter/point_cloud_prop.h"

#include "ui/views/scatter/point_raster.h"

#include <vtkObjectFactory.h>
#include <vtkOpenGLBufferObject.h>
#include <vtkOpenGLRenderWindow.h>
#include <vtkOpenGLShaderCache.h>
#include <vtkOpenGLState.h>
#include <vtkOpenGLVertexArrayObject.h>
#include <vtkRenderer.h>
#include <vtkShaderProgram.h>
#include <vtk_glew.h>

namespace lexicell::ui {
namespace {

constexpr const char *vertexShader = R"(//VTK::System::Dec
in vec2 position;
in vec4 color;
uniform vec2 origin;  // of the cloud, in clip coordinates
uniform vec2 scale;   // clip units per data unit
out vec4 pointColor;
void main()
{
    gl_Position = vec4(origin + position * scale, 0.0, 1.0);
    pointColor = color;
}
)";

constexpr const char *fragmentShader = R"(//VTK::System::Dec
//VTK::Output::Dec
in vec4 pointColor;
uniform float diameter;  // of the disc, in pixels
uniform float side;      // of the square the card draws, in pixels
uniform float rim;       // its width, in pixels
uniform float pole;      // 1: rims are lighter than their points, 0: darker
uniform int round;
void main()
{
    float cover = 1.0;
    float outer = 1.0;
    if (round == 1) {
        float inside = diameter * 0.5 - length(gl_PointCoord - vec2(0.5)) * side;
        cover = clamp(inside + 0.5, 0.0, 1.0);
        if (cover <= 0.0) discard;
        outer = clamp(rim - inside + 0.5, 0.0, 1.0);
    }
    gl_FragData[0] = vec4(mix(pointColor.rgb, vec3(pole), pointColor.a * outer), cover);
}
)";

}  // namespace

vtkStandardNewMacro(PointCloudProp);

PointCloudProp::PointCloudProp() { UseBoundsOff(); }
PointCloudProp::~PointCloudProp() = default;

void PointCloudProp::setCloud(std::shared_ptr<const PointCloud> cloud)
{
    m_cloud = std::move(cloud);
    m_uploaded = false;
    Modified();
}

void PointCloudProp::setView(const Viewport &viewport, double pointSizeInDevicePixels)
{
    m_viewport = viewport;
    m_pointSize = pointSizeInDevicePixels;
    Modified();
}

void PointCloudProp::upload()
{
    m_buffer->Upload(m_cloud->vertices.data(), m_cloud->vertices.size(), vtkOpenGLBufferObject::ArrayBuffer);
    m_uploaded = true;
}

bool PointCloudProp::bindVertices(vtkShaderProgram *program)
{
    const std::size_t stride = m_stride * sizeof(PointVertex);
    m_arrays->ShaderProgramChanged();  // resets the layout, because the stride may have changed
    m_arrays->Bind();
    return m_arrays->AddAttributeArray(program, m_buffer, "position", 0, stride, VTK_FLOAT, 2, false) &&
           m_arrays->AddAttributeArray(program, m_buffer, "color", offsetof(PointVertex, red), stride, VTK_UNSIGNED_CHAR, 4,
                                       true);
}

void PointCloudProp::setUniforms(vtkShaderProgram *program) const
{
    const double perUnitX = 2 * m_viewport.scale / m_viewport.size.width();
    const double perUnitY = 2 * m_viewport.scale / m_viewport.size.height();
    const float origin[2] = {static_cast<float>((m_cloud->origin.x() - m_viewport.center.x()) * perUnitX),
                             static_cast<float>((m_cloud->origin.y() - m_viewport.center.y()) * perUnitY)};
    const float scale[2] = {static_cast<float>(perUnitX), static_cast<float>(perUnitY)};
    program->SetUniform2f("origin", origin);
    program->SetUniform2f("scale", scale);
    const bool round = m_pointSize > largestSquare;
    program->SetUniformi("round", round ? 1 : 0);
    program->SetUniformf("pole", m_cloud->whiteRims ? 1.0f : 0.0f);
    if (!round) return;
    program->SetUniformf("diameter", static_cast<float>(m_pointSize));
    program->SetUniformf("side", static_cast<float>(m_pointSize + 1));
    program->SetUniformf("rim", static_cast<float>(rimWidth(m_pointSize)));
}

void PointCloudProp::draw(vtkOpenGLRenderWindow *window)
{
    vtkOpenGLState *state = window->GetState();
    const bool round = m_pointSize > largestSquare;
    vtkOpenGLState::ScopedglEnableDisable blend(state, GL_BLEND);
    vtkOpenGLState::ScopedglEnableDisable depth(state, GL_DEPTH_TEST);
    round ? state->vtkglEnable(GL_BLEND) : state->vtkglDisable(GL_BLEND);
    state->vtkglDisable(GL_DEPTH_TEST);
    // One pixel more than the disc leaves room for its smoothed rim.
    state->vtkglPointSize(static_cast<float>(round ? m_pointSize + 1 : std::max(1.0, std::round(m_pointSize))));
    const std::size_t count = (m_cloud->vertices.size() + m_stride - 1) / m_stride;
    glDrawArrays(GL_POINTS, 0, static_cast<GLsizei>(count));
}

int PointCloudProp::RenderOpaqueGeometry(vtkViewport *viewport)
{
    auto *renderer = vtkRenderer::SafeDownCast(viewport);
    auto *window = renderer ? vtkOpenGLRenderWindow::SafeDownCast(renderer->GetRenderWindow()) : nullptr;
    if (!window || !m_cloud || m_cloud->vertices.empty()) return 0;
    if (!m_uploaded) upload();
    vtkShaderProgram *program = window->GetShaderCache()->ReadyShaderProgram(vertexShader, fragmentShader, "");
    if (!program || !bindVertices(program)) return 0;
    setUniforms(program);
    draw(window);
    m_arrays->Release();
    m_buffer->Release();
    return 1;
}

void PointCloudProp::ReleaseGraphicsResources(vtkWindow *window)
{
    m_arrays->ReleaseGraphicsResources();
    m_buffer->ReleaseGraphicsResources();
    m_uploaded = false;
    vtkProp::ReleaseGraphicsResources(window);
}

}  // namespace lexicell::ui
