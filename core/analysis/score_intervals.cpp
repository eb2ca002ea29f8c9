#include "core/analysis/score_intervals.h"

#include "core/analysis/quantile.h"
#include "core/base/random.h"

#include <algorithm>
#include <cmath>
#include <set>

namespace lexicell::analysis {

namespace {

// The accuracy and the macro F1 of classificationScores(), from numbers in place of names.
struct NumberedLabels {
    std::size_t classes = 0;
    std::vector<std::size_t> truth, predicted;

    NumberedLabels(const std::vector<std::string> &trueNames, const std::vector<std::string> &predictedNames)
    {
        std::set<std::string> names(trueNames.begin(), trueNames.end());
        names.insert(predictedNames.begin(), predictedNames.end());
        const std::vector<std::string> sorted(names.begin(), names.end());
        classes = sorted.size();
        const auto numbers = [&sorted](const std::vector<std::string> &labels) {
            std::vector<std::size_t> result;
            result.reserve(labels.size());
            for (const std::string &label : labels)
                result.push_back(
                    static_cast<std::size_t>(std::lower_bound(sorted.begin(), sorted.end(), label) - sorted.begin()));
            return result;
        };
        truth = numbers(trueNames);
        predicted = numbers(predictedNames);
    }

    std::vector<double> scores(const std::vector<std::size_t> &cells) const
    {
        std::vector<double> right(classes), seen(classes);  // seen: as truth and as prediction
        for (const std::size_t cell : cells) {
            seen[truth[cell]] += 1.0;
            seen[predicted[cell]] += 1.0;
            if (truth[cell] == predicted[cell]) right[truth[cell]] += 1.0;
        }
        double correct = 0.0, f1 = 0.0, present = 0.0;
        for (std::size_t i = 0; i < classes; ++i) {
            if (seen[i] == 0.0) continue;
            present += 1.0;
            correct += right[i];
            f1 += 2.0 * right[i] / seen[i];
        }
        return {correct / static_cast<double>(cells.size()), f1 / present};
    }
};

}  // namespace

std::vector<Interval> bootstrap(std::size_t cells, int rounds, std::uint64_t seed,
                                const std::function<std::vector<double>(const std::vector<std::size_t> &cells)> &scores)
{
    std::vector<std::vector<double>> drawn;  // [scores][rounds]
    std::vector<std::size_t> chosen(cells);
    for (int round = 0; round < rounds && cells > 0; ++round) {
        Random random(seed, Random::streamOf("bootstrap") + static_cast<std::uint64_t>(round));
        for (std::size_t &cell : chosen) cell = static_cast<std::size_t>(random.below(cells));
        const std::vector<double> values = scores(chosen);
        drawn.resize(values.size());
        for (std::size_t i = 0; i < values.size(); ++i)
            if (!std::isnan(values[i])) drawn[i].push_back(values[i]);
    }
    std::vector<Interval> intervals;
    intervals.reserve(drawn.size());
    for (const std::vector<double> &values : drawn)
        intervals.push_back(values.empty() ? Interval{} : Interval{quantile(values, 0.025), quantile(values, 0.975)});
    return intervals;
}

ClassificationIntervals classificationIntervals(const std::vector<std::string> &truth, const std::vector<std::string> &predicted,
                                                int rounds, std::uint64_t seed)
{
    if (truth.empty() || rounds < 1) return {};
    const NumberedLabels labels(truth, predicted);
    const auto found =
        bootstrap(truth.size(), rounds, seed, [&labels](const std::vector<std::size_t> &cells) { return labels.scores(cells); });
    return {found[0], found[1]};
}

}  // namespace lexicell::analysis
