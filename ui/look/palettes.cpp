#include "ui/look/palettes.h"

#include "ui/look/theme.h"
#include "ui/look/contrast.h"

#include <string_view>

namespace lexicell::ui {
namespace {

constexpr std::string_view default20 =
    "1f77b4ff7f0e279e68d62728aa40fc8c564be377c2b5bd6117becfaec7e8ffbb7898df8aff9896c5b0d5c49c94f7b6d2dbdb8d"
    "9edae5ad494a8c6d31";

constexpr std::string_view default28 =
    "023fa57d87b9bec1d4d6bcc0bb77848e063b4a6fe38595e1b5bbe3e6afb9e07b91d33f6a11c6388dd593c6dec7ead3c6f0b98d"
    "ef97080fcfc09cded6d5eae7f3e1ebf6c4e1f79cd47f7f7fc7c7c71ce6ff336600";

constexpr std::string_view default102 =
    "ffff001ce6ffff34ffff4a46008941006fa6a30059ffdbe57a49000000a663ffacb79762004d438fb0ff997d875a0007809693"
    "6a3a4c1b44004fc6013b5dff4a3b53ff2f8061615aba09006b790000c2a0ffaa92ff90c9b903aad16100ddefff0000357b4f4b"
    "a1c2993000180aa6d801334900846f372101ffb500c2ffeda079bfcc0744c0b9b2c2ff99001e0900489c6f00620cbd66eec3ff"
    "456d75b77b687a87a1788d66885578fad09fff8a9ad157a0bec4594566480086ed886f4c34362db4a8bd00a6aa452c2c636375"
    "a3c8c9ff913f938a8157532900fecfb05b6f8cd0ff3b970004f757c8a1a11e6e007900d7a775006367a9a058376b002c772600"
    "d790ff9b9700549e79fff69f20162572418fbc23ff99adc03a24659223295b4534fde8dc404e550089a3cb7e98a4e804324e72";

constexpr std::string_view okabeIto = "e69f0056b4e9009e73f0e4420072b2d55e00cc79a7000000";

std::vector<QColor> decode(std::string_view hexColors)
{
    std::vector<QColor> colors;
    for (std::size_t i = 0; i + 6 <= hexColors.size(); i += 6)
        colors.emplace_back("#" + QString::fromLatin1(hexColors.data() + i, 6));
    return colors;
}

std::optional<std::vector<QColor>> storedColors(std::size_t count, const std::vector<std::string> &stored)
{
    if (count == 0 || stored.size() < count) return std::nullopt;
    std::vector<QColor> colors;
    for (std::size_t i = 0; i < count; ++i) {
        const auto color = parseColor(QString::fromStdString(stored[i]));
        if (!color) return std::nullopt;
        colors.push_back(*color);
    }
    return colors;
}

}  // namespace

const std::vector<QColor> &scanpyPalette20()
{
    static const auto colors = decode(default20);
    return colors;
}

const std::vector<QColor> &scanpyPalette28()
{
    static const auto colors = decode(default28);
    return colors;
}

const std::vector<QColor> &scanpyPalette102()
{
    static const auto colors = decode(default102);
    return colors;
}

const std::vector<QColor> &okabeItoPalette()
{
    static const auto colors = decode(okabeIto);
    return colors;
}

CategoryColors categoryColors(std::size_t count, const std::vector<std::string> &stored, PaletteKind kind)
{
    if (auto colors = storedColors(count, stored)) return {std::move(*colors), true, false};
    const auto first = [count](const std::vector<QColor> &palette) {
        return CategoryColors{{palette.begin(), palette.begin() + static_cast<std::ptrdiff_t>(count)}, false, false};
    };
    if (kind == PaletteKind::OkabeIto && count <= okabeItoPalette().size()) return first(okabeItoPalette());
    for (const auto *palette : {&scanpyPalette20(), &scanpyPalette28(), &scanpyPalette102()})
        if (count <= palette->size()) return first(*palette);
    CategoryColors again{{}, false, true};
    for (std::size_t i = 0; i < count; ++i) again.colors.push_back(scanpyPalette102()[i % scanpyPalette102().size()]);
    return again;
}

std::optional<QColor> parseColor(const QString &text)
{
    QString trimmed = text.trimmed();
    // Qt reads eight digits as #aarrggbb. These files follow matplotlib, which writes #rrggbbaa.
    if (trimmed.startsWith('#') && trimmed.size() == 9) trimmed = "#" + trimmed.right(2) + trimmed.mid(1, 6);
    if (trimmed.compare("rebeccapurple", Qt::CaseInsensitive) == 0) return QColor(0x66, 0x33, 0x99);  // CSS4's only addition
    if (trimmed.isEmpty() || !QColor::isValidColorName(trimmed)) return std::nullopt;
    return QColor::fromString(trimmed);
}

QString colorText(const QColor &color) { return color.name(QColor::HexRgb); }

bool needsWhite(const QColor &ground) { return contrastRatio(Qt::white, ground) > contrastRatio(Qt::black, ground); }

QColor withRim(const QColor &color, int strength, bool white)
{
    const int pole = white ? 255 : 0;
    const auto mix = [&](int own) { return (own * (255 - strength) + pole * strength + 127) / 255; };
    return QColor(mix(color.red()), mix(color.green()), mix(color.blue()));
}

int rimStrength(const QColor &color, const QColor &ground, double contrast)
{
    const bool white = needsWhite(ground);
    int low = 0, high = 255;  // contrast grows with strength once the mixed color has passed the lightness of the ground
    if (contrastRatio(color, ground) >= contrast) return 0;
    while (low < high) {
        const int middle = (low + high) / 2;
        const QColor mixed = withRim(color, middle, white);
        const QColor pole = white ? Qt::white : Qt::black;
        const bool past = contrastRatio(mixed, pole) < contrastRatio(ground, pole);
        if (past && contrastRatio(mixed, ground) >= contrast) high = middle;
        else low = middle + 1;
    }
    return low;
}

QColor rimColor(const QColor &color, const QColor &ground, double contrast)
{
    return withRim(color, rimStrength(color, ground, contrast), needsWhite(ground));
}

QColor missingColor(bool dark) { return dark ? QColor(0x6c, 0x6f, 0x74) : QColor(0x91, 0x91, 0x91); }

QColor uniformColor(bool dark) { return dark ? QColor(0x9a, 0xa4, 0xb2) : QColor(0x5b, 0x67, 0x78); }

}  // namespace lexicell::ui
