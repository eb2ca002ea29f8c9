#include "models/tasks/group_cells.h"

#include "core/base/random.h"

#include <algorithm>

namespace lexicell::models::tasks {

Result<void> checkGroupChoice(const GroupChoice &choice)
{
    if (choice.groupby.empty())
        return Error{errors::badOption, "Choose the obs column with the groups of cells.", {}, {{"groupby"}}};
    if (choice.maxCells < 0) return Error{errors::badOption, "max-cells must be at least 0 (all cells).", {}, {{"max-cells"}}};
    return {};
}

Result<GroupCells> groupCells(const data::Dataset &dataset, const GroupChoice &choice, std::int64_t fewest, std::int64_t seed,
                              JobContext &context)
{
    LEXICELL_TRY(labels, dataset.labels(choice.groupby, "groupby"));
    const auto names = labels.categoryNames();
    std::vector<std::vector<std::int64_t>> members(names.size());
    for (std::size_t cell = 0; cell < labels.codes.size(); ++cell)
        if (labels.codes[cell] >= 0)
            members[static_cast<std::size_t>(labels.codes[cell])].push_back(static_cast<std::int64_t>(cell));
    GroupCells chosen;
    std::vector<std::pair<std::int64_t, std::size_t>> kept;
    for (std::size_t code = 0; code < names.size(); ++code) {
        if (static_cast<std::int64_t>(members[code].size()) < fewest) continue;
        for (const std::int64_t cell : sampleOf(members[code], choice.maxCells, seed))
            kept.emplace_back(cell, chosen.groups.size());
        chosen.groups.push_back(names[code]);
    }
    if (chosen.groups.size() < 2)
        return Error{errors::tooSmall,
                     "The obs column " + choice.groupby + " has fewer than two groups of at least " + std::to_string(fewest) +
                         " cells. Choose another column.",
                     {},
                     {{"groupby"}}};
    std::sort(kept.begin(), kept.end());
    chosen.sizes.resize(chosen.groups.size());
    std::vector<std::int64_t> cells;
    for (const auto &[cell, group] : kept) {
        cells.push_back(cell);
        chosen.groupOf.push_back(group);
        ++chosen.sizes[group];
    }
    LEXICELL_TRY(subset, data::subset(dataset, &cells, nullptr, &context));
    chosen.dataset = std::move(subset);
    return chosen;
}

Result<steps::Markers> wilcoxonTests(const data::Dataset &dataset, const std::string &column, const std::string &layer,
                                     JobContext &context)
{
    steps::MarkersOptions options;
    options.groupby = column;
    options.layer = layer;
    JobContext own([&](double fraction, const std::string &stage) {
        context.report(fraction, stage);
        if (context.cancelled()) own.cancel();
    });
    if (context.cancelled()) return cancelled();
    own.threads = context.threads;
    auto markers = steps::markers(dataset, options, own);
    if (markers.ok() || !markers.error().is(errors::countsNeeded)) return markers;
    options.logNormalized = true;
    return steps::markers(dataset, options, own);
}

}  // namespace lexicell::models::tasks
