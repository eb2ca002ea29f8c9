#include "models/families/scgpt/format/fine_tuning.h"

#include "core/base/random.h"
#include "models/checkpoint/json_text.h"
#include "models/families/new_tensors.h"
#include "models/families/scgpt/format/config.h"
#include "models/families/scgpt/format/layout.h"
#include "models/families/scgpt/format/modalities.h"
#include "models/families/scgpt/format/tokenizer.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <unordered_map>

namespace lexicell::models::scgpt {

namespace {

constexpr const char *classHead = "cls_decoder.";
constexpr const char *perturbationMarksName = "pert_encoder.weight";
constexpr const char *batchTableName = "batch_encoder.embedding.weight";
constexpr const char *kindTableName = "mod_encoder.embedding.weight";
constexpr const char *tokenTableName = "encoder.embedding.weight";
constexpr double tokenBound = 0.1;  // upstream's init_weights
constexpr std::array<std::string_view, 3> keptEncoders{"encoder.", "value_encoder.", "transformer_encoder."};

// Upstream's Tutorial_Perturbation at commit cebd6fa: all genes are scored, the epoch with the best validation Pearson is kept.
training::Recipe perturbationRecipe()
{
    training::Recipe recipe;
    recipe.objective.terms = {{"gep", 1.0, "mse"}};
    recipe.rates = training::Rates::DecayByEpoch;
    recipe.epochs = 15;
    recipe.patience = 10;
    recipe.batchSize = 64;
    recipe.chosenBy = "pearson";
    return recipe;
}

// Upstream's Tutorial_Integration at commit cebd6fa.
training::Recipe integrationRecipe()
{
    training::Recipe recipe;
    recipe.objective.terms = {{"gep", 1.0, "mse"},       {"gep_zero", 1.0, "nll"}, {"gepc", 1.0, "mse"},
                              {"gepc_zero", 1.0, "nll"}, {"ecs", 10.0, ""},        {"dab", 1.0, "ce"}};
    recipe.rates = training::Rates::DecayByEpoch;
    recipe.epochs = 15;
    recipe.batchSize = 64;
    recipe.hiddenShare = 0.4;
    return recipe;
}

// Upstream's Tutorial_Multiomics at commit cebd6fa.
training::Recipe multiomicRecipe()
{
    training::Recipe recipe;
    recipe.objective.terms = {{"gep", 1.0, "mse"}, {"gepc", 1.0, "mse"}, {"dab", 1.0, "ce"}};
    recipe.learningRate = 1e-3;
    recipe.rates = training::Rates::DecayByEpoch;
    recipe.decay = 0.95;
    recipe.epochs = 25;
    recipe.batchSize = 16;
    recipe.hiddenShare = 0.4;
    return recipe;
}

Result<training::Recipe> recipe(const checkpoint::Bundle &, const std::string &objective)
{
    if (objective == "perturbation") return perturbationRecipe();
    if (objective == "integration") return integrationRecipe();
    if (objective == "multiomic") return multiomicRecipe();
    if (objective != "annotation") return noObjective("scGPT", objective);
    training::Recipe recipe;
    recipe.objective.terms = {{"cls", 1.0, "ce"}};
    recipe.rates = training::Rates::DecayByEpoch;
    return recipe;
}

Result<void> addClasses(checkpoint::Bundle &bundle, std::int64_t classes, std::int64_t seed)
{
    LEXICELL_TRY(config, readConfig(bundle));
    std::erase_if(bundle.tensors.entries, [](const auto &entry) { return entry.first.starts_with(classHead); });
    Parts parts = partsOf(bundle.tensors);
    parts.classes = classes;
    const auto vocabulary = static_cast<std::int64_t>(completeVocabulary(bundle.vocabulary, config).size());
    std::vector<checkpoint::TensorSpec> head = expectedTensors(config, vocabulary, parts);
    std::erase_if(head, [](const auto &spec) { return !spec.name.starts_with(classHead); });
    addNewTensors(bundle.tensors, head, seed);
    bundle.newClasses = classes;
    return {};
}

// torch.nn.Embedding: standard normal, and zeros in the padding row, which is that of unperturbed genes.
std::vector<float> newMarks(std::int64_t width, std::int64_t seed)
{
    Random random(static_cast<std::uint64_t>(seed), Random::streamOf(perturbationMarksName));
    std::vector<float> values(static_cast<std::size_t>(perturbationMarks * width), 0.0F);
    for (auto i = static_cast<std::size_t>(width); i < values.size(); ++i) values[i] = static_cast<float>(random.normal());
    return values;
}

// Settings of upstream's tutorial: nothing is dropped, and padding has the value 0.
Result<void> setPerturbationConfig(checkpoint::Bundle &bundle)
{
    LEXICELL_TRY(settings, checkpoint::parseJsonObject(bundle.config, bundle.folder / bundle.configName));
    settings["dropout"] = 0.0;
    settings["pad_value"] = 0;
    bundle.config = settings.dump(2);
    return {};
}

// Upstream loads the encoders and the transformer; all else starts anew.
Result<std::int64_t> addPerturbation(checkpoint::Bundle &bundle, std::int64_t seed)
{
    LEXICELL_TRY(config, readConfig(bundle));
    const std::vector<std::string> vocabulary = completeVocabulary(bundle.vocabulary, config);
    const std::int64_t unknown = std::find(vocabulary.begin(), vocabulary.end(), config.padToken) - vocabulary.begin();
    if (partsOf(bundle.tensors).perturbation) return unknown;
    std::erase_if(bundle.tensors.entries, [](const auto &entry) {
        return !std::any_of(keptEncoders.begin(), keptEncoders.end(),
                            [&](std::string_view prefix) { return entry.first.starts_with(prefix); });
    });
    Parts parts;
    parts.perturbation = true;
    parts.classes = 1;  // upstream's class has the head, and never uses it
    std::vector<checkpoint::TensorSpec> added = expectedTensors(config, static_cast<std::int64_t>(vocabulary.size()), parts);
    std::erase_if(added, [&](const auto &spec) {
        return spec.name == perturbationMarksName ||
               std::any_of(keptEncoders.begin(), keptEncoders.end(),
                           [&](std::string_view prefix) { return spec.name.starts_with(prefix); });
    });
    bundle.tensors.add(perturbationMarksName, {perturbationMarks, config.embeddingSize}, newMarks(config.embeddingSize, seed));
    addNewTensors(bundle.tensors, added, seed);
    LEXICELL_CHECK(setPerturbationConfig(bundle));
    return unknown;
}

// As upstream loads a checkpoint into another model: what fits by name and shape stays, the rest starts anew. Where decoders see
// the batch or the kind of feature beside the token, their first layers do not fit.
void fitParts(checkpoint::TensorMap &tensors, const Config &config, std::int64_t vocabulary, const Parts &parts,
              std::int64_t seed)
{
    std::vector<checkpoint::TensorSpec> missing = expectedTensors(config, vocabulary, parts);
    std::erase_if(tensors.entries, [&](const auto &entry) {
        const std::string name = releasedName(entry.first);
        const auto found =
            std::find_if(missing.begin(), missing.end(), [&](const checkpoint::TensorSpec &spec) { return spec.name == name; });
        if (found == missing.end() || found->shape != entry.second.shape) return true;
        missing.erase(found);
        return false;
    });
    std::erase_if(missing, [&](const checkpoint::TensorSpec &spec) {
        const bool table = spec.name == batchTableName || spec.name == kindTableName;
        if (table) addNewTable(tensors, spec, seed);
        return table;
    });
    addNewTensors(tensors, missing, seed);
}

Result<void> addBatches(checkpoint::Bundle &bundle, const BatchParts &wanted, std::int64_t seed)
{
    LEXICELL_TRY(config, readConfig(bundle));
    const auto batches = static_cast<std::int64_t>(bundle.batches.names.size());
    if (batches < 1) return Error{errors::badOption, "A model of batches needs at least one batch.", {}};
    const auto vocabulary = static_cast<std::int64_t>(completeVocabulary(bundle.vocabulary, config).size());
    Parts parts;
    parts.batches = batches;
    parts.domains = wanted.normPerBatch ? batches : 0;
    parts.batchNorm = !wanted.normPerBatch && partsOf(bundle.tensors).batchNorm;
    parts.expression = true;
    parts.zeroProbability = wanted.zeros;
    parts.geneQuery = wanted.fromCell;
    parts.discriminator = wanted.discriminator ? batches : 0;
    parts.classes = 1;  // upstream's class has the head, and does not use it here
    fitParts(bundle.tensors, config, vocabulary, parts, seed);
    return {};
}

// The table of token vectors with rows for the new tokens, uniform as upstream initializes all rows; `fresh`: all rows are new.
Result<void> growTokens(checkpoint::TensorMap &tensors, std::size_t tokens, bool fresh, std::int64_t seed)
{
    const auto found = std::find_if(tensors.entries.begin(), tensors.entries.end(),
                                    [](const auto &entry) { return entry.first == tokenTableName; });
    if (found == tensors.entries.end() || found->second.shape.size() != 2)
        return Error{errors::missingTensor, std::string("The checkpoint has no table ") + tokenTableName + ".", {}};
    const std::int64_t width = found->second.shape[1];
    std::vector<float> values = fresh ? std::vector<float>() : found->second.toFloat();
    const std::size_t wanted = tokens * static_cast<std::size_t>(width);
    Random random(static_cast<std::uint64_t>(seed), Random::streamOf(tokenTableName));
    values.reserve(wanted);
    while (values.size() < wanted) values.push_back(static_cast<float>((2.0 * random.uniform() - 1.0) * tokenBound));
    checkpoint::TensorMap grown;
    grown.add(tokenTableName, {static_cast<std::int64_t>(tokens), width}, values);
    found->second = grown.entries.front().second;
    return {};
}

void keepInherited(checkpoint::TensorMap &tensors, const std::string &inherited)
{
    if (inherited == "network") return;
    std::erase_if(tensors.entries, [&](const auto &entry) {
        const bool scale = inherited == "genes" && entry.first == "encoder.enc_norm.weight";
        return entry.first != tokenTableName && !scale;
    });
}

// torch.nn.Embedding keeps the row of its padding at zero.
void clearPaddingKind(checkpoint::TensorMap &tensors, const std::vector<std::string> &kinds, const std::string &padToken)
{
    const auto padding = static_cast<std::size_t>(std::find(kinds.begin(), kinds.end(), padToken) - kinds.begin());
    for (auto &[name, tensor] : tensors.entries) {
        if (name != kindTableName || padding >= kinds.size()) continue;
        std::vector<float> values = tensor.toFloat();
        const auto width = static_cast<std::size_t>(tensor.shape[1]);
        std::fill_n(values.begin() + static_cast<std::ptrdiff_t>(padding * width), width, 0.0F);
        checkpoint::TensorMap cleared;
        cleared.add(kindTableName, tensor.shape, values);
        tensor = cleared.entries.front().second;
    }
}

// Upstream numbers the tokens anew and copies the rows of those that the checkpoint knows; here the checkpoint's tokens keep
// their numbers and new ones follow, which gives the same vectors.
Result<MultiomicTokens> addModalities(checkpoint::Bundle &bundle, const ModalityParts &wanted, std::int64_t seed)
{
    LEXICELL_TRY(config, readConfig(bundle));
    bundle.vocabulary = completeVocabulary(bundle.vocabulary, config);
    bundle.vocabulary.insert(bundle.vocabulary.end(), wanted.newTokens.begin(), wanted.newTokens.end());
    std::vector<std::string> kinds = modalityNamesOf(bundle.vocabulary);
    const auto batches = static_cast<std::int64_t>(bundle.batches.names.size());
    Parts parts;
    parts.batches = batches;
    parts.modalities = static_cast<std::int64_t>(kinds.size());
    parts.expression = true;
    parts.geneQuery = parts.joinedGenes = wanted.fromCell;
    parts.discriminator = wanted.discriminator ? batches : 0;
    parts.classes = 1;  // as above
    keepInherited(bundle.tensors, wanted.inherited);
    LEXICELL_CHECK(growTokens(bundle.tensors, bundle.vocabulary.size(), wanted.inherited == "nothing", seed));
    fitParts(bundle.tensors, config, static_cast<std::int64_t>(bundle.vocabulary.size()), parts, seed);
    clearPaddingKind(bundle.tensors, kinds, config.padToken);
    std::unordered_map<std::string_view, std::int64_t> ids;
    for (std::size_t id = 0; id < bundle.vocabulary.size(); ++id)
        ids.emplace(bundle.vocabulary[id], static_cast<std::int64_t>(id));
    std::vector<std::int64_t> fed;
    for (const std::string &token : bundle.batches.genes) {
        const auto found = ids.find(token);
        if (found == ids.end()) return Error{errors::badOption, "The vocabulary has no token " + token + ".", {}};
        fed.push_back(found->second);
    }
    std::vector<std::int32_t> kindOf = modalityIds(bundle.vocabulary, kinds);
    return MultiomicTokens{makeTokenizer(bundle.vocabulary, config, std::move(kindOf), fed), std::move(kinds)};
}

TensorPlace placeOf(const std::string &name)
{
    if (const std::int64_t layer = numberAfter(name, layerPrefix); layer >= 0) return {TensorPlace::Part::Layer, layer};
    if (name.starts_with(classHead)) return {TensorPlace::Part::Head, -1, true};
    for (const char *head : {"decoder.", "mvc_decoder.", "grad_reverse_discriminator.", "batch_encoder.", "mod_encoder."})
        if (name.starts_with(head)) return {TensorPlace::Part::Head, -1};
    return {};
}

// The rows of the joined product are queries, keys and values.
std::vector<training::AdapterSite> adapterSites(const checkpoint::Bundle &bundle, std::int64_t layer)
{
    const auto config = readConfig(bundle);
    if (!config.ok()) return {};
    const std::string name = std::string(layerPrefix) + std::to_string(layer) + ".self_attn.Wqkv.weight";
    return {{name, 0, config->embeddingSize}, {name, 2 * config->embeddingSize, config->embeddingSize}};
}

// All tensors; heads without a term in the objective have no gradient.
bool changes(const checkpoint::Bundle &, const std::string &) { return true; }

}  // namespace

FineTuning fineTuning()
{
    return {"scgpt",       &recipe, &addClasses,      &placeOf,    &adapterSites, &changes,
            &releasedName, nullptr, &addPerturbation, &addBatches, &addModalities};
}

}  // namespace lexicell::models::scgpt
