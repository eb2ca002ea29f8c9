#include "models/families/scgpt/format/layout.h"

#include <algorithm>
#include <charconv>
#include <map>

namespace lexicell::models::scgpt {

namespace {

using checkpoint::Bundle;
using checkpoint::Tensor;
using checkpoint::TensorMap;

constexpr std::string_view layerPrefix = "transformer_encoder.layers.";

bool hasPrefix(const TensorMap &tensors, std::string_view prefix)
{
    return std::any_of(tensors.entries.begin(), tensors.entries.end(),
                       [&](const auto &entry) { return entry.first.starts_with(prefix); });
}

std::int64_t rowsOf(const TensorMap &tensors, const std::string &name)
{
    const Tensor *tensor = tensors.find(name);
    return tensor && !tensor->shape.empty() ? tensor->shape[0] : 0;
}

// 1 + the largest number that follows `prefix` in a name; 0: no such name.
std::int64_t countNumbered(const TensorMap &tensors, std::string_view prefix)
{
    std::int64_t count = 0;
    for (const auto &[name, tensor] : tensors.entries) {
        std::int64_t number = -1;
        if (name.starts_with(prefix)) std::from_chars(name.data() + prefix.size(), name.data() + name.size(), number);
        count = std::max(count, number + 1);
    }
    return count;
}

// Counters of batch norms hold no weight.
bool unused(const std::string &name) { return name.ends_with(".num_batches_tracked"); }

class LayoutBuilder {
  public:
    explicit LayoutBuilder(std::int64_t width) : m_width(width) {}
    void tensor(std::string name, std::vector<std::int64_t> shape) { m_tensors.push_back({std::move(name), std::move(shape)}); }
    void linear(const std::string &name, std::int64_t out, std::int64_t in)
    {
        tensor(name + ".weight", {out, in});
        tensor(name + ".bias", {out});
    }
    void norm(const std::string &name)
    {
        tensor(name + ".weight", {m_width});
        tensor(name + ".bias", {m_width});
    }
    void runningStatistics(const std::string &name)
    {
        tensor(name + ".running_mean", {m_width});
        tensor(name + ".running_var", {m_width});
    }
    void encodedTable(const std::string &name, std::int64_t rows)
    {
        tensor(name + ".embedding.weight", {rows, m_width});
        norm(name + ".enc_norm");
    }
    void expressionStack(const std::string &name, std::int64_t in)
    {
        linear(name + ".0", m_width, in);
        linear(name + ".2", m_width, m_width);
        linear(name + ".4", 1, m_width);
    }
    // hidden layers of Linear, activation, LayerNorm (three places each), then the output
    void classifier(const std::string &name, std::int64_t hiddenLayers, std::int64_t classes)
    {
        for (std::int64_t i = 0; i < hiddenLayers; ++i) {
            linear(name + "._decoder." + std::to_string(3 * i), m_width, m_width);
            norm(name + "._decoder." + std::to_string(3 * i + 2));
        }
        linear(name + ".out_layer", classes, m_width);
    }
    std::vector<ExpectedTensor> take() { return std::move(m_tensors); }

  private:
    std::int64_t m_width;
    std::vector<ExpectedTensor> m_tensors;
};

void addEncoders(LayoutBuilder &layout, const Config &config, std::int64_t vocabulary, const Parts &parts)
{
    const std::int64_t width = config.embeddingSize;
    layout.encodedTable("encoder", vocabulary);
    if (parts.generation) layout.tensor("flag_encoder.weight", {generationMarks, width});
    layout.linear("value_encoder.linear1", width, 1);
    layout.linear("value_encoder.linear2", width, width);
    layout.norm("value_encoder.norm");
    if (parts.batchNorm) {
        layout.norm("bn");
        layout.runningStatistics("bn");
    }
    for (std::int64_t b = 0; b < parts.domains; ++b) layout.runningStatistics("dsbn.bns." + std::to_string(b));
    if (parts.batches > 0) layout.encodedTable("batch_encoder", parts.batches);
    if (parts.modalities > 0) layout.encodedTable("mod_encoder", parts.modalities);
    if (parts.perturbation) layout.tensor("pert_encoder.weight", {perturbationMarks, width});
    for (std::int64_t i = 0; i < config.layers; ++i) {
        const std::string name = std::string(layerPrefix) + std::to_string(i);
        layout.linear(name + ".self_attn.Wqkv", 3 * width, width);
        layout.linear(name + ".self_attn.out_proj", width, width);
        layout.linear(name + ".linear1", config.feedForward, width);
        layout.linear(name + ".linear2", width, config.feedForward);
        layout.norm(name + ".norm1");
        layout.norm(name + ".norm2");
    }
}

void addHeads(LayoutBuilder &layout, const Config &config, const Parts &parts)
{
    const std::int64_t width = config.embeddingSize;
    const std::int64_t seen = parts.decoderInput(width);
    const std::int64_t genes = parts.geneInput(width);
    std::vector<std::string> decoders;
    if (parts.expression) decoders.emplace_back("decoder");
    if (parts.perturbation) decoders.insert(decoders.end(), {"decoder.coeff_decoder", "decoder.bias_decoder"});
    for (const std::string &name : decoders) {
        layout.expressionStack(name + ".fc", seen);
        if (parts.zeroProbability) layout.expressionStack(name + ".zero_logit", seen);
    }
    if (parts.geneQuery) {
        layout.linear("mvc_decoder.gene2query", genes, genes);
        layout.tensor("mvc_decoder.W.weight", {seen, genes});
        if (parts.zeroProbability) layout.linear("mvc_decoder.W_zero_logit", seen, genes);
    }
    if (parts.classes > 0) layout.classifier("cls_decoder", config.classLayers - 1, parts.classes);
    if (parts.discriminator > 0) layout.classifier("grad_reverse_discriminator", discriminatorLayers, parts.discriminator);
}

Error mismatch(const ErrorClass &errorClass, std::string message)
{
    return {ErrorKind::Mismatch, errorClass, std::move(message), {}};
}

// Compares settings and vocabulary with the tensors, so that the message names the file to check.
Result<void> checkSizes(const Bundle &bundle, const Config &config, std::int64_t vocabulary)
{
    const Tensor *genes = bundle.tensors.find("encoder.embedding.weight");
    if (!genes || genes->shape.size() != 2) return {};  // reported below as missing or of the wrong shape
    const std::string found =
        "encoder.embedding.weight in " + bundle.file.string() + " has the shape " + checkpoint::toString(genes->shape);
    if (genes->shape[1] != config.embeddingSize)
        return mismatch(errors::shapeMismatch, found + ", but " + bundle.configName + " says embsize " +
                                                   std::to_string(config.embeddingSize) + ". Use the " + bundle.configName +
                                                   " that came with the checkpoint.");
    if (genes->shape[0] != vocabulary)
        return mismatch(errors::shapeMismatch,
                        found + ", but vocab.json has " + std::to_string(vocabulary) +
                            " tokens (special ones included). Use the vocab.json that came with the checkpoint.");
    const std::int64_t layers = countNumbered(bundle.tensors, layerPrefix);
    if (layers > 0 && layers != config.layers)
        return mismatch(errors::shapeMismatch, bundle.file.string() + " has " + std::to_string(layers) +
                                                   " transformer layers, but " + bundle.configName + " says nlayers " +
                                                   std::to_string(config.layers) + ". Use the " + bundle.configName +
                                                   " that came with the checkpoint.");
    return {};
}

}  // namespace

Parts partsOf(const TensorMap &tensors)
{
    Parts parts;
    parts.generation = hasPrefix(tensors, "flag_encoder.");
    parts.batchNorm = hasPrefix(tensors, "bn.");
    parts.domains = countNumbered(tensors, "dsbn.bns.");
    parts.batches = rowsOf(tensors, "batch_encoder.embedding.weight");
    parts.modalities = rowsOf(tensors, "mod_encoder.embedding.weight");
    parts.perturbation = hasPrefix(tensors, "pert_encoder.") || hasPrefix(tensors, "decoder.coeff_decoder.");
    parts.expression = hasPrefix(tensors, "decoder.fc.");
    parts.zeroProbability = hasPrefix(tensors, "decoder.zero_logit.") ||
                            hasPrefix(tensors, "decoder.coeff_decoder.zero_logit.") ||
                            hasPrefix(tensors, "mvc_decoder.W_zero_logit.");
    parts.geneQuery = hasPrefix(tensors, "mvc_decoder.");
    // The multi-omic class without modalities differs in this shape only.
    const std::int64_t width = rowsOf(tensors, "encoder.enc_norm.weight");
    parts.joinedGenes =
        parts.geneQuery && (parts.modalities > 0 ||
                            (parts.batches > 0 && width > 0 && rowsOf(tensors, "mvc_decoder.gene2query.weight") == 2 * width));
    parts.classes = rowsOf(tensors, "cls_decoder.out_layer.weight");
    parts.discriminator = rowsOf(tensors, "grad_reverse_discriminator.out_layer.weight");
    return parts;
}

std::vector<ExpectedTensor> expectedTensors(const Config &config, std::int64_t vocabulary, const Parts &parts)
{
    LayoutBuilder layout(config.embeddingSize);
    addEncoders(layout, config, vocabulary, parts);
    addHeads(layout, config, parts);
    return layout.take();
}

Result<void> checkLayout(const Bundle &bundle, const Config &config, std::int64_t vocabulary)
{
    const std::string file = bundle.file.string();
    if (hasPrefix(bundle.tensors, "value_encoder.embedding."))
        return Error{errors::unsupportedModel,
                     file + " encodes values as categories (value_encoder.embedding). Only continuous values, as in all released "
                            "models, can be used.",
                     {}};
    LEXICELL_CHECK(checkSizes(bundle, config, vocabulary));
    std::map<std::string, const Tensor *> found;
    for (const auto &[name, tensor] : bundle.tensors.entries)
        if (!found.emplace(releasedName(name), &tensor).second)
            return mismatch(errors::unexpectedTensor,
                            file + " holds " + releasedName(name) + " in two spellings. Save it again with one.");
    for (const auto &[name, shape] : expectedTensors(config, vocabulary, partsOf(bundle.tensors))) {
        const auto place = found.find(name);
        if (place == found.end())
            return mismatch(errors::missingTensor, file + " lacks the tensor " + name + " (" + checkpoint::toString(shape) +
                                                       "). The file is incomplete: copy or download it again.");
        const Tensor &tensor = *place->second;
        if (tensor.shape != shape)
            return mismatch(errors::shapeMismatch, "The tensor " + name + " in " + file + " has the shape " +
                                                       checkpoint::toString(tensor.shape) + ", expected " +
                                                       checkpoint::toString(shape) + ". Check that the file and " +
                                                       bundle.configName + " belong together.");
        if (!checkpoint::isFloating(tensor.type))
            return Error{errors::unsupportedType,
                         "The tensor " + name + " in " + file + " holds " + checkpoint::toString(tensor.type) +
                             " numbers. Floating-point weights are needed.",
                         {}};
        if (!tensor.finite())
            return Error{errors::nonFinite,
                         "The tensor " + name + " in " + file +
                             " holds NaN or infinite numbers. The training that made it went wrong: use an earlier checkpoint.",
                         {}};
        found.erase(place);
    }
    for (const auto &[name, tensor] : found)
        if (!unused(name))
            return mismatch(errors::unexpectedTensor, file + " holds the tensor " + name + " (" +
                                                          checkpoint::toString(tensor->shape) +
                                                          "), which is not part of scGPT. It belongs to another kind of model.");
    return {};
}

}  // namespace lexicell::models::scgpt
