// How well predicted labels agree with true ones. Definitions: scikit-learn's accuracy_score, precision_recall_fscore_support
// (average "macro", zero_division 0) and confusion_matrix.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace lexicell::analysis {

struct ClassificationScores {
    std::vector<std::string> classes;  // true or predicted, sorted
    double accuracy = 0.0;
    // Means over the classes. A class that is never predicted has precision 0; a class without true cells has recall 0.
    double macroPrecision = 0.0;
    double macroRecall = 0.0;
    double macroF1 = 0.0;
    std::vector<std::int64_t> confusion;  // [classes x classes] cells; a row is a true class
};
// Both hold one label per cell. Without cells there are no classes and all scores are 0.
ClassificationScores classificationScores(const std::vector<std::string> &truth, const std::vector<std::string> &predicted);

}  // namespace lexicell::analysis
