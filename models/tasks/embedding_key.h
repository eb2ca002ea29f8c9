// Where the vectors of a model lie, and whose they are: two checkpoints of one family must not take each other's place.
#pragma once

#include "core/data/dataset.h"
#include "models/model.h"

#include <string>

namespace lexicell::models::tasks {

// "X_scGPT_finetuned": the family's key with the model's name, as far as it can be part of one.
std::string namedEmbeddingKey(const ModelCard &card);

// SHA-256 of the model that made obsm[key], by the record in uns["lexicell"]; empty: unknown.
std::string modelOf(const data::Dataset &dataset, const std::string &key);

// obsm[key] is there, and not from this model (as far as the record tells).
bool holdsOtherVectors(const data::Dataset &dataset, const std::string &key, const ModelCard &card);

}  // namespace lexicell::models::tasks
