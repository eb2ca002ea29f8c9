#include "core/analysis/scaled_embeddings.h"

#include "core/analysis/neighbors.h"
#include "core/base/guarded.h"

#include <mumosa/mumosa.hpp>

#include <algorithm>
#include <cmath>
#include <utility>

namespace lexicell::analysis {

namespace {

Result<data::Embedding> joinedParts(const std::vector<data::Embedding> &parts, const std::vector<double> &scales)
{
    data::Embedding joined{parts.empty() ? 0 : parts.front().cells, 0, {}, {}};
    for (const data::Embedding &part : parts) {
        if (part.cells != joined.cells)
            return Error{errors::shapeMismatch, "The representations hold different numbers of cells.", {}};
        joined.dimensions += part.dimensions;
    }
    joined.values.reserve(static_cast<std::size_t>(joined.cells * joined.dimensions));
    for (std::int64_t cell = 0; cell < joined.cells; ++cell)
        for (std::size_t i = 0; i < parts.size(); ++i)
            for (std::int64_t d = 0; d < parts[i].dimensions; ++d)
                joined.values.push_back(static_cast<float>(static_cast<double>(parts[i].row(cell)[d]) * scales[i]));
    return joined;
}

// The median distance to the last of the neighbors, and the root of the sum of squares for where it is zero.
Result<std::pair<double, double>> spreadOf(const data::Embedding &part, JobContext &context)
{
    const auto columns = static_cast<int>(std::min<std::int64_t>(neighborsOfScale + 1, part.cells));  // the cell itself is one
    const data::MatrixView view{part.values.data(), part.cells, part.dimensions};
    LEXICELL_TRY(found, nearestNeighbors(view, columns, NeighborMethod::Auto, context));
    std::vector<double> distances;
    distances.reserve(static_cast<std::size_t>(part.cells));
    for (auto at = static_cast<std::size_t>(columns) - 1; at < found.distances.size(); at += static_cast<std::size_t>(columns))
        distances.push_back(found.distances[at]);
    return mumosa::compute_distance(static_cast<std::int32_t>(part.cells), distances.data());
}

}  // namespace

Result<data::Embedding> sideBySide(const std::vector<data::Embedding> &parts)
{
    return joinedParts(parts, std::vector<double>(parts.size(), 1.0));
}

Result<data::Embedding> scaledTogether(const std::vector<data::Embedding> &parts, JobContext &context)
{
    return guarded(
        "scale the kinds of features",
        [&]() -> Result<data::Embedding> {
            if (parts.empty() || parts.front().cells < 2)
                return Error{errors::tooSmall, "Fewer than two cells cannot be compared with their neighbors.", {}};
            std::vector<std::pair<double, double>> spreads;
            for (const data::Embedding &part : parts) {
                LEXICELL_TRY(spread, spreadOf(part, context));
                spreads.push_back(spread);
            }
            std::vector<double> scales = mumosa::compute_scale(spreads);
            for (double &scale : scales)
                if (!std::isfinite(scale)) scale = 0.0;  // a representation in which all cells are equal
            return joinedParts(parts, scales);
        },
        "Use fewer cells.");
}

}  // namespace lexicell::analysis
