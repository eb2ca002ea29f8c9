// What an scBERT checkpoint can compute, behind the interfaces of models/contracts/abilities.h. forward.h computes cells singly,
// so results are independent of the batch. A cell without known genes (padding) gets zeros.
#pragma once

#include "models/contracts/abilities.h"
#include "models/families/scbert/network/forward.h"

#include <functional>

namespace lexicell::models::scbert {

// How hidden states become a cell vector. Upstream has no rule. Mean: over all positions, the appended slot included. Slot: only
// the appended slot, whose output is not trained in pretraining, so its content is a by-product. The mean is used.
enum class Pooling { Mean, Slot };

class Abilities : public CellEncoder,
                  public TokenEncoder,
                  public GeneVectors,
                  public ExpressionDecoder,
                  public CellClassifier,
                  public GeneAttention {
  public:
    // threads: 0 takes all cores.
    Abilities(const Network &network, at::Device device, int threads, Pooling pooling = Pooling::Mean,
              AttentionOf stream = AttentionOf::Residual);

    std::int64_t width() const override;
    const char *unit() const override { return "log2 bin class"; }
    std::int64_t classes() const override;

    Result<std::vector<float>> encodeCells(const TokenBatch &batch, JobContext &context) const override;
    Result<std::vector<float>> encodeTokens(const TokenBatch &batch, JobContext &context) const override;
    // gene2vec; the id after the last gene is the appended slot, a row of zeros.
    Result<std::vector<float>> geneVectors(const std::vector<std::int64_t> &ids, JobContext &context) const override;
    // Logits of the tokens 0 … 6 at every position.
    Result<ExpressionPrediction> predictExpression(const TokenBatch &batch, JobContext &context) const override;
    Result<std::vector<float>> classify(const TokenBatch &batch, JobContext &context) const override;
    // Sums to 1 over a cell's positions. The appended slot is included: leave it out of a ranking of genes.
    Result<std::vector<float>> geneAttention(const TokenBatch &batch, JobContext &context) const override;

  private:
    using OfTokens = std::function<Result<at::Tensor>(const at::Tensor &tokens)>;
    using OfHidden = std::function<at::Tensor(const at::Tensor &hidden)>;
    // Appends the result of `work` for every cell, `size` numbers each.
    Result<std::vector<float>> perCell(const TokenBatch &batch, std::int64_t size, const char *doing, const OfTokens &work) const;
    Result<std::vector<float>> fromHidden(const TokenBatch &batch, std::int64_t size, const char *doing, JobContext &context,
                                          const OfHidden &work) const;

    Forward m_forward;
    Pooling m_pooling;
    AttentionOf m_stream;
};

}  // namespace lexicell::models::scbert
