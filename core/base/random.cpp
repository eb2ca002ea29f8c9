#include "core/base/random.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>
#include <utility>

namespace lexicell {

double Random::normal()
{
    // Box-Muller without a cached second value, so that a draw stays a function of its position in the stream.
    const double radius = std::sqrt(-2.0 * std::log(1.0 - uniform()));
    return radius * std::cos(2.0 * std::numbers::pi * uniform());
}

std::vector<std::int64_t> sampleOf(const std::vector<std::int64_t> &items, std::int64_t most, std::int64_t seed)
{
    if (most <= 0 || static_cast<std::size_t>(most) >= items.size()) return items;
    std::vector<std::size_t> places(items.size());
    std::iota(places.begin(), places.end(), std::size_t{0});
    Random random(static_cast<std::uint64_t>(seed), Random::streamOf("coexpression cells"));
    const auto wanted = static_cast<std::size_t>(most);
    for (std::size_t i = 0; i < wanted; ++i) std::swap(places[i], places[i + random.below(places.size() - i)]);
    places.resize(wanted);
    std::sort(places.begin(), places.end());
    std::vector<std::int64_t> some(wanted);
    std::transform(places.begin(), places.end(), some.begin(), [&](std::size_t place) { return items[place]; });
    return some;
}

}  // namespace lexicell
