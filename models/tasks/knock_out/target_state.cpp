#include "models/tasks/knock_out/target_state.h"

#include <algorithm>

namespace lexicell::models::tasks {

namespace {

template <class Values> const Values &named(const std::map<std::string, Values> &map, const char *name)
{
    static const Values none;
    const auto found = map.find(name);
    return found == map.end() ? none : found->second;
}

}  // namespace

bool addsUp(const std::vector<std::int64_t> &sizes, std::size_t list)
{
    std::size_t all = 0;
    for (const std::int64_t size : sizes) {
        if (size < 0 || static_cast<std::size_t>(size) > list) return false;
        all += static_cast<std::size_t>(size);
    }
    return all == list;
}

const std::vector<std::int64_t> &countsOf(const PartState &state, const char *name) { return named(state.counts, name); }
const std::vector<double> &numbersOf(const PartState &state, const char *name) { return named(state.numbers, name); }

Error contradiction()
{
    return {errors::corruptData, "The file of the unfinished run contradicts itself. Start the run anew.", {}, {{"resume"}}};
}

void addShifts(std::vector<double> &to, const std::vector<CellShift> &shifts)
{
    for (const CellShift &shift : shifts) to.insert(to.end(), {shift.shift, shift.toward, shift.along});
}

std::vector<CellShift> shiftsAt(const std::vector<double> &from, std::size_t begin, std::size_t count)
{
    std::vector<CellShift> shifts;
    for (std::size_t i = begin * numbersOfCell; i < (begin + count) * numbersOfCell; i += numbersOfCell)
        shifts.push_back({from[i], from[i + 1], from[i + 2]});
    return shifts;
}

PartState stateOf(const ChangedCells &result, PairPlace next)
{
    PartState state;
    for (const TargetShifts &target : result.targets) {
        state.counts["sizes"].push_back(static_cast<std::int64_t>(target.cells.size()));
        state.counts["replaced"].push_back(target.replaced);
        state.counts["unchanged"].push_back(target.unchanged);
        auto &cells = state.counts["cells"];
        cells.insert(cells.end(), target.cells.begin(), target.cells.end());
        addShifts(state.numbers["shifts"], target.shifts);
        auto &change = state.numbers["change"];
        change.insert(change.end(), target.change.begin(), target.change.end());
    }
    state.counts["next"] = {static_cast<std::int64_t>(next.place), static_cast<std::int64_t>(next.target), result.passes};
    return state;
}

Result<PairPlace> restore(ChangedCells &result, const PartState &state, std::size_t cells)
{
    if (state.counts.empty()) return PairPlace();
    const auto &next = countsOf(state, "next"), &sizes = countsOf(state, "sizes"), &places = countsOf(state, "cells");
    const auto &replaced = countsOf(state, "replaced"), &unchanged = countsOf(state, "unchanged");
    const auto &shifts = numbersOf(state, "shifts"), &change = numbersOf(state, "change");
    const std::size_t targets = result.targets.size();
    const std::size_t width = targets == 0 ? 0 : result.targets.front().change.size();
    const auto known = [cells](std::int64_t place) { return place >= 0 && static_cast<std::size_t>(place) < cells; };
    if (next.size() != 3 || next[0] < 0 || next[1] < 0 || sizes.size() != targets || replaced.size() != targets ||
        unchanged.size() != targets || !addsUp(sizes, places.size()) || !std::all_of(places.begin(), places.end(), known) ||
        shifts.size() != numbersOfCell * places.size() || change.size() != targets * width)
        return contradiction();
    std::size_t cell = 0;
    for (std::size_t i = 0; i < targets; ++i) {
        TargetShifts &target = result.targets[i];
        target.replaced = replaced[i];
        target.unchanged = unchanged[i];
        const auto begin = change.begin() + static_cast<std::ptrdiff_t>(i * width);
        target.change.assign(begin, begin + static_cast<std::ptrdiff_t>(width));
        const auto size = static_cast<std::size_t>(sizes[i]);
        const auto first = places.begin() + static_cast<std::ptrdiff_t>(cell);
        target.cells.assign(first, first + sizes[i]);
        target.shifts = shiftsAt(shifts, cell, size);
        cell += size;
    }
    result.passes = next[2];
    return PairPlace{static_cast<std::size_t>(next[0]), static_cast<std::size_t>(next[1])};
}

}  // namespace lexicell::models::tasks
