// A network that can be trained, as the library of networks hands it to a task. The interface knows cells, terms and weights,
// but no task and no option of one: the trainer (trainer.h) owns epochs, schedule, validation and files, without LibTorch.
#pragma once

#include "core/base/job_context.h"
#include "core/base/result.h"
#include "models/checkpoint/bundle.h"
#include "models/training/minibatches.h"
#include "models/training/objective.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace lexicell::models::training {

// Not thread-safe. Error classes of all functions: out_of_memory, network_failed.
class Trainable {
  public:
    virtual ~Trainable() = default;

    // One step of the optimizer on the mean gradient over the cells. Returns the terms of the first view, in the objective's
    // order, before the step. If one of them is not finite, nothing changes.
    virtual Result<std::vector<double>> step(const std::vector<Examples> &views, double learningRate) = 0;
    // The terms without dropout. Changes nothing.
    virtual Result<std::vector<double>> evaluate(const Examples &examples) = 0;

    // A copy of the weights under the names of released files, float32.
    virtual Result<checkpoint::TensorMap> weights() const = 0;
    // Everything that step() changes: weights, moments of the optimizer, state of the random stream. A network of the same
    // request that restores it continues bit for bit. Error classes of restore(): also missing_tensor, shape_mismatch,
    // corrupt_data; after an error the network must not be used.
    virtual Result<checkpoint::TensorMap> state() const = 0;
    virtual Result<void> restore(const checkpoint::TensorMap &state) = 0;
};

struct TrainableRequest {
    // The settings and the vocabulary of the network, and the weights to start from. Without tensors: random weights from `seed`
    // and the heads that pretraining needs.
    checkpoint::Bundle bundle;
    Objective objective;
    double clippingNorm = 1.0;  // of all gradients together
    std::uint64_t seed = 0;     // of random weights and dropout
    std::string device = "auto";
    int threads = 0;  // 0: all cores
    // Of random weights only:
    double cellGain = 1.0;              // factor on the attention of the first layer
    std::optional<double> meanValue{};  // what the expression decoder answers at first; empty: random, too
};

// Error classes: those of reading the settings and the tensors, bad_option (a term that this family does not have, or a head
// that the checkpoint lacks), no_device, out_of_memory.
using MakeTrainable = Result<std::unique_ptr<Trainable>> (*)(const TrainableRequest &request, JobContext &context);

}  // namespace lexicell::models::training
