// The obsm key of a model's vectors, and the model of a key: two checkpoints of one family must not overwrite each other.
#pragma once

#include "core/data/dataset.h"
#include "models/contracts/model.h"
#include "models/tasks/task.h"

#include <string>

namespace lexicell::models::tasks {

// "X_scGPT_finetuned": the family's key with the model's name, reduced to characters that a key allows.
std::string namedEmbeddingKey(const ModelCard &card);

// SHA-256 of the model that made obsm[key], by the record in uns["lexicell"]; empty: unknown.
std::string modelOf(const data::Dataset &dataset, const std::string &key);

// Whether obsm[key] exists and is from another or an unknown model, by the record.
bool holdsOtherVectors(const data::Dataset &dataset, const std::string &key, const ModelCard &card);

// obsm key for a model's vectors: `wanted`, or the family's; with the model's name if the file, or another model, has that key.
std::string freeEmbeddingKey(const data::Dataset &original, const data::Dataset &current, const ModelCard &card,
                             const std::string &wanted);

// The key for the vectors of the input's model, in both programs: what a person brought or another model made stays, unless they
// allow replacing it. `wanted`: their choice, or empty. Warnings: key_taken, replaced.
std::string keyOfResult(const TaskInput &input, const std::string &wanted, JobContext &context);

}  // namespace lexicell::models::tasks
