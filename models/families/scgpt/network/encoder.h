// Zero-shot cell embedding with scGPT, fast with an unchanged result: tables instead of the gene and value
// encoders, fused attention, the last layer for the <cls> token only, packed products. tst_scgpt_encoder compares each with the
// plain network. Variants of a cell that lack one token each share the first layer, too (shared_layer.h).
#pragma once

#include "models/contracts/cell_variants.h"
#include "models/contracts/model.h"
#include "models/nn/tensor_bridge.h"
#include "models/families/scgpt/network/network.h"

#include <ATen/ATen.h>

#include <string>
#include <vector>

namespace lexicell::models::scgpt {

class Encoder : public CellEncoder, public VariantEncoder, public ChangeGradients {
  public:
    // `compute` holds no "auto". Shares tensors of the network; the gene table replaces the gene embedding.
    Encoder(const Network &network, at::Device device, ComputeOptions compute);

    // The <cls> token's output divided by its norm, as upstream's embed_data returns it.
    // Error classes: those of checkBatch() in evaluator.h, cancelled, out_of_memory, network_failed.
    Result<std::vector<float>> encodeCells(const TokenBatch &batch, JobContext &context) const override;

    // Shares the first layer on the CPU where every variant is the cell without one token; else as encodeCells().
    Result<std::vector<float>> encodeVariants(const TokenBatch &cell, const TokenBatch &variants,
                                              JobContext &context) const override;

    // Deletion: the slope of a factor on the token's weight in every attention, which deletion takes from 1 to 0. Zero: the slope
    // of the token's input. Error classes: those of encodeCells().
    bool ranks(ChangeKind kind) const override { return kind == ChangeKind::Delete || kind == ChangeKind::Zero; }
    Result<std::vector<float>> firstOrder(const TokenBatch &cell, ChangeKind kind, const std::vector<float> &directions,
                                          JobContext &context) const override;

    // The same before the division, [cells x width].
    Result<at::Tensor> cellVectors(const nn::TokenTensors &tokens, JobContext &context) const;

  private:
    at::Tensor input(const nn::TokenTensors &tokens) const;
    // The rest of the network from the input of layer `from`, [cells x width].
    Result<at::Tensor> through(at::Tensor h, std::size_t from, const at::Tensor &mask, JobContext &context) const;
    Encoder differentiable() const;

    at::Device m_device;
    ComputeOptions m_compute;
    Network m_network;                                     // its layers: all but the last
    at::Tensor m_geneTable;                                // [vocabulary x width]
    at::Tensor m_valueTable;                               // [bins + 2 x width], for the values -2, -1, 0 … bins - 1
    at::Tensor m_scale, m_shift;                           // of a batch norm, already in the tables; undefined: none
    std::vector<at::Tensor> m_domainScale, m_domainShift;  // by batch label; empty: no such norms
    nn::FirstTokenLayer m_last;
};

}  // namespace lexicell::models::scgpt
