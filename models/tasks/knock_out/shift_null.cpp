#include "models/tasks/knock_out/shift_null.h"

#include "core/analysis/quantile.h"
#include "models/tasks/knock_out/group_shifts.h"

#include <cmath>

namespace lexicell::models::tasks {

namespace {

struct Mean {
    double sum = 0.0;
    std::int64_t cells = 0;

    void add(double value)
    {
        if (!std::isfinite(value)) return;
        sum += value;
        ++cells;
    }
    double value() const { return sum / static_cast<double>(cells); }
};

}  // namespace

std::vector<GroupNull> groupNulls(const CellShifts &cells)
{
    const auto columns = static_cast<std::size_t>(cells.null.columns);
    std::vector<Mean> own(cells.groupCount), others(cells.groupCount * columns);
    for (std::size_t cell = 0; cell < cells.shifts.size(); ++cell) {
        if (cells.groups[cell] < 0) continue;
        const auto group = static_cast<std::size_t>(cells.groups[cell]);
        own[group].add(cells.shifts[cell]);
        for (std::size_t gene = 0; gene < columns; ++gene)
            others[group * columns + gene].add(static_cast<double>(cells.null.row(static_cast<std::int64_t>(cell))[gene]));
    }
    std::vector<GroupNull> nulls(cells.groupCount);
    for (std::size_t group = 0; group < cells.groupCount; ++group) {
        GroupNull &null = nulls[group];
        if (own[group].cells > 0) null.shift = own[group].value();
        std::vector<double> means;
        means.reserve(columns);
        for (std::size_t gene = 0; gene < columns; ++gene)
            if (const Mean &mean = others[group * columns + gene]; mean.cells >= fewestArrowCells) means.push_back(mean.value());
        null.genes = static_cast<std::int64_t>(means.size());
        if (null.genes >= fewestNullGenes) null.limit = analysis::quantile(std::move(means), shiftNullShare);
    }
    return nulls;
}

}  // namespace lexicell::models::tasks
