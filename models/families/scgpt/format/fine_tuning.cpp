#include "models/families/scgpt/format/fine_tuning.h"

#include "core/base/random.h"
#include "models/checkpoint/json_text.h"
#include "models/families/new_tensors.h"
#include "models/families/scgpt/format/config.h"
#include "models/families/scgpt/format/layout.h"
#include "models/families/scgpt/format/tokenizer.h"

#include <algorithm>
#include <array>

namespace lexicell::models::scgpt {

namespace {

constexpr const char *classHead = "cls_decoder.";
constexpr const char *perturbationMarksName = "pert_encoder.weight";
constexpr const char *batchTableName = "batch_encoder.embedding.weight";
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

Result<training::Recipe> recipe(const checkpoint::Bundle &, const std::string &objective)
{
    if (objective == "perturbation") return perturbationRecipe();
    if (objective == "integration") return integrationRecipe();
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

// As upstream loads a checkpoint into a model of batches: what fits by name and shape stays, the rest starts anew. The decoders
// see the batch beside the token there, so their first layers do not fit.
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
    std::vector<checkpoint::TensorSpec> missing = expectedTensors(config, vocabulary, parts);
    std::erase_if(bundle.tensors.entries, [&](const auto &entry) {
        const std::string name = releasedName(entry.first);
        const auto found =
            std::find_if(missing.begin(), missing.end(), [&](const checkpoint::TensorSpec &spec) { return spec.name == name; });
        if (found == missing.end() || found->shape != entry.second.shape) return true;
        missing.erase(found);
        return false;
    });
    const auto table = std::find_if(missing.begin(), missing.end(),
                                    [](const checkpoint::TensorSpec &spec) { return spec.name == batchTableName; });
    if (table != missing.end()) {
        addNewTable(bundle.tensors, *table, seed);
        missing.erase(table);
    }
    addNewTensors(bundle.tensors, missing, seed);
    return {};
}

TensorPlace placeOf(const std::string &name)
{
    if (const std::int64_t layer = numberAfter(name, layerPrefix); layer >= 0) return {TensorPlace::Part::Layer, layer};
    if (name.starts_with(classHead)) return {TensorPlace::Part::Head, -1, true};
    for (const char *head : {"decoder.", "mvc_decoder.", "grad_reverse_discriminator.", "batch_encoder."})
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
    return {"scgpt",  &recipe,       &addClasses, &placeOf,         &adapterSites,
            &changes, &releasedName, nullptr,     &addPerturbation, &addBatches};
}

}  // namespace lexicell::models::scgpt
