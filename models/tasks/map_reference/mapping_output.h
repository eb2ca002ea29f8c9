// A mapping to a reference as elements of a data set: obsm X_scGPT (the model's key), obs lexicell_mapped_label,
// lexicell_mapped_confidence (share of the votes), lexicell_mapped_distance, lexicell_out_of_reference, label and confidence of
// each baseline with its name behind (lexicell_mapped_label_knn_pca), obsm lexicell_reference_neighbors [cells x neighbors], the
// map X_umap_reference, and uns lexicell_reference_mapping. No key is one of `annotate`.
#pragma once

#include "models/tasks/map_reference/map_reference.h"

#include <string>

namespace lexicell::models::tasks {

// `embedded`: the data set with the model's vectors. `kept` as of ResultWriter. `column`: set to the name of the obs column with
// the labels.
data::Dataset withMapping(const data::Dataset &embedded, const ReferenceMapping &mapping, const MapReferenceOptions &options,
                          const data::Dataset *kept, JobContext &context, std::string &column);

}  // namespace lexicell::models::tasks
