#include "models/tasks/compare/compare.h"

#include "core/base/guarded.h"

#include <algorithm>
#include <array>
#include <limits>
#include <map>
#include <set>
#include <utility>

namespace lexicell::models::tasks {

namespace {

constexpr std::size_t digitsOfHash = 12;  // that name a model or a file
using Texts = std::vector<std::pair<std::string, std::string>>;

// Options that say where something is, how fast it is computed, or which of the methods that are all scored is kept.
constexpr std::array unimportantOptions{"seed",   "batch-size", "precision", "device", "embedding", "key",
                                        "method", "rounds",     "reference", "index",  "threshold", "resume"};

bool isModelInput(const std::string &input)
{
    return input == "model" || input == "family" || input == "notice" || input == "licence";
}

// What runs must share to be compared.
Texts protocolOf(const ScoredRun &run)
{
    Texts protocol;
    for (const auto &[name, value] : run.step.options)
        if (std::find(unimportantOptions.begin(), unimportantOptions.end(), name) == unimportantOptions.end())
            protocol.emplace_back(name, value);
    for (const auto &[name, hash] : run.step.inputs)
        if (run.step.step != "evaluate" && !isModelInput(name))
            protocol.emplace_back("SHA-256 of the " + name, hash.substr(0, digitsOfHash));
    return protocol;
}

std::string titleOf(const ScoredRun &run)
{
    const std::string purpose = run.step.step == "fine-tune" ? valueOf(run.step.options, "task") : std::string();
    return purpose.empty() ? run.step.step : run.step.step + " " + purpose;
}

struct Protocol {
    std::string title;
    Texts texts;
    std::vector<std::size_t> runs;
};

std::vector<Protocol> protocolsOf(const std::vector<ScoredRun> &runs)
{
    std::vector<Protocol> protocols;
    for (std::size_t i = 0; i < runs.size(); ++i) {
        const std::string title = titleOf(runs[i]);
        const Texts texts = protocolOf(runs[i]);
        auto same = std::find_if(protocols.begin(), protocols.end(), [&](const Protocol &known) {
            return known.title == title && known.texts == texts && runs[known.runs.front()].metrics == runs[i].metrics;
        });
        if (same == protocols.end()) same = protocols.insert(protocols.end(), {title, texts, {}});
        same->runs.push_back(i);
    }
    return protocols;
}

// The options in which protocols of one title differ.
std::string nameOf(const Protocol &protocol, const std::vector<Protocol> &all)
{
    std::string differences;
    for (const auto &text : protocol.texts) {
        const auto &name = text.first, &value = text.second;  // a lambda cannot use the parts of a binding
        const bool differs = std::any_of(all.begin(), all.end(), [&](const Protocol &other) {
            return other.title == protocol.title && valueOf(other.texts, name) != value;
        });
        if (differs) differences += (differences.empty() ? "" : "; ") + name + " = " + (value.empty() ? "none" : value);
    }
    return differences.empty() ? protocol.title : protocol.title + " (" + differences + ")";
}

std::string nameOfModel(const std::string &model, const std::vector<std::string> &names)
{
    if (model.empty()) return "none";
    for (const std::string &entry : names) {
        const std::size_t at = entry.find('=');
        if (model.starts_with(entry.substr(0, at))) return entry.substr(at + 1);
    }
    const bool hash = model.size() == 64 && model.find_first_not_of("0123456789abcdef") == std::string::npos;
    return hash ? model.substr(0, digitsOfHash) : model;
}

Error twice(const ScoredRun &a, const ScoredRun &b, const std::string &model)
{
    return {errors::badOption,
            a.file + " and " + b.file + " are runs of one model (" + model + ") with the seed " + std::to_string(a.seed) +
                ". Name each run once, with seeds of their own.",
            {},
            {{"runs"}}};
}

// The representation that was asked for has the model's name in the column of models, and one name among the methods.
std::string methodName(const ScoredRun &run, const ScoredMethod &method)
{
    return run.step.step == "evaluate" && method.kind == MethodKind::Model ? "representation" : method.name;
}

// Methods in the order of kind, then of the first run that has them.
std::vector<ScoredMethod> methodsOf(const std::vector<ScoredRun> &runs, const std::vector<std::size_t> &own)
{
    std::vector<ScoredMethod> methods;
    for (const std::size_t run : own)
        for (const ScoredMethod &method : runs[run].methods) {
            const std::string name = methodName(runs[run], method);
            if (std::none_of(methods.begin(), methods.end(), [&](const ScoredMethod &known) { return known.name == name; }))
                methods.push_back({name, method.kind, {}});
        }
    std::stable_sort(methods.begin(), methods.end(), [](const auto &a, const auto &b) { return a.kind < b.kind; });
    return methods;
}

ModelComparison comparedModel(const std::string &name, const std::vector<ScoredRun> &runs, std::vector<std::size_t> own,
                              const CompareOptions &options)
{
    ModelComparison result{name, {}, {}, {}, {}, std::move(own)};
    for (const std::size_t run : result.runs) result.seeds.push_back(runs[run].seed);
    const std::vector<std::string> &metrics = runs[result.runs.front()].metrics;
    const std::vector<double> unknown(metrics.size(), std::numeric_limits<double>::quiet_NaN());
    std::vector<MethodRuns> methods;
    for (const ScoredMethod &method : methodsOf(runs, result.runs)) {
        MethodRuns values{method.name, method.kind == MethodKind::Baseline, {}};
        for (const std::size_t run : result.runs) {
            const auto &all = runs[run].methods;
            const auto found = std::find_if(all.begin(), all.end(),
                                            [&](const ScoredMethod &one) { return methodName(runs[run], one) == method.name; });
            values.values.push_back(found == all.end() ? unknown : found->values);
        }
        result.kinds.push_back(method.kind);
        result.seedValues.push_back(values.values);
        methods.push_back(std::move(values));
    }
    std::vector<bool> smaller;
    for (const std::string &metric : metrics) smaller.push_back(smallerIsBetter(metric));
    result.methods = compareMethods(methods, options.rounds, static_cast<std::uint64_t>(options.seed), smaller);
    return result;
}

Result<Comparison> comparisonOf(const Protocol &protocol, const std::vector<Protocol> &all, const std::vector<ScoredRun> &runs,
                                const CompareOptions &options)
{
    Comparison result{nameOf(protocol, all), runs[protocol.runs.front()].metrics, {}};
    std::map<std::string, std::vector<std::size_t>> models;
    for (const std::size_t run : protocol.runs) models[nameOfModel(runs[run].model, options.names)].push_back(run);
    for (auto &[name, own] : models) {
        std::sort(own.begin(), own.end(), [&runs](auto a, auto b) { return runs[a].seed < runs[b].seed; });
        const auto same =
            std::adjacent_find(own.begin(), own.end(), [&runs](auto a, auto b) { return runs[a].seed == runs[b].seed; });
        if (same != own.end()) return twice(runs[*same], runs[*(same + 1)], name);
        result.models.push_back(comparedModel(name, runs, std::move(own), options));
    }
    return result;
}

void warnAboutRuns(const Comparisons &result, JobContext &context)
{
    std::set<std::string> files;
    for (const ScoredRun &run : result.runs)
        if (run.step.step == "evaluate") files.insert(valueOf(run.step.inputs, "file"));
    if (files.size() > 1)
        context.warn(Error{errors::datasetChanged, ""},
                     "The evaluations read " + std::to_string(files.size()) +
                         " different files. Their scores can be compared only if these hold the same cells and labels.");
    std::string single;
    for (const Comparison &comparison : result.comparisons)
        for (const ModelComparison &model : comparison.models)
            if (model.seeds.size() < 2) single += (single.empty() ? "" : ", ") + comparison.name + " of " + model.model;
    if (!single.empty())
        context.warn(warnings::reduced, "One seed alone gives no interval: " + single + ". Compute the runs with further seeds.");
}

Result<Comparisons> run(const CompareOptions &options, JobContext &context)
{
    LEXICELL_CHECK(checkCompareOptions(options));
    Comparisons result;
    for (const std::string &path : options.runs) {
        if (context.cancelled()) return cancelled();
        context.report(static_cast<double>(result.runs.size()) / static_cast<double>(options.runs.size()), "reading " + path);
        LEXICELL_TRY(read, readScoredRun(path, context));
        result.runs.push_back(std::move(read));
    }
    const auto protocols = protocolsOf(result.runs);
    for (const Protocol &protocol : protocols) {
        LEXICELL_TRY(comparison, comparisonOf(protocol, protocols, result.runs, options));
        result.comparisons.push_back(std::move(comparison));
    }
    warnAboutRuns(result, context);
    return result;
}

}  // namespace

Result<void> checkCompareOptions(const CompareOptions &options)
{
    if (options.runs.empty())
        return Error{errors::badOption, "Name the runs to compare: their files and folders.", {}, {{"runs"}}};
    for (const std::string &entry : options.names) {
        const std::size_t at = entry.find('=');
        if (at == std::string::npos || at == 0 || at + 1 == entry.size())
            return Error{errors::badOption,
                         "\"" + entry + "\" names no model. Write the begin of its SHA-256 or its obsm key, = and the name.",
                         {},
                         {{"names"}}};
    }
    if (options.rounds < 0) return Error{errors::badOption, "The number of draws must not be negative.", {}, {{"rounds"}}};
    return {};
}

Result<Comparisons> compareRuns(const CompareOptions &options, JobContext &context)
{
    return guarded("compare the runs", [&] { return run(options, context); });
}

}  // namespace lexicell::models::tasks
