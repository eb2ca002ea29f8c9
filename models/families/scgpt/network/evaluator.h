// A scGPT network prepared for inference: on its device, in its number type, run in passes that fit into memory. All abilities
// but the fast cell embedding (encoder.h) share one.
#pragma once

#include "models/contracts/model.h"
#include "models/nn/tensor_bridge.h"
#include "models/families/scgpt/network/network.h"

#include <ATen/core/grad_mode.h>

#include <functional>
#include <string>
#include <vector>

namespace lexicell::models::scgpt {

// A copy on `device`, its layers in `precision` ("fp32" or "bf16") and packed where that is faster; unchanged tensors are
// shared. A prepared network is returned unchanged.
Network prepared(const Network &network, at::Device device, const std::string &precision);

// Cells of `tokens` tokens per pass. On a CPU a layer's activations must stay in the cache, and cancelling must not take
// long; on a GPU as many as fit.
std::int64_t cellsPerPass(at::Device device, std::int64_t tokens);

// The depth of a pass, which decides the needed input: through the gene encoder, the transformer, the decoders of expression.
enum class Depth { Genes, Hidden, Decoded };

// Checks that token ids, batch labels and modalities are present where the network needs them, and known to it.
// Error classes: unknown_gene, batches_needed, unknown_batch, modalities_needed, unknown_modality.
Result<void> checkBatch(const Network &network, const TokenBatch &batch, Depth depth);

class Evaluator {
  public:
    // `network` prepared for `device`; `compute` as used.
    Evaluator(Network network, at::Device device, ComputeOptions compute);

    const Network &network() const { return m_network; }
    at::Device device() const { return m_device; }

    // Calls visit(tokens, begin, end) for rows [begin, end) of the batch in turn, on the device, without gradients.
    // Error classes: those of checkBatch(), cancelled, out_of_memory, network_failed. `doing`: "predicting expression".
    using Visit = std::function<void(const nn::TokenTensors &tokens, std::int64_t begin, std::int64_t end)>;
    struct Work {
        const char *doing;
        Depth depth;
    };
    Result<void> forEach(const Work &work, const TokenBatch &batch, JobContext &context, const Visit &visit) const;

    nn::TokenTensors rows(const TokenBatch &batch, std::int64_t begin, std::int64_t end) const;

  private:
    Network m_network;
    at::Device m_device;
    ComputeOptions m_compute;
};

// Collects the results per token of all passes: [cells x tokens x channels], zeros at padding.
class TokenResult {
  public:
    TokenResult(const TokenBatch &batch, std::int64_t channels);
    // `rows` [cells x at most as many tokens (x channels)] of the pass that began at row `begin`.
    void place(const at::Tensor &rows, const at::Tensor &padding, std::int64_t begin);
    std::vector<float> take() { return std::move(m_values); }

  private:
    std::int64_t m_tokens;
    std::int64_t m_channels;
    std::vector<float> m_values;
};

}  // namespace lexicell::models::scgpt
