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

// The methods of annotate (annotation_methods.h), scored on the held-out cells and learned from the training cells alone: on the
// vectors of the model as it was (a model with cell vectors), on genes, and the most frequent label. If they cannot be computed,
// none stands beside the model (warning no_baseline). Error classes: cancelled, out_of_memory.
Result<std::vector<AnnotationScore>> annotationBaselines(const LabeledCells &cells, const LoadedModel &model, std::int64_t seed,
                                                         JobContext &context);

}  // namespace lexicell::models::tasks
