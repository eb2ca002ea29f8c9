// Adam on the weights of a network, with the state that a training run carries from step to step: weights, moments, and the
// random stream of dropout. One for every family's training::Trainable.
#pragma once

#include "core/base/result.h"
#include "models/checkpoint/tensor_map.h"
#include "models/nn/layers.h"
#include "models/nn/optimizer.h"

#include <ATen/ATen.h>

#include <cstdint>
#include <string>
#include <vector>

namespace lexicell::models::nn {

struct NamedTensor {
    std::string name;  // as in released files
    at::Tensor tensor;
    bool trained = true;  // false: running statistics, and weights that stay frozen
};

class Learner {
  public:
    // Shares the tensors with the network; the trained ones ask for gradients from now on.
    Learner(std::vector<NamedTensor> weights, double dropout, at::Device device, std::uint64_t dropoutSeed,
            const AdamOptions &options = {});

    const Dropout *dropout() const { return &m_dropout; }
    // A step: begin(), the gradients of one backward pass or of several, which add up, then one step down the gradient, clipped
    // to a common norm; 0: not clipped.
    void begin() { m_adam.clearGradients(); }
    void advance(double learningRate, double clippingNorm);
    // Multiplies the gradients. Returns whether all of them are finite.
    bool scaleGradients(double factor) { return m_adam.scaleGradients(factor); }
    // Of dropout, to do a step again.
    at::Tensor randomState() const { return m_generator.get_state(); }
    void setRandomState(const at::Tensor &state) { m_generator.set_state(state); }

    checkpoint::TensorMap weights() const;
    // weight/NAME, mean/NAME and squares/NAME (float32), steps (int64 by trained weight), dropout (the generator's bytes).
    checkpoint::TensorMap state() const;
    // Error classes: missing_tensor, shape_mismatch, corrupt_data.
    Result<void> restore(const checkpoint::TensorMap &state);

  private:
    Result<std::vector<Adam::Moments>> readMoments(const checkpoint::TensorMap &state) const;

    std::vector<NamedTensor> m_weights;
    at::Generator m_generator;  // shared with m_dropout
    Dropout m_dropout;
    Adam m_adam;
};

}  // namespace lexicell::models::nn
