#include "tests/support/manifest.h"

#include "core/data/value_summary.h"
#include "tests/support/describe.h"

#include <algorithm>
#include <fstream>

namespace lexicell::test {

using json = nlohmann::json;

std::vector<ManifestEntry> readManifest(const std::filesystem::path &manifest, const std::vector<std::string> &kinds)
{
    std::ifstream stream(manifest);
    std::vector<ManifestEntry> entries;
    const json parsed = json::parse(stream);
    for (const auto &entry : parsed.at("files")) {
        const std::string kind = entry.at("kind");
        if (std::find(kinds.begin(), kinds.end(), kind) != kinds.end())
            entries.push_back({entry.at("file"), kind, entry.at("outcome"), entry});
    }
    return entries;
}

static std::vector<std::string> judgeError(const ManifestEntry &entry, const Error &error)
{
    std::vector<std::string> bad;
    if (entry.outcome != "reject" && entry.outcome != "open_or_reject")
        return {"refused: " + error.errorClass + ": " + error.message + " [" + error.detail + "]"};
    const auto &expected = entry.json.at("error");
    if (error.errorClass != expected.at("class"))
        bad.push_back("error class " + error.errorClass + " instead of " + expected.at("class").get<std::string>() + ": " +
                      error.message);
    for (const auto &word : expected.value("mention", std::vector<std::string>{}))
        if (error.message.find(word) == std::string::npos)
            bad.push_back("the message does not mention \"" + word + "\": " + error.message);
    if (error.message.size() < 20 || error.message.back() != '.') bad.push_back("not a sentence: " + error.message);
    return bad;
}

static std::vector<std::string> judgeSums(const ManifestEntry &entry, const data::Dataset &dataset)
{
    std::vector<std::string> bad;
    const auto block = dataset.x.all();
    if (!block.ok()) return {block.error().message};
    std::vector<double> rows(static_cast<std::size_t>(block->rows)), columns(static_cast<std::size_t>(block->columns));
    for (std::size_t row = 0; row < rows.size(); ++row)
        for (auto i = block->indptr[row]; i < block->indptr[row + 1]; ++i) {
            rows[row] += static_cast<double>(block->values[static_cast<std::size_t>(i)]);
            columns[static_cast<std::size_t>(block->indices[static_cast<std::size_t>(i)])] +=
                static_cast<double>(block->values[static_cast<std::size_t>(i)]);
        }
    for (const auto &line : differences(entry.json.at("row_sums"), rows, "row_sums")) bad.push_back(line);
    for (const auto &line : differences(entry.json.at("col_sums"), columns, "col_sums")) bad.push_back(line);
    return bad;
}

static std::vector<std::string> judgeMore(const ManifestEntry &entry, const data::Dataset &dataset)
{
    std::vector<std::string> bad;
    if (entry.json.contains("made_unique_first")) {
        const auto &names =
            entry.file.find("obs_names") != std::string::npos ? dataset.obs.index.values : dataset.var.index.values;
        auto unique = data::makeUnique(names);
        const auto &want = entry.json.at("made_unique_first");
        unique.resize(want.size());
        bad = differences(want, unique, "made_unique_first");
    }
    if (entry.json.contains("counts")) {
        const auto summary = data::summarize(dataset.x);
        if (!summary.ok() || summary->counts() != entry.json.at("counts").get<bool>())
            bad.push_back("X: whether it holds counts is wrong");
    }
    if (entry.json.contains("row_sums"))
        for (const auto &line : judgeSums(entry, dataset)) bad.push_back(line);
    return bad;
}

std::vector<std::string> judge(const ManifestEntry &entry, const Result<data::Dataset> &result,
                               const std::vector<Warning> &warnings)
{
    if (!result.ok()) return judgeError(entry, result.error());
    if (entry.outcome == "reject")
        return {"opened, but must be refused with " + entry.json.at("error").at("class").get<std::string>()};
    std::vector<std::string> bad;
    if (entry.json.contains("expect")) bad = differences(entry.json.at("expect"), describe(*result));
    for (const auto &line : judgeMore(entry, *result)) bad.push_back(line);
    if (entry.outcome == "open")
        for (const auto &warning : warnings) bad.push_back("warns without need: " + warning.message);
    if (entry.outcome == "warn" && warnings.empty()) bad.push_back("opens without a warning");
    if (entry.outcome == "warn" && entry.json.contains("error")) {
        const std::string expected = entry.json.at("error").at("class");
        if (std::none_of(warnings.begin(), warnings.end(), [&](const auto &warning) { return warning.warningClass == expected; }))
            bad.push_back("no warning of class " + expected);
    }
    return bad;
}

std::string joined(const std::vector<std::string> &lines)
{
    std::string text;
    for (const auto &line : lines) text += (text.empty() ? "" : "\n    ") + line;
    return text;
}

}  // namespace lexicell::test
