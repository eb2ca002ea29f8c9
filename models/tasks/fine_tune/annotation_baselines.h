// What needs no fine-tuning, on the same split: the scores that a fine-tuned model must be compared with.
#pragma once

#include "core/base/job_context.h"
#include "core/base/result.h"
#include "models/contracts/model.h"
#include "models/tasks/fine_tune/cell_labels.h"

#include <string>
#include <vector>

namespace lexicell::models::tasks {

struct AnnotationScore {
    std::string method;
    double accuracy = 0.0;
    double macroF1 = 0.0;
};
AnnotationScore scoreOf(std::string method, const LabeledCells &cells, const std::vector<std::string> &predicted);

// Scores on the held-out cells, each learned from the training cells alone:
//   majority         every cell gets the most frequent label
//   pca_knn          the most frequent label of the 15 nearest cells in a PCA (2,000 variable genes, 50 components)
//   frozen_centroid  the label whose mean vector of the model as it was has the largest cosine; left out for a model without cell
//                    vectors
// A baseline that cannot be computed is left out with a warning (no_baseline). Error classes: cancelled, out_of_memory.
Result<std::vector<AnnotationScore>> annotationBaselines(const LabeledCells &cells, const LoadedModel &model, std::int64_t seed,
                                                         JobContext &context);

}  // namespace lexicell::models::tasks
