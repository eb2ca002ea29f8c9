#include "core/simulate/count_draws.h"

#include <cmath>
#include <numbers>

namespace lexicell::simulate {

// ln k! by Stirling's series (its error is below 1e-9 from 10 on). std::lgamma writes a global, so it is not thread-safe.
static double logFactorial(double k)
{
    double shift = 0.0;
    while (k < 10.0) {
        k += 1.0;
        shift += std::log(k);
    }
    return (k + 0.5) * std::log(k) - k + 0.5 * std::log(2.0 * std::numbers::pi) + 1.0 / (12.0 * k) - 1.0 / (360.0 * k * k * k) -
           shift;
}

double drawGamma(Random &random, double shape)
{
    // The method needs shape >= 1; a smaller one is raised by 1 and scaled back (same paper, section 6).
    if (shape < 1.0) return drawGamma(random, shape + 1.0) * std::pow(1.0 - random.uniform(), 1.0 / shape);
    const double d = shape - 1.0 / 3.0;
    const double c = 1.0 / std::sqrt(9.0 * d);
    while (true) {
        const double x = random.normal();
        const double root = 1.0 + c * x;
        if (root <= 0.0) continue;
        const double v = root * root * root;
        const double u = 1.0 - random.uniform();
        if (std::log(u) < 0.5 * x * x + d - d * v + d * std::log(v)) return d * v;
    }
}

double drawPoisson(Random &random, double mean)
{
    if (mean < 10.0) {
        double probability = std::exp(-mean);
        double rest = random.uniform() - probability;
        double count = 0.0;
        while (rest >= 0.0 && count < 200.0) {  // beyond 200 the probabilities are 0 in double
            count += 1.0;
            probability *= mean / count;
            rest -= probability;
        }
        return count;
    }
    const double b = 0.931 + 2.53 * std::sqrt(mean);
    const double a = -0.059 + 0.02483 * b;
    const double inverseAlpha = 1.1239 + 1.1328 / (b - 3.4);
    const double squeeze = 0.9277 - 3.6224 / (b - 2.0);
    while (true) {
        const double u = random.uniform() - 0.5;
        const double v = 1.0 - random.uniform();
        const double us = 0.5 - std::abs(u);
        const double k = std::floor((2.0 * a / us + b) * u + mean + 0.43);
        if (us >= 0.07 && v <= squeeze) return k;
        if (k < 0.0 || (us < 0.013 && v > us)) continue;
        if (std::log(v * inverseAlpha / (a / (us * us) + b)) <= k * std::log(mean) - mean - logFactorial(k)) return k;
    }
}

double drawNegativeBinomial(Random &random, double mean, double dispersion)
{
    return drawPoisson(random, mean * dispersion * drawGamma(random, 1.0 / dispersion));
}

}  // namespace lexicell::simulate
