#include "core/analysis/classification_scores.h"

#include <algorithm>
#include <cassert>
#include <set>

namespace lexicell::analysis {

namespace {

double ratio(double part, double whole) { return whole > 0.0 ? part / whole : 0.0; }

}  // namespace

ClassificationScores classificationScores(const std::vector<std::string> &truth, const std::vector<std::string> &predicted)
{
    assert(truth.size() == predicted.size());
    ClassificationScores scores;
    std::set<std::string> names(truth.begin(), truth.end());
    names.insert(predicted.begin(), predicted.end());
    scores.classes.assign(names.begin(), names.end());
    const std::size_t classes = scores.classes.size();
    if (classes == 0) return scores;
    const auto number = [&](const std::string &label) {
        return static_cast<std::size_t>(std::lower_bound(scores.classes.begin(), scores.classes.end(), label) -
                                        scores.classes.begin());
    };
    scores.confusion.assign(classes * classes, 0);
    for (std::size_t cell = 0; cell < truth.size(); ++cell)
        ++scores.confusion[number(truth[cell]) * classes + number(predicted[cell])];

    double right = 0.0;
    for (std::size_t i = 0; i < classes; ++i) {
        double isTrue = 0.0, isPredicted = 0.0;
        for (std::size_t j = 0; j < classes; ++j) {
            isTrue += static_cast<double>(scores.confusion[i * classes + j]);
            isPredicted += static_cast<double>(scores.confusion[j * classes + i]);
        }
        const auto both = static_cast<double>(scores.confusion[i * classes + i]);
        right += both;
        const double share = 1.0 / static_cast<double>(classes);
        scores.macroPrecision += share * ratio(both, isPredicted);
        scores.macroRecall += share * ratio(both, isTrue);
        scores.macroF1 += share * ratio(2.0 * both, isTrue + isPredicted);
    }
    scores.accuracy = right / static_cast<double>(truth.size());
    return scores;
}

}  // namespace lexicell::analysis
