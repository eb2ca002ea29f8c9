#include "core/analysis/p_values.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace lexicell::analysis {

namespace {

// Below this the asymptotic series are not exact in double, so the recurrences raise x first.
constexpr double seriesFrom = 15.0;

// Continued fraction of the incomplete beta function by Lentz's method (Numerical Recipes, 3rd edition, 6.4). It converges
// after some sqrt(max(a, b)) terms for x < (a + 1)/(a + b + 2).
double betaFraction(double a, double b, double x)
{
    constexpr double tiny = 1e-300, enough = 1e-16;
    constexpr int mostTerms = 100'000;
    double c = 1.0, d = 1.0 - (a + b) * x / (a + 1.0);
    d = 1.0 / (std::abs(d) < tiny ? tiny : d);
    double result = d;
    for (int term = 1; term <= mostTerms; ++term) {
        const double m = term;
        for (const double step : {m * (b - m) * x / ((a + 2.0 * m - 1.0) * (a + 2.0 * m)),
                                  -(a + m) * (a + b + m) * x / ((a + 2.0 * m) * (a + 2.0 * m + 1.0))}) {
            d = 1.0 + step * d;
            d = 1.0 / (std::abs(d) < tiny ? tiny : d);
            c = 1.0 + step / c;
            c = std::abs(c) < tiny ? tiny : c;
            result *= d * c;
        }
        if (std::abs(d * c - 1.0) < enough) break;
    }
    return result;
}

}  // namespace

double logGamma(double x)
{
    // std::lgamma writes a global, so it is not thread-safe.
    double product = 1.0;
    while (x < seriesFrom) {
        product *= x;
        x += 1.0;
    }
    const double inverse = 1.0 / x, square = inverse * inverse;
    const double series =
        inverse * (1.0 / 12 - square * (1.0 / 360 - square * (1.0 / 1260 - square * (1.0 / 1680 - square / 1188))));
    constexpr double halfLogTwoPi = 0.91893853320467274178;
    return (x - 0.5) * std::log(x) - x + halfLogTwoPi + series - std::log(product);
}

double digamma(double x)
{
    double raised = 0.0;
    while (x < seriesFrom) {
        raised -= 1.0 / x;
        x += 1.0;
    }
    const double square = 1.0 / (x * x);
    return raised + std::log(x) - 0.5 / x -
           square * (1.0 / 12 - square * (1.0 / 120 - square * (1.0 / 252 - square * (1.0 / 240 - square / 132))));
}

double trigamma(double x)
{
    double raised = 0.0;
    while (x < seriesFrom) {
        raised += 1.0 / (x * x);
        x += 1.0;
    }
    const double inverse = 1.0 / x, square = inverse * inverse;
    return raised + inverse + 0.5 * square +
           inverse * square * (1.0 / 6 - square * (1.0 / 30 - square * (1.0 / 42 - square * (1.0 / 30 - square * 5 / 66))));
}

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
    const double square = t * t, a = degreesOfFreedom / 2.0, b = 0.5;
    if (square == 0.0) return 1.0;
    const double x = degreesOfFreedom / (degreesOfFreedom + square), rest = square / (degreesOfFreedom + square);
    const double front =
        std::exp(logGamma(a + b) - logGamma(a) - logGamma(b) - a * std::log1p(square / degreesOfFreedom) + b * std::log(rest));
    if (x < (a + 1.0) / (a + b + 2.0)) return front * betaFraction(a, b, x) / a;
    return 1.0 - front * betaFraction(b, a, rest) / b;
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
