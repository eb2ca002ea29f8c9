#include "models/training/schedule.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace lexicell::models::training {

namespace {

constexpr double warmUpShare = 0.1;
constexpr double warmUpSteps = 10000.0;

double rateOf(const CosineRestarts &cycles, std::int64_t epoch)
{
    std::int64_t step = epoch - 1;
    std::int64_t cycle = cycles.firstCycle;
    double highest = cycles.highest;
    while (step >= cycle) {
        step -= cycle;
        cycle = (cycle - cycles.warmUp) * cycles.growth + cycles.warmUp;
        highest *= cycles.decay;
    }
    const double range = highest - cycles.lowest;
    if (step < cycles.warmUp) return cycles.lowest + range * static_cast<double>(step) / static_cast<double>(cycles.warmUp);
    const double phase =
        std::numbers::pi * static_cast<double>(step - cycles.warmUp) / static_cast<double>(cycle - cycles.warmUp);
    return cycles.lowest + range * (1.0 + std::cos(phase)) / 2.0;
}

}  // namespace

Schedule constantRate(double rate)
{
    return [rate](std::int64_t, int) { return rate; };
}

Schedule linearWarmUp(double rate, std::int64_t steps)
{
    const auto whole = static_cast<double>(std::max<std::int64_t>(1, steps));
    return [rate, whole](std::int64_t step, int) { return rate * std::min(1.0, static_cast<double>(step + 1) / whole); };
}

Schedule warmUpCosine(double rate, double steps)
{
    const double warmUp = std::max(1.0, std::min(warmUpShare * steps, warmUpSteps));
    return [=](std::int64_t at, int) {
        const auto step = static_cast<double>(at);
        if (step < warmUp) return rate * (step + 1.0) / warmUp;
        return rate * 0.5 * (1.0 + std::cos(std::numbers::pi * (step - warmUp) / std::max(1.0, steps - warmUp)));
    };
}

Schedule decayByEpoch(double rate, int interval, double factor)
{
    return [=](std::int64_t, int epoch) {
        double result = rate;  // multiplied again and again, as PyTorch does: a power would round differently
        for (int i = 0; i < (epoch - 1) / std::max(1, interval); ++i) result *= factor;
        return result;
    };
}

Schedule cosineRestarts(const CosineRestarts &cycles)
{
    return [cycles](std::int64_t, int epoch) { return rateOf(cycles, epoch); };
}

}  // namespace lexicell::models::training
