#include "models/tasks/knock_out/opposite_change.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace lexicell::models::tasks {

namespace {

bool hasDirection(const CellShift &shift) { return !std::isnan(shift.along) && shift.along != 0.0; }

}  // namespace

double OppositeChange::share() const
{
    return genes > 0 ? static_cast<double>(opposite) / static_cast<double>(genes) : std::numeric_limits<double>::quiet_NaN();
}

OppositeChange oppositeSigns(const ChangedCells &raised, const ChangedCells &removed)
{
    OppositeChange result;
    for (std::size_t gene = 0; gene < removed.targets.size(); ++gene) {
        const TargetShifts &up = raised.targets[gene], &down = removed.targets[gene];
        double ofRaised = 0.0, ofRemoved = 0.0;
        for (std::size_t i = 0; i < down.cells.size(); ++i) {
            const auto found = std::lower_bound(up.cells.begin(), up.cells.end(), down.cells[i]);
            if (found == up.cells.end() || *found != down.cells[i]) continue;
            const CellShift &other = up.shifts[static_cast<std::size_t>(found - up.cells.begin())];
            if (!hasDirection(down.shifts[i]) || !hasDirection(other)) continue;
            ofRaised += other.along;
            ofRemoved += down.shifts[i].along;
        }
        if (ofRaised == 0.0 || ofRemoved == 0.0) continue;
        ++result.genes;
        result.opposite += (ofRaised > 0.0) != (ofRemoved > 0.0) ? 1 : 0;
    }
    return result;
}

Result<OppositeChange> compareWithRemoval(const input::PreparedCells &cells, const LoadedModel &model, const ChangeJob &job,
                                          const ChangedCells &raised, std::size_t tested, JobContext &context)
{
    const GeneChange removal{geneChanges(*cells.tokenizer)->kinds().front(), {}};
    const auto end = job.targets.begin() + static_cast<std::ptrdiff_t>(tested);
    const ChangeJob removing{job.cells, job.intact, {job.targets.begin(), end}, removal, job.goal, job.unfinished};
    LEXICELL_TRY(removed, changeCells(cells, model, removing, context));
    OppositeChange result = oppositeSigns(raised, removed);
    result.removal = removal.kind;
    result.passes = removed.passes;
    return result;
}

}  // namespace lexicell::models::tasks
