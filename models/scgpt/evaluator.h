// A scGPT network ready to answer: on its device, in its number type, fed in passes that fit. All abilities but the fast cell
// embedding (encoder.h) share one.
#pragma once

#include "models/model.h"
#include "models/nn/tensor_bridge.h"
#include "models/scgpt/network.h"

#include <ATen/core/grad_mode.h>

#include <functional>
#include <string>
#include <vector>

namespace lexicell::models::scgpt {

// A copy on `device`, its layers in `precision` ("fp32" or "bf16") and packed where that is faster; shares what stays the same.
// A prepared network comes back as it is.
Network prepared(const Network &network, at::Device device, const std::string &precision);

// Cells of `tokens` tokens in one pass: on a CPU so many that a layer's activations stay in the cache and a cancel is heard in
// time; on a GPU as many as fit.
std::int64_t cellsPerPass(at::Device device, std::int64_t tokens);

// How far a batch goes, and so what it must bring: through the gene encoder, the transformer, the decoders of expression.
enum class Depth { Genes, Hidden, Decoded };

// Token ids, batch labels and modalities are there where the network needs them, and are known to it.
// Error classes: unknown_gene, batches_needed, unknown_batch, modalities_needed, unknown_modality.
Result<void> checkBatch(const Network &network, const TokenBatch &batch, Depth depth);

class Evaluator {
  public:
    // `network` prepared for `device`; `compute` as used.
    Evaluator(Network network, at::Device device, ComputeOptions compute);

    const Network &network() const { return m_network; }
    at::Device device() const { return m_device; }

    // visit(tokens, begin, end) for rows [begin, end) of the batch at a time, on the device, without gradients.
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

// Results per token gathered pass by pass: [cells x tokens x channels], zeros at padding.
class TokenResult {
  public:
    TokenResult(const TokenBatch &batch, std::int64_t channels);
    // `rows` [cells x at most as many tokens (x channels)] of the pass that began with row `begin`.
    void place(const at::Tensor &rows, const at::Tensor &padding, std::int64_t begin);
    std::vector<float> take() { return std::move(m_values); }

  private:
    std::int64_t m_tokens;
    std::int64_t m_channels;
    std::vector<float> m_values;
};

}  // namespace lexicell::models::scgpt
