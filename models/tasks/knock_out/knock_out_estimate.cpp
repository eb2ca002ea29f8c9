#include "models/tasks/knock_out/knock_out_estimate.h"

#include "models/tasks/knock_out/knock_out_options.h"
#include "models/tasks/knock_out/null_genes.h"

#include <algorithm>
#include <cmath>
#include <set>
#include <string>
#include <vector>

namespace lexicell::models::tasks {

namespace {

constexpr std::int64_t sampleRows = 32;    // cells that are looked at
constexpr std::int64_t bytesOfLine = 250;  // of the table
constexpr double passesOfGradient = 2.0, gradientsWithoutGoal = 8.0;

struct Sample {
    double cells = 0.0;     // query cells of the data set
    double detected = 0.0;  // genes of a cell, on average
    double named = 0.0;     // of the genes asked for, that a cell has on average
};

std::int64_t twoDigits(double value)
{
    if (!(value >= 1.0)) return 0;
    const double unit = std::pow(10.0, std::max(0.0, std::floor(std::log10(value)) - 1.0));
    return static_cast<std::int64_t>(std::round(value / unit) * unit);
}

std::int64_t cellsOf(const data::Dataset &dataset, const KnockOutOptions &options, const std::string &group)
{
    if (options.groupby.empty() || group.empty()) return dataset.cells();
    const auto labels = dataset.labels(options.groupby);
    if (!labels.ok()) return dataset.cells();
    const auto names = labels->categoryNames();
    const auto code = std::find(names.begin(), names.end(), group) - names.begin();
    return std::count(labels->codes.begin(), labels->codes.end(), static_cast<std::int32_t>(code));
}

// From rows in the middle of the data set. Names are compared as they are written.
std::optional<Sample> sampleOf(const data::Dataset &dataset, const KnockOutOptions &options,
                               const std::vector<std::string> &genes)
{
    if (dataset.cells() == 0) return std::nullopt;
    const std::int64_t begin = std::max<std::int64_t>(0, dataset.cells() / 2 - sampleRows / 2);
    const auto rows = dataset.x.rows(begin, std::min(begin + sampleRows, dataset.cells()));
    if (!rows.ok() || rows->rows == 0) return std::nullopt;
    const std::set<std::string> wanted(genes.begin(), genes.end());
    std::set<std::int64_t> columns;
    for (std::size_t i = 0; i < dataset.var.index.values.size() && !wanted.empty(); ++i)
        if (wanted.count(dataset.var.index.values[i]) > 0) columns.insert(static_cast<std::int64_t>(i));
    Sample sample;
    sample.cells = static_cast<double>(cellsOf(dataset, options, options.from));
    for (std::size_t i = 0; i < rows->indices.size(); ++i) {
        if (!(rows->values[i] > 0.0F)) continue;
        sample.detected += 1.0;
        sample.named += columns.count(rows->indices[i]) > 0 ? 1.0 : 0.0;
    }
    sample.detected /= static_cast<double>(rows->rows);
    sample.named /= static_cast<double>(rows->rows);
    return sample;
}

}  // namespace

Estimate estimateKnockOut(const Situation &now, const OptionValues &values)
{
    const auto &options = values.as<KnockOutOptions>();
    if (!now.dataset || !now.model || !checkKnockOutOptions(options).ok()) return {};
    const auto genes = namedGenes(options);
    if (!genes.ok()) return {};
    const auto sample = sampleOf(*now.dataset, options, *genes);
    if (!sample) return {};
    const auto all = static_cast<double>(options.allExpressed ? now.dataset->genes() : static_cast<std::int64_t>(genes->size()));
    const double tested = options.shortlist > 0 ? std::min(all, static_cast<double>(options.shortlist)) : all;
    // Genes of the null are expressed like the tested ones.
    const bool ownPool = options.shortlist == 0 && (options.allExpressed || tested >= static_cast<double>(testedForOwnPool));
    const double null = ownPool ? 0.0 : std::max(10.0, std::ceil(200.0 / std::max(1.0, tested)));
    const bool everyCell = options.mode == "over-express";
    const double whole = everyCell ? static_cast<double>(now.dataset->genes()) : sample->detected;
    double ofCell = options.allExpressed ? sample->detected : sample->named;
    if (everyCell) ofCell = all;
    const double changed = all > 0.0 ? ofCell * tested / all : 0.0;
    double rows = 1.0 + changed + std::min(changed * null, std::max(0.0, whole - changed));
    if (everyCell && !options.toward.empty()) rows += options.allExpressed ? sample->detected : sample->named;
    if (options.pairs) rows += changed + changed * std::max(0.0, changed - 1.0) / 2.0;
    if (options.shortlist > 0) rows += 1.0 + passesOfGradient * (options.toward.empty() ? gradientsWithoutGoal : 1.0);
    double passes = rows * sample->cells;
    if (!options.toward.empty()) passes += static_cast<double>(cellsOf(*now.dataset, options, options.toward));
    if (!options.second.empty()) passes *= 2.0;
    const double lines = (all + tested * null) * (options.toward.empty() ? 1.0 : 4.0);
    return {.passes = twoDigits(passes), .resultBytes = twoDigits(lines * static_cast<double>(bytesOfLine))};
}

}  // namespace lexicell::models::tasks
