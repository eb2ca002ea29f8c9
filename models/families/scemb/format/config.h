// The settings of an scEMB-style checkpoint: config.json. No LibTorch.
//
// scEMB (Hsieh et al., bioRxiv 2024.09.24.614685) has neither public code nor public weights. Everything in this folder is our
// re-implementation after the abstract. File format, token rules and the rest are our choices.
#pragma once

#include "core/base/result.h"
#include "models/checkpoint/bundle.h"

#include <cstdint>
#include <string>

namespace lexicell::models::scemb {

// Shown wherever results of the family are shown.
inline constexpr const char *notice = "scEMB-style (re-implementation from the abstract)";

enum class Binning { Quantile, EqualWidth };
enum class NormPosition { Post, Pre };

struct Config {
    std::int64_t vocabulary = 0;     // vocab_size, special tokens included
    std::int64_t embeddingSize = 0;  // hidden_size
    std::int64_t layers = 0;         // num_layers
    std::int64_t heads = 0;          // num_heads; cannot be inferred from shapes
    std::int64_t feedForward = 0;    // ffn_size
    std::int64_t maxGenes = 0;       // max_genes: tokens of a cell, and rows of the rank table
    std::int64_t bins = 100;         // num_bins
    Binning binning = Binning::Quantile;
    NormPosition normPosition = NormPosition::Post;
    double normEpsilon = 1e-12;  // layer_norm_eps
    double cpmScale = 1e6;       // cpm_scale: the total of a cell's counts before the logarithm
    double maskFraction = 0.15;  // mask_fraction: share of a cell's tokens that pretraining hides
    std::int64_t classes = 0;    // rows of class_head.out.weight; 0: not fine-tuned for classes
};

// Ids that vocab.json must give to "<pad>" and "<mask>", and the rows of the table of bins.
inline constexpr std::int64_t padId = 0;
inline constexpr std::int64_t maskId = 1;
inline constexpr std::int64_t padBin = 0;  // 1 … bins: values
inline std::int64_t maskBin(const Config &config) { return config.bins + 1; }
inline std::int64_t binRows(const Config &config) { return config.bins + 2; }

// model_type, format_version and all sizes are required; the rest has the defaults above. An unknown value
// (another binning, activation or norm position) is refused by its name. Error classes: missing_config, bad_config,
// duplicate_key, parse_error.
Result<Config> readConfig(const checkpoint::Bundle &bundle);

}  // namespace lexicell::models::scemb
