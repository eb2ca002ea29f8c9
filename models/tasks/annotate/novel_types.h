// From class logits to labels: softmax, the largest probability, and "novel" if that is small.
// Source: scBERT's predict.py at commit 262fd4b. A softmax confidence is not calibrated: it ranks cells, but is no probability.
#pragma once

#include <cstdint>
#include <vector>

namespace lexicell::models::tasks {

inline constexpr const char *unassigned = "Unassigned";

struct LabeledCell {
    std::int64_t best = 0;    // class with the largest probability; the first of equals
    float confidence = 0.0F;  // its probability
    bool novel = false;       // confidence strictly below the threshold
};

// Rows of `classes` logits as probabilities.
std::vector<float> softmaxRows(const std::vector<float> &logits, std::int64_t classes);
// threshold: 0 … 1, larger leaves more cells unassigned; 0: none.
std::vector<LabeledCell> labelCells(const std::vector<float> &probabilities, std::int64_t classes, double threshold);

}  // namespace lexicell::models::tasks
