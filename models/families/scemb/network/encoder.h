// The results of an scEMB-style checkpoint: cell vectors (the mean of the token outputs), token vectors, gene vectors (rows of
// the gene table), masked-gene logits, class logits, attention. Fast with an unchanged result: one product for queries, keys and
// values, packed products, fused attention, rows cut to the longest of a pass. Tests compare it with the plain network.
#pragma once

#include "models/contracts/model.h"
#include "models/nn/tensor_bridge.h"
#include "models/families/scemb/network/network.h"

#include <ATen/ATen.h>

#include <functional>
#include <string>
#include <vector>

namespace lexicell::models::scemb {

// Error classes of all functions: cancelled, out_of_memory, network_failed.
class Encoder : public CellEncoder,
                public TokenEncoder,
                public GeneVectors,
                public ExpressionDecoder,
                public AttentionMaps,
                public CellClassifier {
  public:
    // `compute` holds no "auto".
    Encoder(Network network, at::Device device, ComputeOptions compute);

    // Not normalized: in-silico shifts are differences of these.
    Result<std::vector<float>> encodeCells(const TokenBatch &batch, JobContext &context) const override;
    std::int64_t width() const override { return m_network.config.embeddingSize; }
    Result<std::vector<float>> encodeTokens(const TokenBatch &batch, JobContext &context) const override;
    Result<std::vector<float>> geneVectors(const std::vector<std::int64_t> &ids, JobContext &context) const override;
    // One logit per vocabulary id; this is large: vocabulary times tokens.
    const char *unit() const override { return "gene class"; }
    Result<ExpressionPrediction> predictExpression(const TokenBatch &batch, JobContext &context) const override;
    std::int64_t classes() const override { return m_network.config.classes; }
    Result<std::vector<float>> classify(const TokenBatch &batch, JobContext &context) const override;
    std::int64_t layers() const override { return m_network.config.layers; }
    std::int64_t heads() const override { return m_network.config.heads; }
    Result<std::vector<float>> attentionLogits(const TokenBatch &batch, std::int64_t cell, std::int64_t layer,
                                               JobContext &context) const override;

  private:
    using Output = std::function<at::Tensor(const at::Tensor &hidden, const at::Tensor &padding)>;
    // The last hidden states of all cells, a few cells at a time, converted to rows of numbers by `output`.
    Result<std::vector<float>> run(const TokenBatch &batch, const std::string &doing, JobContext &context,
                                   const Output &output) const;
    // The output of the first `layers` layers.
    Result<at::Tensor> hidden(const nn::TokenTensors &tokens, std::int64_t layers, JobContext &context) const;

    at::Device m_device;
    ComputeOptions m_compute;
    Network m_network;
};

}  // namespace lexicell::models::scemb
