#include "core/analysis/silhouette.h"

#include "core/base/guarded.h"
#include "core/base/parallel.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

namespace lexicell::analysis {

namespace {

double distance(const float *a, const float *b, std::int64_t dimensions)
{
    double sum = 0.0;
    for (std::int64_t i = 0; i < dimensions; ++i) {
        const double difference = static_cast<double>(a[i]) - static_cast<double>(b[i]);
        sum += difference * difference;
    }
    return std::sqrt(sum);
}

struct Groups {
    std::vector<std::size_t> ofCell;
    std::vector<double> sizes;
};

Groups groupsOf(const std::vector<std::string> &labels)
{
    std::map<std::string, std::size_t> numbers;
    Groups groups;
    for (const std::string &label : labels) {
        const auto [place, isNew] = numbers.emplace(label, numbers.size());
        if (isNew) groups.sizes.push_back(0.0);
        groups.sizes[place->second] += 1.0;
        groups.ofCell.push_back(place->second);
    }
    return groups;
}

// `sums`: sums of the cell's distances to each group.
double width(const Groups &groups, std::size_t cell, const double *sums)
{
    const std::size_t own = groups.ofCell[cell];
    if (groups.sizes[own] < 2.0) return 0.0;
    const double inside = sums[own] / (groups.sizes[own] - 1.0);
    double outside = std::numeric_limits<double>::infinity();
    for (std::size_t group = 0; group < groups.sizes.size(); ++group)
        if (group != own) outside = std::min(outside, sums[group] / groups.sizes[group]);
    const double larger = std::max(inside, outside);
    return larger > 0.0 ? (outside - inside) / larger : 0.0;
}

}  // namespace

Result<std::vector<double>> silhouettes(const data::MatrixView &cells, const std::vector<std::string> &labels,
                                        JobContext &context)
{
    const auto work = [&]() -> Result<std::vector<double>> {
        const Groups groups = groupsOf(labels);
        if (groups.sizes.size() < 2)
            return Error{
                errors::badOption, "A silhouette needs at least two groups of cells. Choose another column of labels.", {}};
        std::vector<double> widths(labels.size());
        std::vector<double> sums(labels.size() * groups.sizes.size(), 0.0);
        parallelFor(cells.rows, context.threads, [&](std::int64_t begin, std::int64_t end) {
            for (std::int64_t cell = begin; cell < end && !context.cancelled(); ++cell) {
                double *own = sums.data() + cell * static_cast<std::int64_t>(groups.sizes.size());
                for (std::int64_t other = 0; other < cells.rows; ++other)
                    own[groups.ofCell[static_cast<std::size_t>(other)]] +=
                        distance(cells.row(cell), cells.row(other), cells.columns);
                widths[static_cast<std::size_t>(cell)] = width(groups, static_cast<std::size_t>(cell), own);
            }
        });
        if (context.cancelled()) return cancelled();
        return widths;
    };
    return guarded("compute the distances between cells and groups", work, "Use fewer cells.");
}

Result<double> meanSilhouette(const data::MatrixView &cells, const std::vector<std::string> &labels, JobContext &context)
{
    LEXICELL_TRY(widths, silhouettes(cells, labels, context));
    double sum = 0.0;
    for (const double one : widths) sum += one;
    return sum / static_cast<double>(cells.rows);
}

}  // namespace lexicell::analysis
