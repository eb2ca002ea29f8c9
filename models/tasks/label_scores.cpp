#include "models/tasks/label_scores.h"

namespace lexicell::models::tasks {

nlohmann::ordered_json intervalJson(const analysis::Interval &interval) { return {interval.low, interval.high}; }

nlohmann::ordered_json labelScoresJson(const analysis::ClassificationScores &scores)
{
    nlohmann::ordered_json rows = nlohmann::ordered_json::array();
    const std::size_t classes = scores.classes.size();
    for (std::size_t i = 0; i < classes; ++i) {
        const auto begin = scores.confusion.begin() + static_cast<std::ptrdiff_t>(i * classes);
        rows.push_back(std::vector<std::int64_t>(begin, begin + static_cast<std::ptrdiff_t>(classes)));
    }
    return {{"accuracy", scores.accuracy},        {"macro_precision", scores.macroPrecision},
            {"macro_recall", scores.macroRecall}, {"macro_f1", scores.macroF1},
            {"classes", scores.classes},          {"confusion", std::move(rows)}};
}

nlohmann::ordered_json perClassJson(const analysis::ClassificationScores &scores)
{
    const auto ratio = [](double part, double whole) { return whole > 0.0 ? part / whole : 0.0; };
    nlohmann::ordered_json rows = nlohmann::ordered_json::array();
    const std::size_t classes = scores.classes.size();
    for (std::size_t i = 0; i < classes; ++i) {
        double isTrue = 0.0, isPredicted = 0.0;
        for (std::size_t j = 0; j < classes; ++j) {
            isTrue += static_cast<double>(scores.confusion[i * classes + j]);
            isPredicted += static_cast<double>(scores.confusion[j * classes + i]);
        }
        const auto both = static_cast<double>(scores.confusion[i * classes + i]);
        rows.push_back({{"class", scores.classes[i]},
                        {"cells", static_cast<std::int64_t>(isTrue)},
                        {"precision", ratio(both, isPredicted)},
                        {"recall", ratio(both, isTrue)},
                        {"f1", ratio(2.0 * both, isTrue + isPredicted)}});
    }
    return rows;
}

Heatmap confusionMap(const analysis::ClassificationScores &scores)
{
    return {scores.classes, scores.classes, {scores.confusion.begin(), scores.confusion.end()}, "cells"};
}

}  // namespace lexicell::models::tasks
