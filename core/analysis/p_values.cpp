#include "core/analysis/p_values.h"

#include <boost/math/special_functions/beta.hpp>
#include <boost/math/special_functions/digamma.hpp>
#include <boost/math/special_functions/trigamma.hpp>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace lexicell::analysis {

namespace {

// What has no value is NaN, and what exceeds double is infinite or zero. Computing in double: long double is slower, not needed.
using Policy = boost::math::policies::policy<boost::math::policies::promote_double<false>,
                                             boost::math::policies::domain_error<boost::math::policies::ignore_error>,
                                             boost::math::policies::overflow_error<boost::math::policies::ignore_error>,
                                             boost::math::policies::underflow_error<boost::math::policies::ignore_error>,
                                             boost::math::policies::evaluation_error<boost::math::policies::ignore_error>>;

}  // namespace

double digamma(double x) { return boost::math::digamma(x, Policy()); }

double trigamma(double x) { return boost::math::trigamma(x, Policy()); }

double trigammaInverse(double y)
{
    // Newton's method on 1/trigamma, which is nearly linear (Smyth 2004, appendix). It rises to the root from 0.5 + 1/y.
    if (y > 1e7) return 1.0 / std::sqrt(y);
    if (y < 1e-6) return 1.0 / y;
    double x = 0.5 + 1.0 / y;
    for (int round = 0; round < 50; ++round) {
        const double value = trigamma(x);
        const double width = x * 1e-6;
        const double slope = (trigamma(x + width) - trigamma(x - width)) / (2.0 * width);
        const double step = value * (1.0 - value / y) / slope;
        x += step;
        if (std::abs(step) < 1e-13 * x) break;
    }
    return x;
}

double normalTwoSided(double z) { return std::erfc(std::abs(z) / std::sqrt(2.0)); }

double studentTwoSided(double t, double degreesOfFreedom)
{
    if (std::isnan(t) || std::isnan(degreesOfFreedom) || degreesOfFreedom <= 0.0) return std::numeric_limits<double>::quiet_NaN();
    if (std::isinf(degreesOfFreedom)) return normalTwoSided(t);
    if (std::isinf(t)) return 0.0;
    const double square = t * t;
    // The smaller of the two arguments is exact.
    if (square < degreesOfFreedom)
        return boost::math::ibetac(0.5, degreesOfFreedom / 2.0, square / (degreesOfFreedom + square), Policy());
    return boost::math::ibeta(degreesOfFreedom / 2.0, 0.5, degreesOfFreedom / (degreesOfFreedom + square), Policy());
}

std::vector<double> falseDiscoveryRates(const std::vector<double> &pValues)
{
    std::vector<std::size_t> order;
    for (std::size_t i = 0; i < pValues.size(); ++i)
        if (!std::isnan(pValues[i])) order.push_back(i);
    std::stable_sort(order.begin(), order.end(), [&](std::size_t i, std::size_t j) { return pValues[i] < pValues[j]; });
    std::vector<double> adjusted(pValues.size(), std::numeric_limits<double>::quiet_NaN());
    const auto tests = static_cast<double>(order.size());
    double smallest = 1.0;
    for (std::size_t rank = order.size(); rank-- > 0;) {
        smallest = std::min(smallest, pValues[order[rank]] * tests / static_cast<double>(rank + 1));
        adjusted[order[rank]] = smallest;
    }
    return adjusted;
}

}  // namespace lexicell::analysis
