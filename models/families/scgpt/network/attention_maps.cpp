// Attention before the softmax, of any layer: the source of gene networks (Cui et al. 2024, Methods, "GRN inference").
#include "models/nn/guard.h"
#include "models/families/scgpt/network/network_abilities.h"

namespace lexicell::models::scgpt {

namespace {

class Maps : public AttentionMaps {
  public:
    explicit Maps(SharedEvaluator evaluator) : m_evaluator(std::move(evaluator)) {}

    std::int64_t layers() const override { return m_evaluator->network().config.layers; }
    std::int64_t heads() const override { return m_evaluator->network().config.heads; }

    Result<std::vector<float>> attentionLogits(const TokenBatch &batch, std::int64_t cell, std::int64_t layer,
                                               JobContext &context) const override
    {
        if (cell < 0 || cell >= batch.cells || layer < 0 || layer >= layers())
            return Error{errors::badOption,
                         "There is no attention for cell " + std::to_string(cell) + " and layer " + std::to_string(layer) +
                             ": the batch has " + std::to_string(batch.cells) + " cells and the model " +
                             std::to_string(layers()) + " layers, numbered from 0.",
                         {}};
        return nn::guarded("reading attention", [&]() -> Result<std::vector<float>> {
            const Network &network = m_evaluator->network();
            LEXICELL_CHECK(checkBatch(network, batch, Depth::Hidden));
            const at::NoGradGuard noGradients;
            const nn::TokenTensors tokens = m_evaluator->rows(batch, cell, cell + 1);
            const nn::Pass pass{nullptr, true, &context};
            const at::Tensor mask = nn::attentionMask(tokens.padding);
            at::Tensor h = encodeInput(network, tokens, encodeGenes(network, tokens.genes), pass);
            for (std::int64_t i = 0; i < layer; ++i) {
                if (context.cancelled()) return cancelled();
                h = nn::encoderLayer(network.layers[static_cast<std::size_t>(i)], h, mask, pass);
            }
            at::Tensor logits = nn::attentionLogits(network.layers[static_cast<std::size_t>(layer)], h)[0];
            if (tokens.padding.defined()) {
                const at::Tensor padding = tokens.padding[0];
                logits = logits.masked_fill(padding.unsqueeze(0) | padding.unsqueeze(1), 0.0);
            }
            // The pass cut the padding at the end. The result has the batch's number of tokens again.
            const std::int64_t missing = batch.tokens - logits.size(1);
            return nn::toVector(at::constant_pad_nd(logits, {0, missing, 0, missing}));
        });
    }

  private:
    SharedEvaluator m_evaluator;
};

}  // namespace

std::shared_ptr<const AttentionMaps> makeAttentionMaps(SharedEvaluator evaluator)
{
    return std::make_shared<Maps>(std::move(evaluator));
}

}  // namespace lexicell::models::scgpt
