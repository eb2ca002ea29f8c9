// A table for each group of cells.
#include "core/base/guarded.h"
#include "models/tasks/knock_out/knock_out_run.h"
#include "models/tasks/knock_out/warn_once.h"

#include <optional>
#include <utility>

namespace lexicell::models::tasks {

namespace {

// The cells of each value of the column, in its order.
Result<std::vector<std::pair<std::string, std::vector<std::int64_t>>>> cellsBy(const data::Dataset &dataset,
                                                                               const std::string &column)
{
    LEXICELL_TRY(labels, dataset.labels(column));
    std::vector<std::pair<std::string, std::vector<std::int64_t>>> groups;
    for (const std::string &name : labels.categoryNames()) groups.push_back({name, {}});
    for (std::size_t cell = 0; cell < labels.codes.size(); ++cell)
        if (labels.codes[cell] >= 0)
            groups[static_cast<std::size_t>(labels.codes[cell])].second.push_back(static_cast<std::int64_t>(cell));
    std::erase_if(groups, [](const auto &group) { return group.second.empty(); });
    if (groups.empty())
        return Error{
            errors::badOption, "The column " + column + " has no value in any cell. Choose another column.", {}, {{"by"}}};
    return groups;
}

// Reasons for which one group has no table, while others may have one.
bool concernsTheGroup(const Error &error)
{
    return error.is(errors::tooFewCells) || error.is(errors::tooFewGenes) ||
           (error.is(errors::badOption) && !error.choices.empty() && error.choices.front().option == "replicate");
}

Result<std::vector<KnockOut>> runGroups(const data::Dataset &dataset, const LoadedModel &model, const KnockOutOptions &options,
                                        JobContext &context, const RunControl &control)
{
    SharedWork shared;
    std::vector<KnockOut> results;
    if (options.by.empty()) {
        LEXICELL_TRY(only, knockOutWithin(dataset, model, options, nullptr, shared, context, control));
        results.push_back(std::move(only));
        return results;
    }
    LEXICELL_TRY(groups, cellsBy(dataset, options.by));
    std::vector<std::string> leftOut;
    std::optional<Error> reason;
    for (std::size_t i = 0; i < groups.size(); ++i) {
        const JobPart part(context, static_cast<double>(i) / static_cast<double>(groups.size()),
                           static_cast<double>(i + 1) / static_cast<double>(groups.size()));
        auto one = knockOutWithin(dataset, model, options, &groups[i].second, shared, context, control);
        if (!one.ok() && !concernsTheGroup(one.error())) return one.error();
        if (one.ok()) {
            one->group = groups[i].first;
            results.push_back(std::move(*one));
        } else {
            leftOut.push_back(groups[i].first);
            if (!reason) reason = one.error();
        }
    }
    if (results.empty()) return *reason;
    std::string names;
    for (const std::string &name : leftOut) names += (names.empty() ? "" : ", ") + name;
    if (reason)
        warnOnce(context, warnings::leftOut, "Groups of " + options.by + " without a table: " + names + ". " + reason->message);
    return results;
}

}  // namespace

Result<KnockOut> knockOut(const data::Dataset &dataset, const LoadedModel &model, const KnockOutOptions &options,
                          JobContext &context, const RunControl &control)
{
    LEXICELL_TRY(results, knockOutGroups(dataset, model, options, context, control));
    return std::move(results.front());
}

Result<void> checkKnockOut(const data::Dataset &dataset, const LoadedModel &model, const KnockOutOptions &options,
                           JobContext &context)
{
    JobContext own([&](double fraction, const std::string &stage) {
        context.report(fraction, stage);
        if (context.cancelled()) own.cancel();
    });
    own.threads = context.threads;
    if (context.cancelled()) return cancelled();
    LEXICELL_CHECK(knockOutGroups(dataset, model, options, own, {.checkOnly = true}));
    return {};
}

Result<std::vector<KnockOut>> knockOutGroups(const data::Dataset &dataset, const LoadedModel &model,
                                             const KnockOutOptions &options, JobContext &context, const RunControl &control)
{
    return guarded(
        "knock out genes", [&] { return runGroups(dataset, model, options, context, control); },
        "Choose fewer cells or genes, or close other programs.");
}

}  // namespace lexicell::models::tasks
