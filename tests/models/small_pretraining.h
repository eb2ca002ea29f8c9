// A run of pretraining that takes seconds: 240 cells of three kinds, two layers of 32 numbers.
#pragma once

#include "models/tasks/pretrain/pretrain.h"

#include <QtCore/QTemporaryDir>

#include <cstdint>
#include <string>

namespace lexicell::test {

constexpr std::int64_t smallGeneCount = 48;

// Each kind expresses a third of the genes ten times as strongly, and more often.
data::Dataset cellsOfThreeKinds(std::int64_t cells, std::uint64_t seed);
// 40 epochs of 27 steps: 216 training cells in batches of 8. The folder is `root`/`name`.
models::tasks::PretrainJob smallJob(const QTemporaryDir &root, const std::string &name);

}  // namespace lexicell::test
