#include "models/families/scbert/format/training_rules.h"

#include <algorithm>
#include <cmath>

namespace lexicell::models::scbert {

bool isFineTuned(const std::string &name, const Geometry &geometry)
{
    if (name.ends_with(".projection_matrix")) return false;
    const std::string block = std::string(layerPrefix) + std::to_string(std::max<std::int64_t>(0, geometry.layers - 2)) + ".";
    return name.starts_with("norm.") || name.starts_with("to_out.") || name.starts_with(block);
}

std::int64_t hiddenTokens(std::int64_t eligible, std::int64_t sequence, double share)
{
    const auto of = [share](std::int64_t count) {
        return static_cast<std::int64_t>(std::ceil(share * static_cast<double>(count)));
    };
    return std::min(of(eligible), of(sequence));
}

}  // namespace lexicell::models::scbert
