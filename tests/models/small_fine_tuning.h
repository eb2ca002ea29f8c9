// A run of fine-tuning that takes seconds: a new scGPT of two layers of 32 numbers, and cells of three kinds with their names.
#pragma once

#include "core/base/result.h"
#include "models/contracts/model.h"
#include "models/tasks/fine_tune/fine_tune.h"
#include "tests/models/small_pretraining.h"

#include <memory>
#include <string>

namespace lexicell::test {

// The same cells with obs "kind" (kind 0, 1 and 2) and "donor" (three, each with cells of every kind).
data::Dataset labeledCells(std::int64_t cells);
void setColumn(data::Dataset &dataset, const std::string &name, const std::vector<std::string> &values);

struct SmallModel {
    models::ModelSource source;
    models::LoadedModel model;
};
// Pretrained for one epoch into `root`/base, once.
Result<SmallModel> smallModel(const QTemporaryDir &root);

// Eight epochs in batches of 16, on the kinds.
models::tasks::FineTuneJob smallFineTuning(const data::Dataset &dataset, const SmallModel &from, const QTemporaryDir &root,
                                           const std::string &name);

}  // namespace lexicell::test
