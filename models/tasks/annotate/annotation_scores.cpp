#include "models/tasks/annotate/annotation_scores.h"

#include <algorithm>
#include <limits>

namespace lexicell::models::tasks {

namespace {

constexpr int thresholdSteps = 20;

double share(double part, double whole) { return whole > 0.0 ? part / whole : std::numeric_limits<double>::quiet_NaN(); }

double auroc(const std::vector<double> &known, std::vector<double> other)
{
    std::sort(other.begin(), other.end());
    double above = 0.0;
    for (const double value : known) {
        const auto below = std::lower_bound(other.begin(), other.end(), value);
        const auto end = std::upper_bound(below, other.end(), value);
        above += static_cast<double>(below - other.begin()) + 0.5 * static_cast<double>(end - below);
    }
    return share(above, static_cast<double>(known.size()) * static_cast<double>(other.size()));
}

const std::string &labelOf(const MethodLabels &labels, std::int64_t cell, const std::vector<std::string> &classes)
{
    return classes[static_cast<std::size_t>(labels.best[static_cast<std::size_t>(cell)])];
}

}  // namespace

std::int64_t TrueLabels::knownCells() const { return std::count(known.begin(), known.end(), true); }

Result<TrueLabels> trueLabels(const data::Dataset &dataset, const std::string &label, const std::string &truth,
                              const std::vector<std::string> &classes)
{
    const std::string column = truth.empty() ? label : truth;
    TrueLabels found;
    if (column.empty() || (truth.empty() && !dataset.obs.columns.find(column))) return found;
    auto labels = dataset.labels(column, "truth");
    if (!labels.ok() && truth.empty()) return found;
    if (!labels.ok()) return labels.error();
    const auto names = labels->categoryNames();
    for (std::size_t cell = 0; cell < labels->codes.size(); ++cell) {
        if (labels->codes[cell] < 0) continue;
        const std::string &name = names[static_cast<std::size_t>(labels->codes[cell])];
        found.cells.push_back(static_cast<std::int64_t>(cell));
        found.labels.push_back(name);
        found.known.push_back(std::find(classes.begin(), classes.end(), name) != classes.end());
    }
    return found;
}

MethodScores scoresOf(const MethodLabels &labels, const TrueLabels &truth, const std::vector<std::string> &classes, int rounds,
                      std::uint64_t seed)
{
    std::vector<std::string> expected, given;
    expected.reserve(truth.cells.size());
    given.reserve(truth.cells.size());
    for (std::size_t i = 0; i < truth.cells.size(); ++i) {
        if (!truth.known[i]) continue;
        expected.push_back(truth.labels[i]);
        given.push_back(labelOf(labels, truth.cells[i], classes));
    }
    return {labels.name, labels.baseline, analysis::classificationScores(expected, given),
            analysis::classificationIntervals(expected, given, rounds, seed)};
}

TradeOff tradeOffOf(const MethodLabels &labels, const TrueLabels &truth, const std::vector<std::string> &classes)
{
    TradeOff result{labels.name, labels.baseline, {}, {}, {}, {}, 0.0};
    std::vector<double> ofKnown, ofNew;
    for (std::size_t i = 0; i < truth.cells.size(); ++i)
        (truth.known[i] ? ofKnown : ofNew).push_back(labels.confidence[static_cast<std::size_t>(truth.cells[i])]);
    result.auroc = auroc(ofKnown, ofNew);
    for (int step = 0; step <= thresholdSteps; ++step) {
        const double threshold = static_cast<double>(step) / thresholdSteps;
        const auto unknown = labels.unknownAt(threshold, static_cast<std::int64_t>(classes.size()));
        double right = 0.0, labeled = 0.0, found = 0.0;
        for (std::size_t i = 0; i < truth.cells.size(); ++i) {
            const bool isUnknown = unknown[static_cast<std::size_t>(truth.cells[i])];
            if (!truth.known[i]) found += isUnknown ? 1.0 : 0.0;
            else if (!isUnknown) {
                labeled += 1.0;
                right += labelOf(labels, truth.cells[i], classes) == truth.labels[i] ? 1.0 : 0.0;
            }
        }
        result.thresholds.push_back(threshold);
        result.knownRight.push_back(share(right, static_cast<double>(ofKnown.size())));
        result.labeled.push_back(share(labeled, static_cast<double>(ofKnown.size())));
        result.newFound.push_back(share(found, static_cast<double>(ofNew.size())));
    }
    return result;
}

}  // namespace lexicell::models::tasks
