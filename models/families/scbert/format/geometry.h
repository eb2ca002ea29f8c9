// The sizes of an scBERT checkpoint, all read from its tensors' shapes: the files hold no settings. No LibTorch.
// Source: upstream's model classes at commit 262fd4b (performer_pytorch.py, finetune.py); released: 16,906 genes, width 200,
// 6 layers, 10 heads of 64 channels, 266 random features, feed-forward 800, 7 tokens.
#pragma once

#include "core/base/result.h"
#include "models/checkpoint/bundle.h"

#include <cstdint>
#include <string_view>

namespace lexicell::models::scbert {

inline constexpr std::string_view layerPrefix = "performer.net.layers.";

enum class Head { None, LanguageModel, Classifier };

struct Geometry {
    std::int64_t tokens = 0;  // expression bins, and the mask as the last
    std::int64_t width = 0;
    std::int64_t sequence = 0;  // genes and the appended slot; 0: unknown from the tensors
    std::int64_t layers = 0;
    std::int64_t heads = 0;
    std::int64_t headWidth = 0;
    std::int64_t features = 0;  // random features of the attention kernel
    std::int64_t feedForward = 0;
    bool gene2vec = false;  // a vector per position
    bool qkvBias = false;
    Head head = Head::None;
    std::int64_t hidden1 = 0;  // of the classifier head
    std::int64_t hidden2 = 0;
    std::int64_t classes = 0;

    std::int64_t genes() const { return sequence - 1; }
    std::int64_t inner() const { return heads * headWidth; }
    std::int64_t maskToken() const { return tokens - 1; }
    std::int64_t highestBin() const { return tokens - 2; }
};

// Error classes: missing_tensor and shape_mismatch (a tensor that gives a size), unsupported_model (another kind of Performer);
// each names the file and the tensor.
Result<Geometry> readGeometry(const checkpoint::Bundle &bundle);

}  // namespace lexicell::models::scbert
