// An annotation as elements of a data set: obs lexicell_label (with "unknown"), lexicell_label_best (without),
// lexicell_confidence; the same two of every other method with its name behind (lexicell_label_logistic_l1); obsm
// lexicell_probabilities [cells x classes]; uns lexicell_annotation: method, threshold, classes, and the scores of the methods as
// a frame.
#pragma once

#include "models/tasks/annotate/annotate.h"

#include <string>

namespace lexicell::models::tasks {

// `kept`: a data set whose elements must stay; a new one of a name in it gets a number behind. Null: elements are replaced with a
// warning. `column`: set to the name of the obs column with the labels.
data::Dataset withAnnotation(const data::Dataset &dataset, const Annotation &annotation, double threshold,
                             const data::Dataset *kept, JobContext &context, std::string &column);

// "logistic-l1" as part of a column's name: logistic_l1.
std::string columnSuffix(const std::string &method);

}  // namespace lexicell::models::tasks
