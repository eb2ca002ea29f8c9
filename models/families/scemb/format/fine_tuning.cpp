#include "models/families/scemb/format/fine_tuning.h"

#include "models/families/new_tensors.h"
#include "models/families/scemb/format/config.h"
#include "models/families/scemb/format/layout.h"

namespace lexicell::models::scemb {

namespace {

constexpr const char *classHead = "class_head.";
constexpr const char *layerPrefix = "encoder.layers.";

Result<training::Recipe> recipe(const checkpoint::Bundle &, const std::string &objective)
{
    if (objective != "annotation") return noObjective("scEMB-style", objective);
    training::Recipe recipe;
    recipe.objective.terms = {{"cls", 1.0, "ce"}};
    recipe.optimizer.weightDecay = 0.01;
    recipe.rates = training::Rates::WarmUpCosine;
    return recipe;
}

Result<void> addClasses(checkpoint::Bundle &bundle, std::int64_t classes, std::int64_t seed)
{
    std::erase_if(bundle.tensors.entries, [](const auto &entry) { return entry.first.starts_with(classHead); });
    LEXICELL_TRY(config, readConfig(bundle));
    config.classes = classes;
    std::vector<checkpoint::TensorSpec> head = expectedTensors(config);
    std::erase_if(head, [](const auto &spec) { return !spec.name.starts_with(classHead); });
    addNewTensors(bundle.tensors, head, seed);
    bundle.newClasses = classes;
    return {};
}

TensorPlace placeOf(const std::string &name)
{
    if (const std::int64_t layer = numberAfter(name, layerPrefix); layer >= 0) return {TensorPlace::Part::Layer, layer};
    if (name.starts_with(classHead)) return {TensorPlace::Part::Head, -1, true};
    if (name.starts_with("mlm_head.")) return {TensorPlace::Part::Head, -1};
    if (name.starts_with("encoder.final_norm.")) return {TensorPlace::Part::Layer, -1};
    return {};
}

std::vector<training::AdapterSite> adapterSites(const checkpoint::Bundle &bundle, std::int64_t layer)
{
    const auto config = readConfig(bundle);
    if (!config.ok()) return {};
    const std::string attention = layerPrefix + std::to_string(layer) + ".attention.";
    return {{attention + "query.weight", 0, config->embeddingSize}, {attention + "value.weight", 0, config->embeddingSize}};
}

bool changes(const checkpoint::Bundle &, const std::string &) { return true; }

std::string sameName(const std::string &name) { return name; }

}  // namespace

FineTuning fineTuning() { return {"scemb", &recipe, &addClasses, &placeOf, &adapterSites, &changes, &sameName}; }

}  // namespace lexicell::models::scemb
