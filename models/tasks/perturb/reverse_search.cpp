#include "models/tasks/perturb/reverse_search.h"

#include "models/tasks/annotate/reference_vote.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace lexicell::models::tasks {

namespace {

using analysis::Profile;

std::vector<float> denseRows(const data::CsrBlock &values, const std::vector<std::int64_t> &cells)
{
    const auto width = static_cast<std::size_t>(values.columns);
    std::vector<float> rows(cells.size() * width, 0.0F);
    for (std::size_t row = 0; row < cells.size(); ++row) {
        const auto cell = static_cast<std::size_t>(cells[row]);
        for (auto i = static_cast<std::size_t>(values.indptr[cell]); i < static_cast<std::size_t>(values.indptr[cell + 1]); ++i)
            rows[row * width + static_cast<std::size_t>(values.indices[i])] = values.values[i];
    }
    return rows;
}

std::vector<std::string> mostChanged(const PerturbationCells &cells, const Profile &state, const Profile &control)
{
    std::vector<std::size_t> order(state.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
        return std::abs(state[a] - control[a]) > std::abs(state[b] - control[b]);
    });
    std::vector<std::string> genes;
    for (std::size_t i = 0; i < std::min<std::size_t>(2, order.size()); ++i) genes.push_back(cells.genes[order[i]]);
    return genes;
}

bool share(const std::vector<std::int64_t> &a, const std::vector<std::int64_t> &b)
{
    return std::any_of(a.begin(), a.end(), [&](std::int64_t cell) { return std::binary_search(b.begin(), b.end(), cell); });
}

std::string nearestMeasured(const PerturbationCells &cells, const Profile &mean, const std::vector<std::int64_t> &state)
{
    std::string name;
    double closest = std::numeric_limits<double>::infinity();
    for (const Condition &condition : cells.measured.conditions) {
        if (share(condition.cells, state)) continue;
        const double distance = analysis::rootMeanSquaredError(meanProfile(cells.values, condition.cells), mean);
        if (distance >= closest) continue;
        closest = distance;
        name = condition.name;
    }
    return name;
}

}  // namespace

Result<ReverseSearch> reverseSearch(const PerturbationCells &cells, const std::vector<float> &references, std::size_t conditions,
                                    const std::vector<std::int64_t> &state, std::int64_t neighbors, JobContext &context)
{
    const auto genes = static_cast<std::int64_t>(cells.genes.size());
    const std::vector<float> queries = denseRows(cells.values, state);
    const data::MatrixView known = data::rowsOf(references, genes);
    if (neighbors > known.rows)
        return Error{errors::badOption,
                     "There are " + std::to_string(known.rows) + " predicted cells, fewer than the neighbors that vote.",
                     {},
                     {{"neighbors"}}};
    LEXICELL_TRY(nearest, nearestReferences(data::rowsOf(queries, genes), known, neighbors, context));
    ReverseSearch result;
    result.cells = static_cast<std::int64_t>(state.size());
    result.votes.assign(conditions, 0);
    const auto perCondition = known.rows / static_cast<std::int64_t>(conditions);
    for (const std::int64_t row : nearest.rows) ++result.votes[static_cast<std::size_t>(row / perCondition)];
    result.order.resize(conditions);
    std::iota(result.order.begin(), result.order.end(), std::size_t{0});
    std::stable_sort(result.order.begin(), result.order.end(),
                     [&](std::size_t a, std::size_t b) { return result.votes[a] > result.votes[b]; });
    const Profile mean = meanProfile(cells.values, state);
    result.mostChanged = mostChanged(cells, mean, meanProfile(cells.values, cells.measured.control));
    result.nearestMeasured = nearestMeasured(cells, mean, state);
    return result;
}

}  // namespace lexicell::models::tasks
