#include "models/input/cell_survey.h"

#include "models/input/cell_values.h"
#include "models/input/other_kinds.h"

#include <algorithm>
#include <cmath>

namespace lexicell::models::input {

namespace {

constexpr std::int64_t valuesPerWindow = std::int64_t{16} << 20;  // 128 MB of values and column numbers
constexpr std::int64_t fewestRows = 64;
constexpr std::int64_t mostRows = 4096;

// Other places for counts if the chosen matrix has none.
std::string otherMatrices(const data::Dataset &dataset)
{
    std::string names = dataset.raw ? "raw" : "";
    for (const auto &[name, matrix] : dataset.layers.entries) names += (names.empty() ? "" : ", ") + name;
    return names.empty() ? "The data set holds no other matrix." : "Choose another one with layer: " + names + ".";
}

Error badValue(const data::Dataset &dataset, std::int64_t cell, float value)
{
    const auto row = static_cast<std::size_t>(cell);
    const std::string name = row < dataset.obs.index.values.size() ? dataset.obs.index.values[row] : std::to_string(cell);
    if (!std::isfinite(value)) return notFinite(name, otherMatrices(dataset));
    return {errors::negativeCounts,
            "Cell " + name +
                " holds a negative value: the matrix was scaled or centered, but counts or log-normalized values are needed. " +
                otherMatrices(dataset),
            {}};
}

}  // namespace

std::int64_t windowRows(const data::ExpressionMatrix &matrix)
{
    const std::int64_t perRow = std::max<std::int64_t>(1, matrix.source().stored() / std::max<std::int64_t>(1, matrix.cells()));
    return std::clamp(valuesPerWindow / perRow, fewestRows, mostRows);
}

Result<Survey> survey(const data::Dataset &dataset, const data::ExpressionMatrix &matrix,
                      const std::vector<std::int64_t> &geneIds, JobContext &context)
{
    Survey result;
    result.matchedGenes.assign(static_cast<std::size_t>(matrix.cells()), 0);
    const std::int64_t step = windowRows(matrix);
    double all = 0.0;
    double known = 0.0;
    for (std::int64_t begin = 0; begin < matrix.cells(); begin += step) {
        if (context.cancelled()) return cancelled();
        context.report(static_cast<double>(begin) / static_cast<double>(matrix.cells()), "Reading the cells");
        LEXICELL_TRY(block, matrix.rows(begin, std::min(begin + step, matrix.cells())));
        for (std::int64_t row = 0; row < block.rows; ++row) {
            std::int32_t matched = 0;
            for (auto i = block.indptr[static_cast<std::size_t>(row)]; i < block.indptr[static_cast<std::size_t>(row) + 1]; ++i) {
                const float value = block.values[static_cast<std::size_t>(i)];
                const std::int64_t id = geneIds[static_cast<std::size_t>(block.indices[static_cast<std::size_t>(i)])];
                if (id == otherKindOfFeature) continue;
                if (!(value >= 0.0F) || std::isinf(value)) return badValue(dataset, begin + row, value);
                all += static_cast<double>(value);
                result.values.add(static_cast<double>(value));
                if (id < 0 || value == 0.0F) continue;
                known += static_cast<double>(value);
                ++matched;
            }
            result.matchedGenes[static_cast<std::size_t>(begin + row)] = matched;
        }
    }
    result.countsShare = all > 0.0 ? known / all : 0.0;
    return result;
}

}  // namespace lexicell::models::input
