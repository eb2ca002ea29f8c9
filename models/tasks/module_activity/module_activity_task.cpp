#include "models/tasks/module_activity/module_activity_task.h"

#include "models/tasks/module_activity/module_activity.h"

#include <algorithm>
#include <limits>

namespace lexicell::models::tasks {

namespace {

// The value of every module and group as the options choose it.
std::vector<double> shown(const ModuleActivity &activity, const std::string &value)
{
    const std::size_t groups = activity.groups.size();
    std::vector<double> values = activity.score;
    for (std::size_t module = 0; module < activity.modules.size(); ++module) {
        const auto begin = values.begin() + static_cast<std::ptrdiff_t>(module * groups);
        const auto [low, high] = std::minmax_element(begin, begin + static_cast<std::ptrdiff_t>(groups));
        const double least = *low, range = *high - *low;
        for (std::size_t i = module * groups; i < (module + 1) * groups; ++i) {
            if (value == "scaled") values[i] = range > 0.0 ? (activity.score[i] - least) / range : 0.0;
            if (value == "z")
                values[i] = activity.randomSpread[i] > 0.0
                                ? (activity.score[i] - activity.randomMean[i]) / activity.randomSpread[i]
                                : std::numeric_limits<double>::quiet_NaN();
        }
    }
    return values;
}

Heatmap toHeatmap(const ModuleActivity &activity, const std::string &value)
{
    Heatmap map{activity.modules, activity.groups, {}, value, value != "scaled"};
    const std::vector<double> values = shown(activity, value);
    if (value != "score") {
        map.values = values;
        return map;
    }
    map.columns.insert(map.columns.end(), {"random sets, 2.5 %", "random sets, 97.5 %"});
    const std::size_t groups = activity.groups.size();
    for (std::size_t module = 0; module < activity.modules.size(); ++module) {
        const auto begin = values.begin() + static_cast<std::ptrdiff_t>(module * groups);
        map.values.insert(map.values.end(), begin, begin + static_cast<std::ptrdiff_t>(groups));
        map.values.insert(map.values.end(), {activity.randomLow[module], activity.randomHigh[module]});
    }
    return map;
}

nlohmann::ordered_json summaryOf(const ModuleActivity &activity, const ModuleActivityOptions &options)
{
    nlohmann::ordered_json modules = nlohmann::ordered_json::array();
    const std::size_t groups = activity.groups.size();
    std::int64_t pairs = 0;
    for (std::size_t module = 0; module < activity.modules.size(); ++module) {
        std::int64_t beyond = 0;
        for (std::size_t i = module * groups; i < (module + 1) * groups; ++i) beyond += activity.pValue[i] <= 0.05 ? 1 : 0;
        pairs += beyond;
        const auto begin = activity.score.begin() + static_cast<std::ptrdiff_t>(module * groups);
        const auto best = std::max_element(begin, begin + static_cast<std::ptrdiff_t>(groups));
        modules.push_back({{"module", activity.modules[module]},
                           {"genes", activity.sizes[module]},
                           {"highest_in", activity.groups[static_cast<std::size_t>(best - begin)]},
                           {"score", *best},
                           {"random_low", activity.randomLow[module]},
                           {"random_high", activity.randomHigh[module]},
                           {"groups_beyond_random", beyond}});
    }
    return {{"modules", activity.modules.size()},
            {"groups", groups},
            {"value", options.value},
            {"random_sets", options.randomSets},
            {"beyond_random", pairs},
            {"beyond_random_by_chance", 0.05 * static_cast<double>(activity.score.size())},
            {"by_module", std::move(modules)}};
}

Result<TaskOutcome> run(const TaskInput &input, const OptionValues &values, JobContext &context)
{
    const auto &options = values.as<ModuleActivityOptions>();
    LEXICELL_TRY(modules, geneSetLists(options.modules, context));
    LEXICELL_TRY(activity, moduleActivity(*input.dataset, modules, options, context));
    return TaskOutcome{toHeatmap(activity, options.value), summaryOf(activity, options)};
}

Result<void> check(const OptionValues &values)
{
    const auto &options = values.as<ModuleActivityOptions>();
    LEXICELL_CHECK(checkModuleActivityOptions(options));
    if (namesGeneSets(options.modules)) return checkGeneSets(options.modules.front());
    LEXICELL_CHECK(geneLists(options.modules));
    return {};
}

}  // namespace

TaskSpec moduleActivityTask()
{
    return {
        .id = "module-activity",
        .title = "Module activity",
        .summary =
            "Activity of gene modules or gene sets in each group of cells, beside random sets of the same size and expression.",
        .group = TaskGroup::Genes,
        .needs = {Need::Dataset},
        .writes = Writes::Csv,
        .output = "CSV with a line for each module and a column for each group. Of scores, two further columns hold the middle "
                  "95 % of random sets of the same size and expression, over all groups.",
        .options = OptionValues(ModuleActivityOptions{}),
        .run = &run,
        .check = &check};
}

}  // namespace lexicell::models::tasks
