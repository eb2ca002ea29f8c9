#include "ui/workspace/genes/group_expression.h"

#include "core/analysis/p_values.h"

#include <cmath>
#include <limits>

namespace lexicell::ui {

namespace {

// t with P(|T| >= t) = 5 %, by halving.
double criticalT(double degreesOfFreedom)
{
    double low = 1.9, high = 13.0;  // 1.96 of the normal distribution to 12.71 of one degree
    for (int i = 0; i < 50; ++i) {
        const double middle = (low + high) / 2.0;
        (analysis::studentTwoSided(middle, degreesOfFreedom) > 0.05 ? low : high) = middle;
    }
    return (low + high) / 2.0;
}

struct Sums {
    std::int64_t cells = 0, expressing = 0;
    double mean = 0.0, squares = 0.0;  // of the differences from the mean (Welford)
    void add(double value)
    {
        ++cells;
        expressing += value > 0.0;
        const double before = value - mean;
        mean += before / static_cast<double>(cells);
        squares += before * (value - mean);
    }
};

GroupExpression groupOf(const Label &label, const Sums &sums)
{
    constexpr double missing = std::numeric_limits<double>::quiet_NaN();
    const auto n = static_cast<double>(sums.cells);
    GroupExpression group{
        label.name, label.color, sums.cells, sums.mean, missing, missing, static_cast<double>(sums.expressing) / n};
    if (sums.cells < 2) return group;
    const double half = criticalT(n - 1.0) * std::sqrt(sums.squares / (n - 1.0) / n);
    group.low = sums.mean - half;
    group.high = sums.mean + half;
    return group;
}

}  // namespace

std::vector<GroupExpression> groupExpression(const std::vector<float> &values, const LabelField &field,
                                             const std::vector<int> &listed)
{
    std::vector<Sums> sums(field.labels.size());
    for (std::size_t cell = 0; cell < values.size() && cell < field.codes.size(); ++cell)
        if (field.codes[cell] >= 0 && std::isfinite(values[cell]))
            sums[static_cast<std::size_t>(field.codes[cell])].add(static_cast<double>(values[cell]));
    std::vector<GroupExpression> groups;
    for (const int at : listed) {
        const auto place = static_cast<std::size_t>(at);
        if (sums[place].cells > 0) groups.push_back(groupOf(field.labels[place], sums[place]));
    }
    return groups;
}

}  // namespace lexicell::ui
