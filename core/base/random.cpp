#include "core/base/random.h"

#include <cmath>
#include <numbers>

namespace lexicell {

double Random::normal()
{
    // Box-Muller without a cached second value, so that a draw stays a function of its position in the stream.
    const double radius = std::sqrt(-2.0 * std::log(1.0 - uniform()));
    return radius * std::cos(2.0 * std::numbers::pi * uniform());
}

}  // namespace lexicell
