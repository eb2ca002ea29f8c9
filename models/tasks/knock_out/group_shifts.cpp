#include "models/tasks/knock_out/group_shifts.h"

#include "core/base/guarded.h"
#include "models/tasks/annotate/reference_vote.h"

#include <algorithm>
#include <cmath>

namespace lexicell::models::tasks {

namespace {

// Products of numbers for one arrow map: about ten seconds on two cores.
constexpr double mostWork = 2e10;
constexpr std::int64_t fewestUsed = 20, mostUsed = 400;  // cells of a group

bool allNumbers(const float *row, std::int64_t width)
{
    return std::all_of(row, row + width, [](float value) { return std::isfinite(value); });
}

bool embedded(const float *row, std::int64_t width)
{
    return allNumbers(row, width) && std::any_of(row, row + width, [](float value) { return value != 0.0F; });
}

bool hasPlace(const std::vector<float> &places, std::int64_t cell)
{
    const auto at = static_cast<std::size_t>(2 * cell);
    return std::isfinite(places[at]) && std::isfinite(places[at + 1]);
}

// The cells whose places make those of vectors.
struct Reference {
    std::vector<std::int64_t> cells;
    std::vector<float> vectors;
};

Reference referenceOf(const ShiftedCells &cells)
{
    Reference reference;
    for (std::int64_t cell = 0; cell < cells.intact.rows; ++cell) {
        const float *row = cells.intact.row(cell);
        if (!hasPlace(cells.places, cell) || !embedded(row, cells.intact.columns)) continue;
        reference.cells.push_back(cell);
        reference.vectors.insert(reference.vectors.end(), row, row + cells.intact.columns);
    }
    return reference;
}

// `most` of them, evenly spread.
std::vector<std::int64_t> someOf(const std::vector<std::int64_t> &all, std::int64_t most)
{
    const auto size = static_cast<std::int64_t>(all.size()), count = std::min(size, most);
    std::vector<std::int64_t> some;
    for (std::int64_t i = 0; i < count; ++i) some.push_back(all[static_cast<std::size_t>(i * size / count)]);
    return some;
}

struct Place {
    double x = 0.0, y = 0.0;
};

std::vector<Place> placesOf(const NearestReferences &nearest, const Reference &reference, const std::vector<float> &places,
                            std::size_t count)
{
    std::vector<Place> all(count);
    const auto k = static_cast<std::size_t>(nearest.neighbors);
    for (std::size_t query = 0; query < count; ++query) {
        for (std::size_t i = 0; i < k; ++i) {
            const std::int64_t cell = reference.cells[static_cast<std::size_t>(nearest.rows[query * k + i])];
            all[query].x += static_cast<double>(places[static_cast<std::size_t>(2 * cell)]);
            all[query].y += static_cast<double>(places[static_cast<std::size_t>(2 * cell + 1)]);
        }
        all[query].x /= static_cast<double>(k);
        all[query].y /= static_cast<double>(k);
    }
    return all;
}

Result<GroupShift> shiftOf(const ShiftedCells &cells, const Reference &reference, const std::vector<std::int64_t> &members,
                           std::int64_t most, JobContext &context)
{
    GroupShift shift;
    shift.cells = static_cast<std::int64_t>(members.size());
    if (shift.cells < fewestArrowCells) return shift;
    const auto used = someOf(members, most);
    const std::int64_t width = cells.intact.columns;
    std::vector<float> vectors;  // E of the used cells, then their E'
    for (const bool changed : {false, true})
        for (const std::int64_t cell : used)
            for (std::int64_t i = 0; i < width; ++i)
                vectors.push_back(cells.intact.row(cell)[i] + (changed ? cells.shifts.row(cell)[i] : 0.0F));
    LEXICELL_TRY(nearest, nearestReferences(data::rowsOf(vectors, width), data::rowsOf(reference.vectors, width), placeNeighbors,
                                            context));
    const auto places = placesOf(nearest, reference, cells.places, 2 * used.size());
    for (std::size_t i = 0; i < used.size(); ++i) {
        shift.x += static_cast<double>(cells.places[static_cast<std::size_t>(2 * used[i])]);
        shift.y += static_cast<double>(cells.places[static_cast<std::size_t>(2 * used[i] + 1)]);
        shift.dx += places[used.size() + i].x - places[i].x;
        shift.dy += places[used.size() + i].y - places[i].y;
    }
    shift.used = static_cast<std::int64_t>(used.size());
    for (double *sum : {&shift.x, &shift.y, &shift.dx, &shift.dy}) *sum /= static_cast<double>(shift.used);
    return shift;
}

Result<std::vector<GroupShift>> run(const ShiftedCells &cells, JobContext &context)
{
    const auto rows = static_cast<std::size_t>(cells.intact.rows);
    if (cells.shifts.rows != cells.intact.rows || cells.shifts.columns != cells.intact.columns ||
        cells.places.size() != 2 * rows || cells.groups.size() != rows)
        return Error{
            errors::shapeMismatch,
            "The shifts of the cells and their vectors have other sizes. Embed the cells with the model of the knock-out."};
    const Reference reference = referenceOf(cells);
    if (static_cast<std::int64_t>(reference.cells.size()) < placeNeighbors)
        return Error{errors::tooFewCells, "Only " + std::to_string(reference.cells.size()) +
                                              " cells have a vector and a place on the map; arrows need " +
                                              std::to_string(placeNeighbors) + "."};
    std::vector<std::vector<std::int64_t>> members(cells.groupCount);
    for (const std::int64_t cell : reference.cells)
        if (const std::int32_t group = cells.groups[static_cast<std::size_t>(cell)];
            group >= 0 && allNumbers(cells.shifts.row(cell), cells.shifts.columns))
            members[static_cast<std::size_t>(group)].push_back(cell);
    const double perCell = 2.0 * static_cast<double>(reference.cells.size()) * static_cast<double>(cells.intact.columns) *
                           static_cast<double>(std::max<std::size_t>(1, cells.groupCount));
    const std::int64_t most = std::clamp(static_cast<std::int64_t>(mostWork / perCell), fewestUsed, mostUsed);
    std::vector<GroupShift> shifts;
    for (const auto &own : members) {
        if (context.cancelled()) return cancelled();
        context.report(static_cast<double>(shifts.size()) / static_cast<double>(members.size()),
                       "Placing changed cells on the map");
        LEXICELL_TRY(shift, shiftOf(cells, reference, own, most, context));
        shifts.push_back(shift);
    }
    return shifts;
}

}  // namespace

Result<std::vector<GroupShift>> groupShifts(const ShiftedCells &cells, JobContext &context)
{
    return guarded(
        "place changed cells on the map", [&] { return run(cells, context); }, "Choose fewer cells, or close other programs.");
}

}  // namespace lexicell::models::tasks
