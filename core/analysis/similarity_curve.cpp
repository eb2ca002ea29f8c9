#include "core/analysis/umap.h"

#include <cmath>
#include <vector>

namespace lexicell::analysis {

namespace {

struct Sample {
    double x, y;
};

// The grid that umap-learn fits on (umap_.py, find_ab_params): 300 points of [0, 3 spread].
std::vector<Sample> targetCurve(double spread, double minDist)
{
    constexpr int count = 300;
    std::vector<Sample> samples;
    for (int i = 0; i < count; ++i) {
        const double x = 3.0 * spread * i / (count - 1);
        samples.push_back({x, x < minDist ? 1.0 : std::exp(-(x - minDist) / spread)});
    }
    return samples;
}

double squaredError(const std::vector<Sample> &samples, SimilarityCurve curve)
{
    double sum = 0.0;
    for (const auto &sample : samples) {
        const double fitted = sample.x > 0.0 ? 1.0 / (1.0 + curve.a * std::pow(sample.x, 2.0 * curve.b)) : 1.0;
        sum += (sample.y - fitted) * (sample.y - fitted);
    }
    return sum;
}

}  // namespace

// Levenberg-Marquardt in two variables.
SimilarityCurve fitSimilarityCurve(double spread, double minDist)
{
    const auto samples = targetCurve(spread, minDist);
    SimilarityCurve curve{1.0, 1.0};
    double error = squaredError(samples, curve), damping = 1e-3;
    for (int iteration = 0; iteration < 200 && damping < 1e12; ++iteration) {
        double aa = 0.0, ab = 0.0, bb = 0.0, ra = 0.0, rb = 0.0;  // normal equations
        for (const auto &[x, y] : samples) {
            if (x <= 0.0) continue;  // both curves are 1 there for any a and b
            const double power = std::pow(x, 2.0 * curve.b), fitted = 1.0 / (1.0 + curve.a * power);
            const double byA = -power * fitted * fitted, byB = 2.0 * curve.a * std::log(x) * byA;
            aa += byA * byA;
            ab += byA * byB;
            bb += byB * byB;
            ra += byA * (y - fitted);
            rb += byB * (y - fitted);
        }
        const double p = aa * (1.0 + damping), q = bb * (1.0 + damping), determinant = p * q - ab * ab;
        const SimilarityCurve next{curve.a + (q * ra - ab * rb) / determinant, curve.b + (p * rb - ab * ra) / determinant};
        const double nextError = next.a > 0.0 && next.b > 0.0 ? squaredError(samples, next) : error;
        if (nextError < error) {
            const bool settled = error - nextError < 1e-15 * error;
            curve = next;
            error = nextError;
            damping *= 0.3;
            if (settled) break;
        } else {
            damping *= 4.0;
        }
    }
    return curve;
}

}  // namespace lexicell::analysis
