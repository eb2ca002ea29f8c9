// The programs that draw a network on the graphics card. `turn`, `center`, `scale` and `middle` are those of NetworkCamera in
// device-independent pixels; fog is fogAt() and withFog() of network_look.h.
#pragma once

namespace lexicell::ui {

inline constexpr const char *edgeVertexShader = R"(//VTK::System::Dec
in vec3 here;
in vec3 there;
in vec3 corner;  // along, across, half: see EdgeVertex
in vec4 color;
uniform mat3 turn;
uniform vec3 center;
uniform float scale;
uniform vec2 middle;
uniform float size;
uniform float extent;
uniform float mostFog;
uniform vec3 ground;
out vec4 edgeColor;
out vec2 width;  // distance from the middle of the line, half of its width
void main()
{
    vec3 a = turn * (here - center), b = turn * (there - center);
    vec2 from = a.xy * scale, to = b.xy * scale;
    vec2 way = to - from;
    float span = max(length(way), 1e-6);
    vec2 unit = way / span, normal = vec2(-unit.y, unit.x);
    bool line = corner.z != 0.0;
    float reach = abs(corner.z) * size;
    // Three quarters of a pixel of rim on each side are smoothed.
    float across = line ? sign(corner.y) * (reach + 0.75) : corner.y * size;
    vec2 at = from + unit * corner.x * size + normal * across;
    gl_Position = vec4(at.x / middle.x, -at.y / middle.y, 0.0, 1.0);
    float fog = extent > 0.0 ? mostFog * clamp(0.5 - 0.25 * (a.z + b.z) / extent, 0.0, 1.0) : 0.0;
    edgeColor = vec4(mix(color.rgb, ground, fog), color.a);
    width = line ? vec2(across * sign(corner.z), reach) : vec2(0.0, 1e3);
}
)";

inline constexpr const char *edgeFragmentShader = R"(//VTK::System::Dec
//VTK::Output::Dec
in vec4 edgeColor;
in vec2 width;
uniform float pixelRatio;
void main()
{
    // A line thinner than a pixel covers as much of it as it is wide.
    float reach = max(width.y * pixelRatio, 0.5);
    float thin = min(1.0, 2.0 * width.y * pixelRatio);
    float cover = clamp(reach + 0.5 - abs(width.x) * pixelRatio, 0.0, 1.0) * thin;
    if (cover <= 0.0) discard;
    gl_FragData[0] = vec4(edgeColor.rgb, edgeColor.a * cover);
}
)";

inline constexpr const char *nodeVertexShader = R"(//VTK::System::Dec
in vec3 at;
in vec2 shape;  // radius, whether pinned
in vec4 color;
in vec4 ring;
uniform mat3 turn;
uniform vec3 center;
uniform float scale;
uniform vec2 middle;
uniform float size;
uniform float extent;
uniform float mostFog;
uniform vec3 ground;
uniform float pixelRatio;
uniform vec2 rim;  // widestRim, rimShare
out vec3 nodeColor;
out vec4 ringColor;
out float gapRadius;
out vec3 radii;  // in device pixels: of the node, of the dot in its middle (0: none), of half the square that the card draws
void main()
{
    vec3 turned = turn * (at - center);
    vec2 place = turned.xy * scale;
    gl_Position = vec4(place.x / middle.x, -place.y / middle.y, 0.0, 1.0);
    float fog = extent > 0.0 ? mostFog * clamp(0.5 - 0.5 * turned.z / extent, 0.0, 1.0) : 0.0;
    nodeColor = mix(color.rgb, ground, fog);
    ringColor = ring;
    float radius = shape.x * size;
    float gap = radius + min(rim.x, rim.y * radius);
    float side = ceil((gap + (ring.a > 0.0 ? 2.0 : 0.0)) * pixelRatio) + 1.0;
    gapRadius = gap * pixelRatio;
    radii = vec3(radius * pixelRatio, shape.y > 0.5 ? max(1.5, 0.35 * radius) * pixelRatio : 0.0, side);
    gl_PointSize = 2.0 * side;
}
)";

inline constexpr const char *nodeFragmentShader = R"(//VTK::System::Dec
//VTK::Output::Dec
in vec3 nodeColor;
in vec4 ringColor;
in float gapRadius;
in vec3 radii;
uniform vec3 ground;
uniform float pixelRatio;
float inside(float radius, float away) { return clamp(radius + 0.5 - away, 0.0, 1.0); }
void main()
{
    float away = length(gl_PointCoord - vec2(0.5)) * 2.0 * radii.z;
    // From the outside inwards: ring, a rim of the ground that keeps nodes apart, node, dot.
    float outer = ringColor.a > 0.0 ? gapRadius + 2.0 * pixelRatio : gapRadius;
    float cover = inside(outer, away);
    if (cover <= 0.0) discard;
    vec3 seen = ringColor.a > 0.0 ? mix(ringColor.rgb, ground, inside(gapRadius, away)) : ground;
    seen = mix(seen, nodeColor, inside(radii.x, away));
    if (radii.y > 0.0) seen = mix(seen, ground, inside(radii.y, away));
    gl_FragData[0] = vec4(seen, cover);
}
)";

inline constexpr const char *hullVertexShader = R"(//VTK::System::Dec
in vec2 at;
in vec4 color;
uniform vec2 middle;
out vec4 hullColor;
void main()
{
    gl_Position = vec4(at.x / middle.x - 1.0, 1.0 - at.y / middle.y, 0.0, 1.0);
    hullColor = color;
}
)";

inline constexpr const char *hullFragmentShader = R"(//VTK::System::Dec
//VTK::Output::Dec
in vec4 hullColor;
void main()
{
    gl_FragData[0] = hullColor;
}
)";

}  // namespace lexicell::ui
