#include "models/families/scbert/format/fine_tuning.h"

#include "models/families/new_tensors.h"
#include "models/families/scbert/format/geometry.h"
#include "models/families/scbert/format/layout.h"
#include "models/families/scbert/format/training_rules.h"

namespace lexicell::models::scbert {

namespace {

constexpr const char *headPrefix = "to_out.";
// Upstream's head (finetune.py, class Identity).
constexpr std::int64_t firstHidden = 512, secondHidden = 128;

Result<training::Recipe> recipe(const checkpoint::Bundle &, const std::string &objective)
{
    if (objective != "annotation") return noObjective("scBERT", objective);
    training::Recipe recipe;
    recipe.objective.terms = {{"cls", 1.0, "ce"}};
    recipe.rates = training::Rates::CosineRestarts;
    recipe.epochs = 100;
    recipe.patience = 11;  // upstream counts to 10 and ends at the next one
    recipe.microBatch = 3;
    recipe.batchSize = 60 * 3;
    recipe.clippingNorm = 0.0;  // upstream's 1e6 is never reached
    recipe.chosenBy = "accuracy";
    return recipe;
}

Result<void> addClasses(checkpoint::Bundle &bundle, std::int64_t classes, std::int64_t seed)
{
    LEXICELL_TRY(geometry, readGeometry(bundle));
    if (geometry.sequence == 0) geometry.sequence = static_cast<std::int64_t>(bundle.geneList.size()) + 1;
    if (geometry.sequence < 2)
        return Error{errors::noVocabulary,
                     bundle.file.string() +
                         " holds no gene names and no gene vectors, so the length of its input is unknown. Give "
                         "the list of its genes.",
                     {},
                     {{"gene-list"}}};
    std::erase_if(bundle.tensors.entries, [](const auto &entry) { return entry.first.starts_with(headPrefix); });
    geometry.head = Head::Classifier;
    geometry.hidden1 = firstHidden;
    geometry.hidden2 = secondHidden;
    geometry.classes = classes;
    std::vector<checkpoint::TensorSpec> head = expectedTensors(geometry);
    std::erase_if(head, [](const auto &spec) { return !spec.name.starts_with(headPrefix); });
    addNewTensors(bundle.tensors, head, seed);
    bundle.newClasses = classes;
    return {};
}

TensorPlace placeOf(const std::string &name)
{
    if (const std::int64_t layer = numberAfter(name, layerPrefix); layer >= 0) return {TensorPlace::Part::Layer, layer};
    if (name.starts_with(headPrefix)) return {TensorPlace::Part::Head, -1, true};
    if (name.starts_with("norm.")) return {TensorPlace::Part::Layer, -1};
    return {};
}

std::vector<training::AdapterSite> adapterSites(const checkpoint::Bundle &bundle, std::int64_t layer)
{
    const auto geometry = readGeometry(bundle);
    if (!geometry.ok()) return {};
    const std::string attention = std::string(layerPrefix) + std::to_string(layer) + ".0.fn.";
    return {{attention + "to_q.weight", 0, geometry->inner()}, {attention + "to_v.weight", 0, geometry->inner()}};
}

bool changes(const checkpoint::Bundle &bundle, const std::string &name)
{
    const auto geometry = readGeometry(bundle);
    return geometry.ok() && isFineTuned(name, *geometry);
}

std::string sameName(const std::string &name) { return name; }

}  // namespace

FineTuning fineTuning() { return {"scbert", &recipe, &addClasses, &placeOf, &adapterSites, &changes, &sameName}; }

}  // namespace lexicell::models::scbert
