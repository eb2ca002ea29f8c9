// The sizes and training settings of an Exceiver checkpoint. No LibTorch.
// Source: keiserlab/exceiver 216f09f; its files are PyTorch Lightning's, with the settings in `hyper_parameters`. The
// hparams.yaml beside the released classifier belongs to another run, so the settings in the checkpoint have priority.
#pragma once

#include "core/base/result.h"
#include "models/checkpoint/bundle.h"

#include <cstdint>

namespace lexicell::models::exceiver {

struct Config {
    std::int64_t genes = 0;        // seq_len, G: rows of the gene table that are genes
    std::int64_t geneWidth = 0;    // seq_dim, D
    std::int64_t queries = 0;      // query_len, Q: latents of a cell
    std::int64_t width = 0;        // query_dim, E; a cell's vector has Q x E numbers
    std::int64_t layers = 0;       // num_layers, of self-attention over the latents
    std::int64_t heads = 0;        // nhead, of these layers; cannot be inferred from shapes
    std::int64_t feedForward = 0;  // dim_feedforward
    std::int64_t classes = 0;      // classify_dim; 0: no classifier
    double dropout = 0.0;          // in the self-attention layers, in training

    // Training, with upstream's defaults.
    double learningRate = 3e-4;
    double weightDecay = 1e-5;       // coupled: added to the gradient
    std::int64_t warmupSteps = 500;  // linear rise of the learning rate
    double maskedShare = 0.15;       // frac: of the median number of detected genes

    std::int64_t maskRow() const { return genes; }       // of the gene table; all zeros
    std::int64_t classRow() const { return genes + 1; }  // the class query, where there is a classifier
    std::int64_t tableRows() const { return genes + 1 + (classes > 0 ? 1 : 0); }
};

// Heads of both cross-attentions; a constant of upstream, independent of nhead.
inline constexpr std::int64_t crossHeads = 4;

// Sizes missing in the settings are taken from the tensors; nhead must be given.
// Error classes: missing_config (nhead), bad_config (not a whole number, heads that do not divide the width), missing_tensor.
Result<Config> readConfig(const checkpoint::Bundle &bundle);

}  // namespace lexicell::models::exceiver
