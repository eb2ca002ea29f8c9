// Training in a shorter number type: LibTorch computes products in it and everything else, the weights included, in float32
// (autocast). On CUDA devices only: a CPU gains nothing by it.
#pragma once

#include "core/base/result.h"

#include <ATen/ATen.h>

#include <string>

namespace lexicell::models::nn {

struct TrainingPrecision {
    at::ScalarType type = at::kFloat;  // of products
    bool scaled() const { return type == at::kHalf; }
};

// See training::trainingPrecision(). Error class: bad_option.
Result<TrainingPrecision> trainingPrecision(const std::string &wanted, at::Device device);

// While it lives, this thread computes with the type; nothing changes for float32.
class Autocast {
  public:
    Autocast(TrainingPrecision precision, at::Device device);
    ~Autocast();
    Autocast(const Autocast &) = delete;
    Autocast &operator=(const Autocast &) = delete;

  private:
    at::DeviceType m_device;
    bool m_on;
    bool m_before = false;
    at::ScalarType m_typeBefore = at::kFloat;
};

}  // namespace lexicell::models::nn
