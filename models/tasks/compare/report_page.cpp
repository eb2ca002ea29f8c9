#include "models/tasks/compare/report_page.h"

#include "core/base/provenance.h"
#include "models/tasks/command_text.h"
#include "models/tasks/compare/interval_figure.h"
#include "models/tasks/registry.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <limits>
#include <map>
#include <set>

namespace lexicell::models::tasks {

namespace {

constexpr const char *style =
    "body{font:15px/1.5 sans-serif;color:#222;max-width:60em;margin:2em auto;padding:0 1em}"
    "h1{font-size:1.6em}h2{font-size:1.25em;margin-top:2em}h3{font-size:1.05em}"
    "table{border-collapse:collapse;font-size:13px;margin:1em 0}td,th{border:1px solid #ccc;padding:3px 8px;text-align:left}"
    "td.n{text-align:right}pre{background:#f4f4f4;padding:1em;overflow:auto;font-size:13px}svg{display:block;margin:1em 0}";

std::string rounded(double value, const char *format = "%.3f")
{
    if (std::isnan(value)) return "";
    char text[32];
    std::snprintf(text, sizeof text, format, value);
    return text;
}

std::string element(const char *tag, const std::string &text)
{
    return std::string("<") + tag + ">" + markupText(text) + "</" + tag + ">";
}
std::string paragraph(const std::string &text) { return element("p", text) + "\n"; }
std::string cell(const std::string &text, bool number = false)
{
    return (number ? "<td class=\"n\">" : "<td>") + markupText(text) + "</td>";
}

std::string range(const analysis::Interval &interval)
{
    return std::isnan(interval.low) ? std::string() : rounded(interval.low) + " to " + rounded(interval.high);
}

std::string seedsOf(const ModelComparison &model)
{
    std::string text;
    for (const std::int64_t seed : model.seeds) text += (text.empty() ? "" : ", ") + std::to_string(seed);
    return text;
}

std::string verdicts(const Comparison &comparison)
{
    std::string html = "<ul>\n";
    for (const ModelComparison &model : comparison.models)
        for (std::size_t i = 0; i < model.methods.size(); ++i) {
            if (model.kinds[i] != MethodKind::Model) continue;
            for (std::size_t metric = 0; metric < comparison.metrics.size(); ++metric) {
                const ComparedScore &score = model.methods[i].scores[metric];
                if (std::isnan(score.mean.mean)) continue;
                html += "<li>" + element("b", model.model + ", " + model.methods[i].method) +
                        markupText(": " + comparison.metrics[metric] + " " + verdictOf(score, comparison.metrics[metric])) +
                        "</li>\n";
            }
        }
    return html + "</ul>\n";
}

std::string figures(const Comparison &comparison)
{
    std::string html;
    for (std::size_t metric = 0; metric < comparison.metrics.size(); ++metric)
        for (const ModelComparison &model : comparison.models) {
            std::vector<FigureRow> rows;
            double best = std::numeric_limits<double>::quiet_NaN();
            for (std::size_t i = 0; i < model.methods.size(); ++i) {
                const ComparedScore &score = model.methods[i].scores[metric];
                rows.push_back({model.methods[i].method, model.kinds[i], score.mean});
                if (model.methods[i].method == score.bestBaseline) best = score.mean.mean;
            }
            const bool any =
                std::any_of(rows.begin(), rows.end(), [](const FigureRow &row) { return !std::isnan(row.mean.mean); });
            if (any) html += intervalFigure(comparison.metrics[metric] + ", model: " + model.model, rows, best);
        }
    return html +
           paragraph("Filled marks are methods that use the model, hollow ones baselines, gray ones random numbers. Lines are "
                     "95 % intervals over the seeds. The dashed line is the best baseline.");
}

std::string table(const Comparison &comparison)
{
    std::string html = "<table>\n<tr><th>model</th><th>method</th><th>kind</th><th>metric</th><th>seeds</th><th>mean</th>"
                       "<th>95 % interval</th><th>best baseline</th><th>difference</th><th>95 % interval</th></tr>\n";
    for (const ModelComparison &model : comparison.models)
        for (std::size_t i = 0; i < model.methods.size(); ++i)
            for (std::size_t metric = 0; metric < comparison.metrics.size(); ++metric) {
                const ComparedScore &score = model.methods[i].scores[metric];
                html += "<tr>" + cell(model.model) + cell(model.methods[i].method) + cell(toString(model.kinds[i])) +
                        cell(comparison.metrics[metric]) + cell(std::to_string(score.mean.runs), true) +
                        cell(rounded(score.mean.mean), true) + cell(range(score.mean.interval)) + cell(score.bestBaseline) +
                        cell(rounded(score.difference.mean, "%+.3f"), true) + cell(range(score.difference.interval)) + "</tr>\n";
            }
    return html + "</table>\n";
}

std::string methodsText(const Comparisons &comparisons, const CompareOptions &options)
{
    std::set<std::string> versions;
    for (const ScoredRun &run : comparisons.runs)
        versions.insert(run.version.empty() ? std::string("not recorded") : run.version);
    std::string computed;
    for (const std::string &version : versions) computed += (computed.empty() ? "" : ", ") + version;
    std::string text = "Runs were computed with Lexicell " + computed + " and compared with Lexicell " + version() +
                       ". Each comparison holds runs of one task with the same options and the same data, which differ in model "
                       "and seed. A score is the mean over the seeds. ";
    text += options.rounds > 0 ? "Intervals are 95 % percentile bootstraps over the seeds (" + std::to_string(options.rounds) +
                                     " draws, seed " + std::to_string(options.seed) +
                                     "); they say how much the draw of a run matters, not how much another data set would. "
                               : std::string("No intervals were asked for. ");
    text +=
        "Differences are taken seed by seed to the baseline with the best mean. That baseline is chosen by the same scores, so a "
        "model's advance over it is more likely too small than too large. Random numbers are a null and never the best "
        "baseline.";
    return paragraph(text);
}

std::string provenance(const Comparisons &comparisons)
{
    std::string html = "<table>\n<tr><th>run</th><th>task</th><th>version</th><th>seed</th><th>inputs (SHA-256)</th></tr>\n";
    for (const ScoredRun &run : comparisons.runs) {
        std::string inputs;
        for (const auto &[name, value] : run.step.inputs) inputs += (inputs.empty() ? "" : "; ") + name + " " + value;
        html += "<tr>" + cell(run.file) + cell(run.step.step) + cell(run.version) + cell(std::to_string(run.seed), true) +
                cell(inputs) + "</tr>\n";
    }
    return html + "</table>\n";
}

// Names for files of which only the hash is known: DATA_1, MODEL_1, …
class NamedHashes {
  public:
    std::string nameOf(const std::string &kind, const std::string &hash)
    {
        for (const auto &[name, known] : m_names)
            if (known == hash) return name;
        m_names.emplace_back(kind + "_" + std::to_string(++m_counts[kind]), hash);
        return m_names.back().first;
    }
    const std::vector<std::pair<std::string, std::string>> &all() const { return m_names; }

  private:
    std::vector<std::pair<std::string, std::string>> m_names;
    std::map<std::string, int> m_counts;
};

std::string commands(const Comparisons &comparisons, const CompareOptions &options)
{
    NamedHashes hashes;
    std::string lines;
    for (const ScoredRun &run : comparisons.runs) {
        const TaskSpec *task = TaskTable::builtIn().find(run.step.step);
        if (!task) continue;  // of a later version
        CommandFiles files{{}, run.file, {}};
        if (const std::string data = valueOf(run.step.inputs, "file"); !data.empty())
            files.inputs = {hashes.nameOf("DATA", data)};
        else files.inputs = {"DATA"};
        if (const std::string model = valueOf(run.step.inputs, "model"); !model.empty())
            files.model = hashes.nameOf("MODEL", model);
        lines += commandText(*task, run.step.options, files) + "\n";
    }
    std::string named;
    for (const auto &[name, hash] : hashes.all()) named += "# " + name + ": SHA-256 " + hash + "\n";
    const OptionTexts own = optionTexts(OptionValues(options));
    if (const TaskSpec *task = TaskTable::builtIn().find("compare"))
        lines += commandText(*task, own, {{}, "comparison.csv", {}}) + "\n";
    return "<pre>" + markupText(named + lines) + "</pre>\n";
}

}  // namespace

std::string verdictOf(const ComparedScore &score, const std::string &metric)
{
    std::string text = rounded(score.mean.mean);
    if (const std::string interval = range(score.mean.interval); !interval.empty()) text += " (" + interval + ")";
    text += score.mean.runs == 1 ? ", one seed" : ", " + std::to_string(score.mean.runs) + " seeds";
    if (score.bestBaseline.empty()) return text + "; there is no baseline.";
    const double difference = score.difference.mean;
    if (std::isnan(difference)) return text + "; the best baseline, " + score.bestBaseline + ", has no run with the same seed.";
    text += "; " + rounded(std::abs(difference)) + (difference < 0.0 ? " below " : " above ") + score.bestBaseline;
    const auto &interval = score.difference.interval;
    if (std::isnan(interval.low)) return text + ", without an interval.";
    const bool better = (difference > 0.0) != smallerIsBetter(metric);
    const bool clear = interval.low > 0.0 || interval.high < 0.0;
    return text + " (" + range(interval) + "): " +
           (!clear   ? "no clear difference over the seeds."
            : better ? "better over the seeds."
                     : "worse over the seeds.");
}

std::string reportPage(const Comparisons &comparisons, const CompareOptions &options)
{
    std::string html = std::string("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<title>Models and "
                                   "baselines</title>\n<style>") +
                       style + "</style>\n</head>\n<body>\n" + element("h1", "Models and baselines") + "\n";
    for (const Comparison &comparison : comparisons.comparisons) {
        html += element("h2", comparison.name) + "\n";
        for (const ModelComparison &model : comparison.models)
            html += paragraph("Model " + model.model + ": seeds " + seedsOf(model) + ".");
        html += verdicts(comparison) + figures(comparison) + table(comparison);
    }
    html += element("h2", "Methods") + "\n" + methodsText(comparisons, options);
    html += element("h2", "Provenance") + "\n" + provenance(comparisons);
    html += element("h2", "Commands") + "\n" +
            paragraph("The commands that compute the runs and this comparison. Names in capital letters stand for files that are "
                      "known by their hashes.") +
            commands(comparisons, options);
    return html + "</body>\n</html>\n";
}

}  // namespace lexicell::models::tasks
