#include "models/families/exceiver/format/layout.h"

#include <algorithm>
#include <charconv>
#include <unordered_map>

namespace lexicell::models::exceiver {

namespace {

using checkpoint::Bundle;
using checkpoint::Tensor;
using checkpoint::TensorMap;

class LayoutBuilder {
  public:
    void tensor(std::string name, std::vector<std::int64_t> shape) { m_tensors.push_back({std::move(name), std::move(shape)}); }
    void linear(const std::string &name, std::int64_t out, std::int64_t in)
    {
        tensor(name + ".weight", {out, in});
        tensor(name + ".bias", {out});
    }
    void norm(const std::string &name, std::int64_t width)
    {
        tensor(name + ".weight", {width});
        tensor(name + ".bias", {width});
    }
    void crossAttention(const std::string &name, std::int64_t queryWidth, std::int64_t keyWidth)
    {
        norm(name + ".layernorm_kv", keyWidth);
        norm(name + ".layernorm_q", queryWidth);
        const std::string attention = name + ".cross_attn.";
        if (queryWidth == keyWidth) {
            tensor(attention + "in_proj_weight", {3 * queryWidth, queryWidth});
        } else {
            tensor(attention + "q_proj_weight", {queryWidth, queryWidth});
            tensor(attention + "k_proj_weight", {queryWidth, keyWidth});
            tensor(attention + "v_proj_weight", {queryWidth, keyWidth});
        }
        tensor(attention + "in_proj_bias", {3 * queryWidth});
        linear(attention + "out_proj", queryWidth, queryWidth);
        for (const int place : {0, 3}) {
            norm(name + ".mlp." + std::to_string(place), queryWidth);
            linear(name + ".mlp." + std::to_string(place + 1), queryWidth, queryWidth);
        }
    }
    void selfAttention(const std::string &name, std::int64_t width, std::int64_t feedForward)
    {
        tensor(name + "self_attn.in_proj_weight", {3 * width, width});
        tensor(name + "self_attn.in_proj_bias", {3 * width});
        linear(name + "self_attn.out_proj", width, width);
        linear(name + "linear1", feedForward, width);
        linear(name + "linear2", width, feedForward);
        norm(name + "norm1", width);
        norm(name + "norm2", width);
    }
    // norm, linear, GELU, linear
    void head(const std::string &name, std::int64_t width, std::int64_t out)
    {
        norm(name + ".0", width);
        linear(name + ".1", out, width);
        linear(name + ".3", out, out);
    }
    std::vector<ExpectedTensor> take() { return std::move(m_tensors); }

  private:
    std::vector<ExpectedTensor> m_tensors;
};

Error mismatch(const ErrorClass &errorClass, std::string message)
{
    return {ErrorKind::Mismatch, errorClass, std::move(message), {}};
}

// The two sizes that determine the numbers of tensors and rows, with their own error messages.
Result<void> checkCounts(const Bundle &bundle, const Config &config)
{
    const std::string file = bundle.file.string();
    if (const std::int64_t layers = countLayers(bundle.tensors); layers != config.layers)
        return mismatch(errors::shapeMismatch, file + " has " + std::to_string(layers) +
                                                   " layers of self-attention, but its settings say "
                                                   "num_layers " +
                                                   std::to_string(config.layers) +
                                                   ". The file is damaged or combines two files. Copy or download it again.");
    const Tensor *genes = bundle.tensors.find("gene_emb.weight");
    if (!genes || genes->shape.size() != 2 || genes->shape[0] == config.tableRows()) return {};
    const std::string found = "gene_emb.weight in " + file + " has " + std::to_string(genes->shape[0]) + " rows, but seq_len " +
                              std::to_string(config.genes) + " makes " + std::to_string(config.tableRows()) + " (genes, mask" +
                              (config.classes > 0 ? ", class query)" : ")");
    if (genes->shape[0] > config.tableRows())
        return Error{errors::unsupportedModel,
                     found + ". Rows beyond these are batch vectors of upstream's unfinished batch-effect branch, which cannot "
                             "be used. Choose a checkpoint of the main branch.",
                     {}};
    return mismatch(errors::shapeMismatch, found + ". The settings belong to another model: use the checkpoint's own.");
}

Result<void> checkTensor(const Bundle &bundle, const ExpectedTensor &expected, const Tensor &tensor)
{
    const std::string where = "The tensor " + expected.name + " in " + bundle.file.string();
    if (tensor.shape != expected.shape)
        return mismatch(errors::shapeMismatch, where + " has the shape " + checkpoint::toString(tensor.shape) + ", expected " +
                                                   checkpoint::toString(expected.shape) +
                                                   ". The file is damaged or its settings are another model's.");
    if (!checkpoint::isFloating(tensor.type))
        return Error{errors::unsupportedType,
                     where + " holds " + checkpoint::toString(tensor.type) + " numbers. Floating-point weights are needed.",
                     {}};
    if (!tensor.finite())
        return Error{errors::nonFinite,
                     where + " holds NaN or infinite numbers. The training that made it went wrong: use an earlier checkpoint.",
                     {}};
    return {};
}

}  // namespace

std::int64_t countLayers(const TensorMap &tensors)
{
    std::int64_t count = 0;
    for (const auto &[name, tensor] : tensors.entries) {
        std::int64_t number = -1;
        if (name.starts_with(layerPrefix)) std::from_chars(name.data() + layerPrefix.size(), name.data() + name.size(), number);
        count = std::max(count, number + 1);
    }
    // Limits the number of layers in a hostile name: every layer has tensors of its own.
    return std::min(count, static_cast<std::int64_t>(tensors.entries.size()));
}

bool hasClassifier(const TensorMap &tensors)
{
    return std::any_of(tensors.entries.begin(), tensors.entries.end(),
                       [](const auto &entry) { return entry.first.starts_with("mlp_classify."); });
}

std::vector<ExpectedTensor> expectedTensors(const Config &config)
{
    LayoutBuilder layout;
    layout.tensor("query_emb", {config.queries, config.width});
    layout.tensor("gene_emb.weight", {config.tableRows(), config.geneWidth});
    layout.crossAttention("encoder_cross_attn", config.width, config.geneWidth);
    layout.selfAttention(std::string(templatePrefix), config.width, config.feedForward);
    for (std::int64_t i = 0; i < config.layers; ++i)
        layout.selfAttention(std::string(layerPrefix) + std::to_string(i) + ".", config.width, config.feedForward);
    layout.crossAttention("decoder_cross_attn", config.geneWidth, config.width);
    layout.head("mlp", config.geneWidth, 1);
    if (config.classes > 0) layout.head("mlp_classify", config.geneWidth, config.classes);
    return layout.take();
}

Result<void> checkLayout(const Bundle &bundle, const Config &config)
{
    LEXICELL_CHECK(checkCounts(bundle, config));
    std::unordered_map<std::string, const Tensor *> found;
    for (const auto &[name, tensor] : bundle.tensors.entries) found.emplace(name, &tensor);
    for (const ExpectedTensor &expected : expectedTensors(config)) {
        const auto place = found.find(expected.name);
        if (place == found.end()) {
            if (expected.name.starts_with(templatePrefix)) continue;
            return mismatch(errors::missingTensor, bundle.file.string() + " lacks the tensor " + expected.name + " (" +
                                                       checkpoint::toString(expected.shape) +
                                                       "). The file is incomplete: copy or download it again.");
        }
        LEXICELL_CHECK(checkTensor(bundle, expected, *place->second));
        found.erase(place);
    }
    for (const auto &[name, tensor] : bundle.tensors.entries)
        if (found.contains(name))
            return mismatch(errors::unexpectedTensor,
                            bundle.file.string() + " holds the tensor " + name + " (" + checkpoint::toString(tensor.shape) +
                                "), which is not part of Exceiver. It belongs to another kind of model.");
    return {};
}

}  // namespace lexicell::models::exceiver
