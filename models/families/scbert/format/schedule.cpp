#include "models/families/scbert/format/schedule.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace lexicell::models::scbert {

namespace {

constexpr double hiddenShare = 0.15;

}  // namespace

double learningRate(const Schedule &schedule, std::int64_t epoch)
{
    std::int64_t step = epoch - 1;
    std::int64_t cycle = schedule.firstCycle;
    double highest = schedule.highest;
    while (step >= cycle) {
        step -= cycle;
        cycle = (cycle - schedule.warmUp) * schedule.growth + schedule.warmUp;
        highest *= schedule.decay;
    }
    const double range = highest - schedule.lowest;
    if (step < schedule.warmUp) return schedule.lowest + range * static_cast<double>(step) / static_cast<double>(schedule.warmUp);
    const double phase =
        std::numbers::pi * static_cast<double>(step - schedule.warmUp) / static_cast<double>(cycle - schedule.warmUp);
    return schedule.lowest + range * (1.0 + std::cos(phase)) / 2.0;
}

bool isFineTuned(const std::string &name, const Geometry &geometry)
{
    if (name.ends_with(".projection_matrix")) return false;
    const std::string block = std::string(layerPrefix) + std::to_string(std::max<std::int64_t>(0, geometry.layers - 2)) + ".";
    return name.starts_with("norm.") || name.starts_with("to_out.") || name.starts_with(block);
}

std::int64_t hiddenTokens(std::int64_t eligible, std::int64_t sequence)
{
    const auto share = [](std::int64_t count) {
        return static_cast<std::int64_t>(std::ceil(hiddenShare * static_cast<double>(count)));
    };
    return std::min(share(eligible), share(sequence));
}

}  // namespace lexicell::models::scbert
