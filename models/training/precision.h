// The number types of training. Without LibTorch, so that a choice is refused before anything is read.
#pragma once

#include "core/base/result.h"

#include <string>

namespace lexicell::models::training {

// fp32, bf16 or fp16. `wanted` may also be auto: bf16 on a CUDA device, else fp32. `device`: "cpu", "cuda:0".
// Error class: bad_option (another word; bf16 or fp16 on the CPU, which gains nothing by them).
Result<std::string> trainingPrecision(const std::string &wanted, const std::string &device);

}  // namespace lexicell::models::training
