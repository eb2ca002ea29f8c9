// A network that can be trained, as the library of networks hands it to a task. The interface knows cells, terms and weights,
// but no task and no option of one: the trainer (trainer.h) owns epochs, schedule, validation and files, without LibTorch.
#pragma once

#include "core/base/job_context.h"
#include "core/base/result.h"
#include "models/checkpoint/bundle.h"
#include "models/training/minibatches.h"
#include "models/training/objective.h"
#include "models/training/recipe.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace lexicell::models::training {

// What a network says of cells that it was not trained on.
struct Evaluation {
    std::vector<double> terms;            // in the objective's order
    std::vector<float> logits = {};       // [cells x classes]; empty: the objective has no classes
    std::vector<float> expression = {};   // [cells x tokens] after a perturbation; empty: the cells have none
    std::vector<float> cellVectors = {};  // [cells x width]; empty: the cells have no batches
};

// Not thread-safe. Error classes of all functions: out_of_memory, network_failed.
class Trainable {
  public:
    virtual ~Trainable() = default;

    // One step of the optimizer on the mean gradient over the cells. Returns the terms of the first view, in the objective's
    // order, before the step. If one of them is not finite, nothing changes. If the memory does not hold the minibatch, it is
    // computed in parts whose gradients add up to the same, as are the next ones of its size.
    virtual Result<std::vector<double>> step(const std::vector<Examples> &views, double learningRate) = 0;
    // What a person should know of the calls so far, said once; empty: nothing.
    virtual std::string takeNotice() { return {}; }
    // The terms without dropout, class weights and label smoothing. Changes nothing.
    virtual Result<Evaluation> evaluate(const Examples &examples) = 0;

    // A copy of the weights under the names of released files, float32. Low-rank adapters are merged into them, and stand beside
    // them under the names of adapterName().
    virtual Result<checkpoint::TensorMap> weights() const = 0;
    // Everything that step() changes: weights, moments of the optimizer, state of the random stream. A network of the same
    // request that restores it continues bit for bit. Error classes of restore(): also missing_tensor, shape_mismatch,
    // corrupt_data; after an error the network must not be used.
    virtual Result<checkpoint::TensorMap> state() const = 0;
    virtual Result<void> restore(const checkpoint::TensorMap &state) = 0;
};

// Some rows of a weight [out x in] that learn by a low-rank adapter (LoRA, Hu et al. 2021): the weight stays, and the product of
// two small matrices, up [rows x rank] and down [rank x in], is added to its rows. `up` starts as zeros.
struct AdapterSite {
    std::string tensor;
    std::int64_t begin = 0, rows = 0;
};
struct Adapters {
    std::vector<AdapterSite> sites;  // rows of one tensor do not overlap; empty: none
    std::int64_t rank = 8;
    double scale = 2.0;  // of the product; LoRA's alpha 16 over rank 8
};
// "lora/TENSOR/BEGIN/up" and "…/down"
std::string adapterName(const AdapterSite &site, bool up);

// How class labels count in training. Cross-entropy with weights is divided by the weights of the minibatch (PyTorch's).
struct ClassRule {
    std::vector<double> weights;  // [classes]; empty: all 1
    double smoothing = 0.0;       // share of a label that is spread over all classes
};

// Where the lowest layers stay as they are, what they make of a cell is computed once and kept, not in every epoch. The input of
// a cell must be the same in every epoch, so this holds for classes alone.
enum class FrozenReuse {
    Never,
    WhereExact,  // in training if these layers have no dropout, and in validation
    Always,      // these layers get no dropout: the regularization is another than the original program's
};

struct TrainableRequest {
    // The settings and the vocabulary of the network, and the weights to start from. Without tensors: random weights from `seed`
    // and the heads that pretraining needs.
    checkpoint::Bundle bundle;
    Objective objective;
    double clippingNorm = 1.0;  // of all gradients together; 0: not clipped
    OptimizerRule optimizer = {};
    ClassRule classes = {};
    std::vector<std::string> frozen = {};  // tensors that stay as they are
    Adapters adapters = {};                // their tensors must be frozen
    // Cells in one pass: the gradients of the parts of a minibatch are added, as in upstream's scBERT. 0: all cells in one pass.
    std::int64_t microBatch = 0;
    FrozenReuse frozenReuse = FrozenReuse::WhereExact;
    std::int64_t frozenBytes = -1;   // memory for it; below 0: half of what is free. It does not change the result
    std::string precision = "fp32";  // of products: fp32, auto, bf16, fp16 (models/nn/mixed_precision.h)
    std::uint64_t seed = 0;          // of random weights and dropout
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
