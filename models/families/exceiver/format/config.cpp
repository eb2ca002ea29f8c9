#include "models/families/exceiver/format/config.h"

#include "models/checkpoint/flat_yaml.h"
#include "models/checkpoint/torch/torch_values.h"
#include "models/families/exceiver/format/layout.h"

#include <array>
#include <optional>
#include <string>

namespace lexicell::models::exceiver {

namespace {

using checkpoint::Bundle;
using checkpoint::PlainValue;
using checkpoint::Tensor;

constexpr std::int64_t largestSize = 1 << 24;  // far above the sizes of real models; keeps products of sizes in range

Result<PlainValue> readSettings(const Bundle &bundle)
{
    if (bundle.container != "safetensors") {
        LEXICELL_TRY(values, checkpoint::readTorchValues(bundle.firstPart()));
        if (const auto found = values.find("hyper_parameters"); found != values.end() && found->is_object())
            return PlainValue(*found);
    }
    if (bundle.configName != "hparams.yaml") return PlainValue::object();
    return checkpoint::readFlatYaml(bundle.config, bundle.folder / bundle.configName);
}

Error badConfig(const Bundle &bundle, const std::string &what)
{
    return {errors::badConfig, "The settings of " + bundle.file.string() + " say " + what, {}};
}

// A setting; empty where it is absent or null.
const PlainValue *findSetting(const PlainValue &settings, const char *key)
{
    const auto found = settings.find(key);
    return found == settings.end() || found->is_null() ? nullptr : &*found;
}

Result<std::int64_t> readSize(const Bundle &bundle, const PlainValue &settings, const char *key, std::int64_t otherwise)
{
    const PlainValue *value = findSetting(settings, key);
    if (!value) return otherwise;
    if (!value->is_number_integer() || value->get<std::int64_t>() < 1 || value->get<std::int64_t>() > largestSize)
        return badConfig(bundle, std::string(key) + " = " +
                                     value->dump(-1, ' ', true, PlainValue::error_handler_t::replace).substr(0, 40) +
                                     ", which is not a size. The file is damaged: copy or download it again.");
    return value->get<std::int64_t>();
}

void readReal(const PlainValue &settings, const char *key, double &number)
{
    if (const PlainValue *value = findSetting(settings, key); value && value->is_number()) number = value->get<double>();
}

// An extent of a tensor; 0 if it is absent.
std::int64_t extent(const Bundle &bundle, const std::string &name, std::size_t axis, std::size_t rank)
{
    const Tensor *tensor = bundle.tensors.find(name);
    return tensor && tensor->shape.size() == rank ? tensor->shape[axis] : 0;
}

// The sizes that the tensors alone give; 0: unknown.
Config sizesOfTensors(const Bundle &bundle)
{
    Config sizes;
    sizes.layers = countLayers(bundle.tensors);
    sizes.classes = hasClassifier(bundle.tensors) ? extent(bundle, "mlp_classify.3.weight", 0, 2) : 0;
    sizes.queries = extent(bundle, "query_emb", 0, 2);
    sizes.width = extent(bundle, "query_emb", 1, 2);
    sizes.geneWidth = extent(bundle, "gene_emb.weight", 1, 2);
    sizes.genes = extent(bundle, "gene_emb.weight", 0, 2) - (sizes.classes > 0 ? 2 : 1);
    sizes.feedForward = extent(bundle, std::string(layerPrefix) + "0.linear1.weight", 0, 2);
    return sizes;
}

Result<void> checkSizes(const Bundle &bundle, const Config &config)
{
    const std::array shown{std::pair{config.genes, "gene_emb.weight"}, std::pair{config.geneWidth, "gene_emb.weight"},
                           std::pair{config.queries, "query_emb"}, std::pair{config.width, "query_emb"},
                           std::pair{config.feedForward, "process_self_attn.transformer.layers.0.linear1.weight"}};
    for (const auto &[size, tensor] : shown)
        if (size < 1)
            return Error{errors::missingTensor,
                         bundle.file.string() + " lacks the tensor " + tensor +
                             ". The file is incomplete: copy or download it again.",
                         {}};
    if (config.heads < 1)
        return Error{errors::missingConfig,
                     "The number of attention heads of the Exceiver in " + bundle.file.string() +
                         " is unknown. Put the hparams.yaml with its nhead beside it.",
                     {}};
    if (config.width % config.heads != 0)
        return badConfig(bundle, "nhead " + std::to_string(config.heads) + ", which does not divide query_dim " +
                                     std::to_string(config.width) + ". Use the settings that came with the checkpoint.");
    if (config.width % crossHeads != 0 || config.geneWidth % crossHeads != 0)
        return badConfig(bundle, "query_dim " + std::to_string(config.width) + " and seq_dim " +
                                     std::to_string(config.geneWidth) +
                                     ", but Exceiver's cross-attention has 4 heads, which must divide both.");
    return {};
}

}  // namespace

Result<Config> readConfig(const Bundle &bundle)
{
    LEXICELL_TRY(settings, readSettings(bundle));
    Config config = sizesOfTensors(bundle);
    const std::array sizes{std::pair{"seq_len", &config.genes},
                           std::pair{"seq_dim", &config.geneWidth},
                           std::pair{"query_len", &config.queries},
                           std::pair{"query_dim", &config.width},
                           std::pair{"num_layers", &config.layers},
                           std::pair{"nhead", &config.heads},
                           std::pair{"dim_feedforward", &config.feedForward},
                           std::pair{"warmup_steps", &config.warmupSteps}};
    for (const auto &[key, size] : sizes) {
        LEXICELL_TRY(value, readSize(bundle, settings, key, *size));
        *size = value;
    }
    if (config.classes > 0 && bundle.newClasses == 0) {
        LEXICELL_TRY(classes, readSize(bundle, settings, "classify_dim", config.classes));
        config.classes = classes;
    }
    readReal(settings, "dropout", config.dropout);
    readReal(settings, "learning_rate", config.learningRate);
    readReal(settings, "weight_decay", config.weightDecay);
    readReal(settings, "frac", config.maskedShare);
    LEXICELL_CHECK(checkSizes(bundle, config));
    return config;
}

}  // namespace lexicell::models::exceiver
