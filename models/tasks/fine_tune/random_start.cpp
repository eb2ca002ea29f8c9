#include "models/tasks/fine_tune/random_start.h"

#include "core/analysis/p_values.h"
#include "core/base/random.h"

#include <algorithm>
#include <cmath>

namespace lexicell::models::tasks {

namespace {

constexpr std::uint64_t startStream = 0x73746172ull;
constexpr double outside = 0.05;  // of the interval

bool isPretrained(const std::string &name, const checkpoint::Tensor &tensor)
{
    return checkpoint::isFloating(tensor.type) && !name.ends_with(".projection_matrix") && name != "pos_emb.emb.weight" &&
           name.find(".running_") == std::string::npos;
}

// Padding and mask rows, which no training changes.
void keepZeroRows(const std::vector<float> &before, std::vector<float> &after, std::size_t width)
{
    for (std::size_t row = 0; row + width <= before.size(); row += width) {
        const auto begin = before.begin() + static_cast<std::ptrdiff_t>(row);
        if (std::all_of(begin, begin + static_cast<std::ptrdiff_t>(width), [](float value) { return value == 0.0F; }))
            std::fill_n(after.begin() + static_cast<std::ptrdiff_t>(row), width, 0.0F);
    }
}

// The t that a share of `outside` exceeds on either side.
double criticalT(double degrees)
{
    double low = 0.0, high = 1e6;
    for (int i = 0; i < 100; ++i) {
        const double middle = 0.5 * (low + high);
        (analysis::studentTwoSided(middle, degrees) > outside ? low : high) = middle;
    }
    return high;
}

}  // namespace

checkpoint::TensorMap randomWeights(const checkpoint::TensorMap &tensors, std::int64_t seed)
{
    checkpoint::TensorMap result;
    for (const auto &[name, tensor] : tensors.entries) {
        if (!isPretrained(name, tensor)) {
            result.add(name, tensor);
            continue;
        }
        const bool matrix = tensor.shape.size() > 1;
        std::vector<float> values(static_cast<std::size_t>(tensor.size()), !matrix && name.ends_with(".weight") ? 1.0F : 0.0F);
        if (matrix) {
            std::int64_t inputs = 1;
            for (std::size_t axis = 1; axis < tensor.shape.size(); ++axis) inputs *= tensor.shape[axis];
            const double bound = 1.0 / std::sqrt(static_cast<double>(inputs));
            Random random(static_cast<std::uint64_t>(seed), Random::mix(startStream ^ Random::streamOf(name)));
            for (float &value : values) value = static_cast<float>((2.0 * random.uniform() - 1.0) * bound);
            keepZeroRows(tensor.toFloat(), values, static_cast<std::size_t>(inputs));
        }
        result.add(name, tensor.shape, values);
    }
    return result;
}

SeedMean meanOfSeeds(const std::vector<double> &values)
{
    SeedMean result;
    const auto count = static_cast<double>(values.size());
    for (const double value : values) result.mean += value / count;
    if (values.size() < 2) return result;
    double squares = 0.0;
    for (const double value : values) squares += (value - result.mean) * (value - result.mean);
    const double reach = criticalT(count - 1.0) * std::sqrt(squares / (count - 1.0) / count);
    result.interval = {result.mean - reach, result.mean + reach};
    return result;
}

std::vector<SeedComparison> compareSeeds(const std::vector<std::string> &scores,
                                         const std::vector<std::vector<double>> &checkpoint,
                                         const std::vector<std::vector<double>> &random)
{
    std::vector<SeedComparison> all;
    for (std::size_t score = 0; score < scores.size(); ++score) {
        std::vector<double> before, without, difference;
        for (std::size_t seed = 0; seed < std::min(checkpoint.size(), random.size()); ++seed) {
            before.push_back(checkpoint[seed][score]);
            without.push_back(random[seed][score]);
            difference.push_back(before.back() - without.back());
        }
        if (before.empty()) continue;
        all.push_back({scores[score], meanOfSeeds(before), meanOfSeeds(without), meanOfSeeds(difference)});
    }
    return all;
}

}  // namespace lexicell::models::tasks
