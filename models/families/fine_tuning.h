// What each family says of its fine-tuning: recipes by objective, a new class head, and which tensors are its layers and heads. A
// task combines these without knowing a family, and a family offers them without knowing a task. No LibTorch.
#pragma once

#include "core/base/job_context.h"
#include "core/base/result.h"
#include "core/data/expression_matrix.h"
#include "models/checkpoint/bundle.h"
#include "models/contracts/tokens.h"
#include "models/training/recipe.h"
#include "models/training/trainable.h"

#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace lexicell::models {

// The part of a network that a tensor belongs to.
struct TensorPlace {
    enum class Part { Embedding, Layer, Head } part = Part::Embedding;
    std::int64_t layer = -1;  // Part::Layer: from 0; -1: after the last one
    bool classes = false;     // takes part in giving the classes: it learns even where adapters stand for the body
};

// -1: before the layers; a layer's number; the largest number: behind the layers.
inline std::int64_t layerOf(const TensorPlace &place)
{
    if (place.part == TensorPlace::Part::Embedding) return -1;
    const bool behind = place.part == TensorPlace::Part::Head || place.layer < 0;
    return behind ? std::numeric_limits<std::int64_t>::max() : place.layer;
}

// The parts of a network that is fine-tuned on batches, beside its batch labels.
struct BatchParts {
    bool normPerBatch = true;   // a batch norm of its own for every batch
    bool zeros = true;          // the probability that a gene has no count, in both decoders
    bool fromCell = true;       // the decoder that sees the cell vector only
    bool discriminator = true;  // names the batch of a cell vector
};

// A network that is fine-tuned on several kinds of features, beside its batch labels (bundle.batches; fewer than two: none).
struct ModalityParts {
    std::vector<std::string> newTokens;  // proteins and peaks, appended to the vocabulary
    // What the checkpoint gives: "network": every tensor that fits; "genes": the rows of its tokens and the scale of their norm
    // alone, as upstream's tutorial; "nothing".
    std::string inherited = "network";
    bool fromCell = true;       // the decoder that sees the cell vector only
    bool discriminator = true;  // names the batch of a cell vector
};

// What a network of several kinds of features reads its cells with.
struct MultiomicTokens {
    std::shared_ptr<const Tokenizer> tokenizer;  // of the changed vocabulary, fed bundle.batches.genes
    std::vector<std::string> kinds;              // names by id, for vocab_mod.json
};

struct FineTuning {
    const char *family;
    // Upstream's way to train this objective ("annotation"). Error class: unsupported_family (the family has no such objective).
    Result<training::Recipe> (*recipe)(const checkpoint::Bundle &bundle, const std::string &objective);
    // Replaces the class head of a bundle by a random one, or adds one.
    Result<void> (*addClasses)(checkpoint::Bundle &bundle, std::int64_t classes, std::int64_t seed);
    // By the name in the network's own spelling, which releasedName() gives.
    TensorPlace (*placeOf)(const std::string &name);
    // Queries and values of a layer, the places of its adapters.
    std::vector<training::AdapterSite> (*adapterSites)(const checkpoint::Bundle &bundle, std::int64_t layer);
    // Whether upstream's fine-tuning changes the tensor.
    bool (*changes)(const checkpoint::Bundle &bundle, const std::string &name);
    std::string (*releasedName)(const std::string &name);
    // The scaler that the tokenizer was fitted with, if it is fitted to the data set: the fine-tuned model keeps it, so that a
    // cell alone can be named. Null: the family has none. Empty: the checkpoint has its own.
    Result<checkpoint::Scaler> (*fittedScaler)(const checkpoint::Bundle &bundle, const data::ExpressionMatrix &cells,
                                               const std::vector<std::int64_t> &geneIds, JobContext &context) = nullptr;
    // Turns a bundle into a model of perturbations: random marks and decoder beside the encoder, whose weights stay. A bundle of
    // such a model stays as it is. Returns the token of a gene outside the vocabulary. Null: the family has none.
    Result<std::int64_t> (*addPerturbation)(checkpoint::Bundle &bundle, std::int64_t seed) = nullptr;
    // Turns a bundle into a model of batches, with bundle.batches as it shall be: random parts for the batches beside the weights
    // that stay. Error class: bad_option. Null: the family has none.
    Result<void> (*addBatches)(checkpoint::Bundle &bundle, const BatchParts &parts, std::int64_t seed) = nullptr;
    // Turns a bundle into a model of several kinds of features, with bundle.batches as it shall be. Error class: bad_option.
    // Null: the family has none.
    Result<MultiomicTokens> (*addModalities)(checkpoint::Bundle &bundle, const ModalityParts &parts, std::int64_t seed) = nullptr;
};

// Error class: unsupported_family.
Result<FineTuning> fineTuningOf(const std::string &family);

// The number in a name after `prefix`; -1: another name.
std::int64_t numberAfter(const std::string &name, std::string_view prefix);
// Error: this family has no such objective.
Error noObjective(const char *family, const std::string &objective);

}  // namespace lexicell::models
