#include "models/tasks/knock_out/joined_tables.h"

#include "models/tasks/knock_out/knock_out_table.h"

#include <algorithm>
#include <string>
#include <utility>
#include <variant>

namespace lexicell::models::tasks {

namespace {

constexpr std::size_t mostInCaption = 3;  // groups

// Columns by name: a group without measured effects has fewer.
void append(std::vector<Column> &columns, const std::vector<Column> &more, std::size_t rows, std::size_t moreRows)
{
    for (const Column &column : more)
        if (std::none_of(columns.begin(), columns.end(), [&](const Column &own) { return own.name == column.name; })) {
            Column own = column;
            std::visit([rows](auto &values) { values.assign(rows, {}); }, own.values);
            if (auto *numbers = std::get_if<std::vector<double>>(&own.values)) numbers->assign(rows, std::nan(""));
            columns.push_back(std::move(own));
        }
    for (Column &own : columns) {
        const auto other = std::find_if(more.begin(), more.end(), [&](const Column &one) { return one.name == own.name; });
        std::visit(
            [&](auto &values) {
                using Values = std::decay_t<decltype(values)>;
                if (other != more.end()) {
                    const auto &added = std::get<Values>(other->values);
                    values.insert(values.end(), added.begin(), added.end());
                } else {
                    values.resize(rows + moreRows);
                    if constexpr (std::is_same_v<Values, std::vector<double>>)
                        std::fill(values.begin() + static_cast<std::ptrdiff_t>(rows), values.end(), std::nan(""));
                }
            },
            own.values);
    }
}

template <class T> void append(std::vector<T> &all, const std::vector<T> &more)
{
    all.insert(all.end(), more.begin(), more.end());
}

std::string joinedCaption(const std::vector<KnockOut> &results)
{
    std::string text;
    for (std::size_t i = 0; i < std::min(results.size(), mostInCaption); ++i)
        text += (i ? " " : "") + results[i].group + ": " + skepticsSentence(results[i]);
    if (results.size() > mostInCaption) text += " And " + std::to_string(results.size() - mostInCaption) + " more groups.";
    return text;
}

}  // namespace

Ranking joinedRanking(const std::vector<KnockOut> &results)
{
    Ranking all = knockOutRanking(results.front());
    if (results.size() == 1 && results.front().group.empty()) return all;
    std::vector<std::string> groups(all.items.size(), results.front().group);
    for (std::size_t i = 1; i < results.size(); ++i) {
        const Ranking one = knockOutRanking(results[i]);
        append(all.columns, one.columns, all.items.size(), one.items.size());
        append(all.complete.columns, one.complete.columns, all.complete.rows(), one.complete.rows());
        append(all.items, one.items);
        append(all.effect, one.effect);
        append(all.standardError, one.standardError);
        append(all.adjustedP, one.adjustedP);
        append(all.baseline, one.baseline);
        groups.resize(all.items.size(), results[i].group);
    }
    if (results.size() > 1) all.nullLow = all.nullHigh = 0.0;
    all.columns.insert(all.columns.begin(), Column{"group", std::move(groups)});
    return all;
}

nlohmann::ordered_json joinedSummary(const std::vector<KnockOut> &results, std::vector<nlohmann::ordered_json> summaries)
{
    if (results.size() == 1 && results.front().group.empty()) return std::move(summaries.front());
    nlohmann::ordered_json all = {{"mode", summaries.front()["mode"]}, {"metric", summaries.front()["metric"]}};
    for (const char *count : {"cells", "goal_cells", "genes_tested", "genes_null", "genes_eligible", "forward_passes",
                              "gene_cell_pairs", "pairs_embedded", "significant"}) {
        std::int64_t sum = 0;
        for (const auto &summary : summaries) sum += summary[count].get<std::int64_t>();
        all[count] = sum;
    }
    const auto pairs = all["gene_cell_pairs"].get<double>();
    all["share_skipped"] = pairs > 0.0 ? 1.0 - all["pairs_embedded"].get<double>() / pairs : 0.0;
    all["caption"] = joinedCaption(results);
    all["groups"] = nlohmann::ordered_json::array();
    for (std::size_t i = 0; i < results.size(); ++i) {
        nlohmann::ordered_json group = {{"group", results[i].group}};
        group.update(summaries[i]);
        all["groups"].push_back(std::move(group));
    }
    return all;
}

}  // namespace lexicell::models::tasks
