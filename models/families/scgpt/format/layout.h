// The tensors that a scGPT checkpoint must hold, with their shapes: the whole state dict, checked before any network is built
// and without LibTorch. tensors.h declares them.
#pragma once

#include "core/base/result.h"
#include "models/checkpoint/bundle.h"
#include "models/checkpoint/tensor_spec.h"
#include "models/families/scgpt/format/config.h"

#include <cstdint>
#include <string_view>
#include <vector>

namespace lexicell::models::scgpt {

// The parts of a checkpoint beyond gene encoder, value encoder and transformer; numbers are rows of their tables, 0: absent.
struct Parts {
    bool generation = false;         // flag_encoder.*: pretrained with generated genes
    bool batchNorm = false;          // bn.*: fine-tuned with versions before 0.1.8
    std::int64_t domains = 0;        // dsbn.bns.<b>.*: a batch norm per batch
    std::int64_t batches = 0;        // batch_encoder.*
    std::int64_t modalities = 0;     // mod_encoder.*
    bool perturbation = false;       // pert_encoder.*, affine decoder
    bool expression = false;         // decoder.fc.*
    bool zeroProbability = false;    // decoder.*zero_logit.*
    bool geneQuery = false;          // mvc_decoder.*
    bool joinedGenes = false;        // of the multi-omic class: mvc_decoder's genes come with batch and modality
    std::int64_t classes = 0;        // cls_decoder.*; upstream writes 1 for a model without classes
    std::int64_t discriminator = 0;  // grad_reverse_discriminator.*

    // Batch and modality vectors are concatenated to the decoders' input for a token or cell.
    std::int64_t decoderInput(std::int64_t width) const { return batches > 0 || modalities > 0 ? 2 * width : width; }
    std::int64_t geneInput(std::int64_t width) const { return joinedGenes ? 2 * width : width; }
};
inline constexpr std::string_view layerPrefix = "transformer_encoder.layers.";
inline constexpr std::int64_t generationMarks = 2;      // known, to be generated
inline constexpr std::int64_t perturbationMarks = 3;    // not perturbed, perturbed, never used
inline constexpr std::int64_t discriminatorLayers = 2;  // before its output

Parts partsOf(const checkpoint::TensorMap &tensors);

// The declaration (tensors.h) as a list. `vocabulary`: tokens, special ones included.
std::vector<checkpoint::TensorSpec> expectedTensors(const Config &config, std::int64_t vocabulary, const Parts &parts);

// Requires every expected tensor with its shape, floating-point and finite, and no others.
// Error classes: missing_tensor, shape_mismatch, unexpected_tensor, non_finite, unsupported_type, unsupported_model; each
// names the file and the tensor. Settings and vocabulary that contradict the tensors give shape_mismatch too.
Result<void> checkLayout(const checkpoint::Bundle &bundle, const Config &config, std::int64_t vocabulary);

}  // namespace lexicell::models::scgpt
