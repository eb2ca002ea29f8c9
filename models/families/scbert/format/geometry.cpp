#include "models/families/scbert/format/geometry.h"

#include <array>
#include <charconv>
#include <string>
#include <string_view>

namespace lexicell::models::scbert {

namespace {

using checkpoint::Bundle;
using checkpoint::Tensor;

const std::string firstLayer = std::string(layerPrefix) + "0.";

Error mismatch(const ErrorClass &errorClass, std::string message)
{
    return {ErrorKind::Mismatch, errorClass, std::move(message), {}};
}

// Kinds of Performer that upstream's library supports but no released program uses, by a part of a tensor's name.
struct Variant {
    std::string_view piece;
    const char *what;
};
constexpr std::array<Variant, 8> variants{{
    {".local_attn.", "local attention"},
    {".norm.g", "scale norm in place of layer norm"},
    {"performer.net.blocks.", "reversible layers"},
    {"performer.proj_updater.", "another Performer library"},
    {".rel_pos.", "relative positions"},
    {"layer_pos_emb.", "rotary positions"},
    {".fn.fast_attention.create_projection", "another Performer library"},
    {".2.fn.to_q.", "cross-attention"},
}};

Result<void> refuseVariants(const Bundle &bundle)
{
    const auto refuse = [&](const std::string &name, const std::string &what) {
        return Error{errors::unsupportedModel,
                     bundle.file.string() + " holds the tensor " + name + ": a Performer with " + what +
                         ", which no released scBERT has. Only the released kind can be used.",
                     {}};
    };
    for (const auto &[name, tensor] : bundle.tensors.entries) {
        if (!name.starts_with("performer.") && !name.starts_with("layer_pos_emb.")) continue;
        for (const Variant &variant : variants)
            if (name.find(variant.piece) != std::string::npos) return refuse(name, variant.what);
        // performer.net.layers.<i>.<0 or 1>.g
        if (name.starts_with(layerPrefix) && name.ends_with(".g")) return refuse(name, "ReZero in place of layer norms");
    }
    return {};
}

// A tensor with this number of axes, from which a size is read.
Result<const Tensor *> tell(const Bundle &bundle, const std::string &name, std::size_t axes)
{
    const Tensor *tensor = bundle.tensors.find(name);
    if (!tensor)
        return mismatch(errors::missingTensor, bundle.file.string() + " lacks the tensor " + name +
                                                   ". The file is incomplete: copy or download it again.");
    bool usable = tensor->shape.size() == axes;
    for (const std::int64_t extent : tensor->shape) usable = usable && extent > 0;
    if (!usable)
        return mismatch(errors::shapeMismatch, "The tensor " + name + " in " + bundle.file.string() + " has the shape " +
                                                   checkpoint::toString(tensor->shape) + ", expected " + std::to_string(axes) +
                                                   " axes that are not empty. The file is damaged or belongs to another model.");
    return tensor;
}

// 1 + the largest layer number in a name.
std::int64_t countLayers(const Bundle &bundle)
{
    std::int64_t count = 0;
    for (const auto &[name, tensor] : bundle.tensors.entries) {
        std::int64_t number = -1;
        if (name.starts_with(layerPrefix)) std::from_chars(name.data() + layerPrefix.size(), name.data() + name.size(), number);
        if (number >= count && number < 10'000) count = number + 1;
    }
    return count;
}

Result<void> readAttention(const Bundle &bundle, Geometry &geometry)
{
    // Before the shapes: sizes need the projection, and it must never be generated anew.
    LEXICELL_TRY(projection, tell(bundle, firstLayer + "0.fn.fast_attention.projection_matrix", 2));
    LEXICELL_TRY(query, tell(bundle, firstLayer + "0.fn.to_q.weight", 2));
    geometry.features = projection->shape[0];
    geometry.headWidth = projection->shape[1];
    if (query->shape[0] % geometry.headWidth != 0)
        return mismatch(errors::shapeMismatch, "The tensor " + firstLayer + "0.fn.to_q.weight in " + bundle.file.string() +
                                                   " has " + std::to_string(query->shape[0]) + " rows, which heads of " +
                                                   std::to_string(geometry.headWidth) +
                                                   " channels (projection_matrix) do not divide. The file is damaged.");
    geometry.heads = query->shape[0] / geometry.headWidth;
    geometry.qkvBias = bundle.tensors.find(firstLayer + "0.fn.to_q.bias") != nullptr;
    return {};
}

Result<void> readFeedForward(const Bundle &bundle, Geometry &geometry)
{
    const std::string name = firstLayer + "1.fn.fn.";
    LEXICELL_TRY(out, tell(bundle, name + "w2.weight", 2));
    LEXICELL_TRY(in, tell(bundle, name + "w1.weight", 2));
    geometry.feedForward = out->shape[1];
    if (in->shape[0] == 2 * out->shape[1])
        return Error{errors::unsupportedModel,
                     bundle.file.string() + " has gated feed-forward layers (GLU: " + name +
                         "w1.weight has twice as many rows as " + name +
                         "w2.weight has columns), which no released scBERT has. Only the released kind can be used.",
                     {}};
    return {};
}

Result<void> readHead(const Bundle &bundle, Geometry &geometry)
{
    if (bundle.tensors.find("to_out.conv1.weight")) {
        geometry.head = Head::Classifier;
        LEXICELL_TRY(first, tell(bundle, "to_out.fc1.weight", 2));
        LEXICELL_TRY(second, tell(bundle, "to_out.fc2.weight", 2));
        LEXICELL_TRY(third, tell(bundle, "to_out.fc3.weight", 2));
        geometry.hidden1 = first->shape[0];
        geometry.hidden2 = second->shape[0];
        geometry.classes = third->shape[0];
        if (geometry.sequence == 0) geometry.sequence = first->shape[1];
    } else if (bundle.tensors.find("to_out.weight")) {
        geometry.head = Head::LanguageModel;
    }
    return {};
}

}  // namespace

Result<Geometry> readGeometry(const Bundle &bundle)
{
    LEXICELL_CHECK(refuseVariants(bundle));
    Geometry geometry;
    LEXICELL_TRY(tokens, tell(bundle, "token_emb.weight", 2));
    geometry.tokens = tokens->shape[0];
    geometry.width = tokens->shape[1];
    if (geometry.tokens < 3)
        return mismatch(errors::shapeMismatch,
                        "The tensor token_emb.weight in " + bundle.file.string() + " has " + std::to_string(geometry.tokens) +
                            " rows; at least three are needed (none, some, mask). It belongs to another model.");
    geometry.layers = countLayers(bundle);
    LEXICELL_CHECK(readAttention(bundle, geometry));
    LEXICELL_CHECK(readFeedForward(bundle, geometry));
    if (bundle.tensors.find("pos_emb.emb.weight")) {
        LEXICELL_TRY(positions, tell(bundle, "pos_emb.emb.weight", 2));
        geometry.gene2vec = true;
        geometry.sequence = positions->shape[0];
    }
    LEXICELL_CHECK(readHead(bundle, geometry));
    return geometry;
}

}  // namespace lexicell::models::scbert
