#include "core/analysis/quasi_newton.h"

#include <algorithm>
#include <cmath>
#include <deque>

namespace lexicell::analysis {

namespace {

using Vector = std::vector<double>;

double dot(const Vector &a, const Vector &b)
{
    double sum = 0.0;
    for (std::size_t i = 0; i < a.size(); ++i) sum += a[i] * b[i];
    return sum;
}

double largest(const Vector &values)
{
    double most = 0.0;
    for (const double value : values) most = std::max(most, std::abs(value));
    return most;
}

double sign(double value) { return value > 0.0 ? 1.0 : value < 0.0 ? -1.0 : 0.0; }

// Of value + l1 sum |x|: the gradient, at 0 the part of it that leads downhill.
Vector pseudoGradient(const Vector &x, Vector gradient, double l1)
{
    if (l1 == 0.0) return gradient;
    for (std::size_t i = 0; i < x.size(); ++i) {
        if (x[i] != 0.0) gradient[i] += sign(x[i]) * l1;
        else if (gradient[i] > l1) gradient[i] -= l1;
        else if (gradient[i] < -l1) gradient[i] += l1;
        else gradient[i] = 0.0;
    }
    return gradient;
}

struct Pair {
    Vector step, change;  // of x and of the gradient
    double inverse = 0.0;
};

// The two-loop recursion: the inverse Hessian of the pairs, times −gradient.
Vector direction(const std::deque<Pair> &pairs, Vector gradient)
{
    std::vector<double> weights(pairs.size());
    for (std::size_t k = pairs.size(); k-- > 0;) {
        weights[k] = pairs[k].inverse * dot(pairs[k].step, gradient);
        for (std::size_t i = 0; i < gradient.size(); ++i) gradient[i] -= weights[k] * pairs[k].change[i];
    }
    if (!pairs.empty()) {
        const double scale = 1.0 / (pairs.back().inverse * dot(pairs.back().change, pairs.back().change));
        for (double &value : gradient) value *= scale;
    }
    for (std::size_t k = 0; k < pairs.size(); ++k) {
        const double weight = weights[k] - pairs[k].inverse * dot(pairs[k].change, gradient);
        for (std::size_t i = 0; i < gradient.size(); ++i) gradient[i] += weight * pairs[k].step[i];
    }
    for (double &value : gradient) value = -value;
    return gradient;
}

class Search {
  public:
    Search(const SmoothFunction &function, Vector start, const QuasiNewtonOptions &options)
        : m_function(function), m_options(options), m_gradient(start.size())
    {
        m_minimum.x = std::move(start);
        m_minimum.value = valueAt(m_minimum.x, m_gradient);
        m_slope = pseudoGradient(m_minimum.x, m_gradient, m_options.l1);
        m_enough = m_options.gradientTolerance * std::max(largest(m_slope), 1e-300);
    }

    // False: nothing is left to do.
    bool step()
    {
        if (largest(m_slope) <= m_enough) m_minimum.converged = true;
        if (m_minimum.converged || m_minimum.steps == m_options.mostSteps) return false;
        if (!descend(downhill())) {
            if (m_pairs.empty()) return false;
            m_pairs.clear();  // the pairs may be worn out: once more along the gradient
            if (!descend(downhill())) return false;
        }
        ++m_minimum.steps;
        return true;
    }

    Minimum take() { return std::move(m_minimum); }

  private:
    double valueAt(const Vector &x, Vector &gradient) const
    {
        double value = m_function(x, gradient);
        if (m_options.l1 > 0.0)
            for (const double part : x) value += m_options.l1 * std::abs(part);
        return value;
    }

    Vector downhill() const
    {
        Vector way = direction(m_pairs, m_slope);
        if (m_options.l1 > 0.0)
            for (std::size_t i = 0; i < way.size(); ++i)
                if (way[i] * m_slope[i] >= 0.0) way[i] = 0.0;
        return way;
    }

    // With the sum of |x|, a step ends where x or its gradient would change sign.
    Vector moved(const Vector &way, double length) const
    {
        Vector x = m_minimum.x;
        for (std::size_t i = 0; i < x.size(); ++i) {
            const double side = x[i] != 0.0 ? sign(x[i]) : -sign(m_slope[i]);
            x[i] += length * way[i];
            if (m_options.l1 > 0.0 && sign(x[i]) != side) x[i] = 0.0;
        }
        return x;
    }

    bool descend(const Vector &way)
    {
        if (dot(way, m_slope) >= 0.0) return false;
        constexpr double enough = 1e-4;  // Armijo's share of the decrease that the slope promises
        Vector gradient(way.size());
        double length = m_pairs.empty() ? std::min(1.0, 1.0 / std::sqrt(dot(m_slope, m_slope))) : 1.0;
        for (int tries = 0; tries < 60; ++tries, length *= 0.5) {
            Vector x = moved(way, length);
            double promised = 0.0;
            for (std::size_t i = 0; i < x.size(); ++i) promised += m_slope[i] * (x[i] - m_minimum.x[i]);
            const double value = valueAt(x, gradient);
            if (!(value <= m_minimum.value + enough * promised) || promised >= 0.0) continue;
            remember(x, gradient);
            m_minimum.x = std::move(x);
            m_minimum.value = value;
            m_gradient = gradient;
            m_slope = pseudoGradient(m_minimum.x, m_gradient, m_options.l1);
            return true;
        }
        return false;
    }

    void remember(const Vector &x, const Vector &gradient)
    {
        Pair pair{x, gradient, 0.0};
        for (std::size_t i = 0; i < x.size(); ++i) {
            pair.step[i] -= m_minimum.x[i];
            pair.change[i] -= m_gradient[i];
        }
        const double curvature = dot(pair.step, pair.change);
        if (curvature <= 1e-12 * dot(pair.change, pair.change)) return;
        pair.inverse = 1.0 / curvature;
        m_pairs.push_back(std::move(pair));
        if (m_pairs.size() > static_cast<std::size_t>(m_options.memory)) m_pairs.pop_front();
    }

    const SmoothFunction &m_function;
    const QuasiNewtonOptions &m_options;
    Minimum m_minimum;
    Vector m_gradient, m_slope;
    double m_enough = 0.0;
    std::deque<Pair> m_pairs;
};

}  // namespace

Result<Minimum> minimize(const SmoothFunction &function, std::vector<double> start, const QuasiNewtonOptions &options,
                         JobContext &context)
{
    Search search(function, std::move(start), options);
    while (search.step())
        if (context.cancelled()) return cancelled();
    return search.take();
}

}  // namespace lexicell::analysis
