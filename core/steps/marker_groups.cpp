#include "core/steps/marker_groups.h"

#include <algorithm>

namespace lexicell::steps {

namespace {

constexpr std::int64_t fewestCells = 2;  // a variance needs two

std::string listed(const std::vector<std::string> &names)
{
    constexpr std::size_t most = 20;
    std::string text;
    for (std::size_t i = 0; i < names.size() && i < most; ++i) text += (i ? ", " : "") + names[i];
    return names.size() > most ? text + " and " + std::to_string(names.size() - most) + " more" : text;
}

void dealCells(MarkerGroups &groups, const data::Categorical &labels)
{
    const auto names = labels.categoryNames();
    std::vector<std::int64_t> sizes(names.size());
    for (const std::int32_t code : labels.codes)
        if (code >= 0) ++sizes[static_cast<std::size_t>(code)];
    std::vector<std::int32_t> position(names.size(), -1);
    for (std::size_t code = 0; code < names.size(); ++code) {
        if (sizes[code] == 0) continue;
        position[code] = static_cast<std::int32_t>(groups.names.size());
        groups.names.push_back(names[code]);
        groups.cells.sizes.push_back(sizes[code]);
    }
    for (const std::int32_t code : labels.codes)
        groups.cells.of.push_back(code < 0 ? -1 : position[static_cast<std::size_t>(code)]);
}

Result<std::size_t> named(const MarkerGroups &groups, const std::string &name, const std::string &column, const char *option)
{
    const auto found = std::find(groups.names.begin(), groups.names.end(), name);
    if (found != groups.names.end()) return static_cast<std::size_t>(found - groups.names.begin());
    return Error{errors::badOption,
                 "No cell has \"" + name + "\" in the obs column " + column + ". Its groups are: " + listed(groups.names) + ".",
                 {},
                 {{option, groups.names}}};
}

Error tooFewCells(const std::string &what, std::int64_t cells, const char *option)
{
    return {errors::tooFewCells,
            what + (cells == 1 ? " has 1 cell" : " has " + std::to_string(cells) + " cells") +
                ": a test needs 2 cells on each side. Choose another group.",
            {},
            {{option}}};
}

Result<void> chooseReference(MarkerGroups &groups, const MarkersOptions &options)
{
    if (options.reference == "rest") return {};
    LEXICELL_TRY(reference, named(groups, options.reference, options.groupby, "reference"));
    if (groups.cells.sizes[reference] < fewestCells)
        return tooFewCells("The reference \"" + options.reference + "\"", groups.cells.sizes[reference], "reference");
    groups.reference = reference;
    return {};
}

Result<void> chooseNamed(MarkerGroups &groups, const MarkersOptions &options)
{
    LEXICELL_TRY(group, named(groups, options.group, options.groupby, "group"));
    if (groups.cells.sizes[group] < fewestCells)
        return tooFewCells("The group \"" + options.group + "\"", groups.cells.sizes[group], "group");
    if (groups.referenceCells(group) < fewestCells)
        return tooFewCells("The rest of the group \"" + options.group + "\"", groups.referenceCells(group), "reference");
    groups.tested = {group};
    return {};
}

Result<void> chooseAll(MarkerGroups &groups, const MarkersOptions &options, JobContext &context)
{
    std::vector<std::string> small;
    for (std::size_t group = 0; group < groups.names.size(); ++group) {
        if (groups.reference == group) continue;
        const bool large = groups.cells.sizes[group] >= fewestCells && groups.referenceCells(group) >= fewestCells;
        if (large) groups.tested.push_back(group);
        else small.push_back(groups.names[group]);
    }
    if (groups.tested.empty())
        return Error{errors::tooFewCells,
                     "No group of the obs column " + options.groupby +
                         " can be tested: a test needs 2 cells on each side. Choose another column.",
                     {},
                     {{"groupby"}}};
    if (!small.empty())
        context.warn(warnings::leftOut, "Groups that have, or leave, fewer than 2 cells are not tested: " + listed(small) + ".");
    return {};
}

}  // namespace

Result<MarkerGroups> markerGroups(const data::Dataset &dataset, const MarkersOptions &options, JobContext &context)
{
    auto labels = dataset.labels(options.groupby);
    if (!labels.ok()) {
        Error error = labels.error();
        error.choices = {{"groupby"}};
        return error;
    }
    MarkerGroups groups;
    dealCells(groups, *labels);
    const bool grouped = std::none_of(groups.cells.of.begin(), groups.cells.of.end(), [](std::int32_t of) { return of < 0; });
    if (groups.names.empty() || (groups.names.size() == 1 && grouped))
        return Error{errors::tooSmall,
                     "The obs column " + options.groupby + " has " + (groups.names.empty() ? "no group" : "one group only") +
                         ": there is nothing to compare. Choose another column.",
                     {},
                     {{"groupby"}}};
    LEXICELL_CHECK(chooseReference(groups, options));
    LEXICELL_CHECK(options.group.empty() ? chooseAll(groups, options, context) : chooseNamed(groups, options));
    return groups;
}

}  // namespace lexicell::steps
