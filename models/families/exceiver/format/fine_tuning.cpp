#include "models/families/exceiver/format/fine_tuning.h"

#include "models/families/exceiver/format/config.h"
#include "models/families/exceiver/format/layout.h"
#include "models/families/exceiver/format/scaling.h"
#include "models/families/new_tensors.h"

namespace lexicell::models::exceiver {

namespace {

constexpr const char *classHead = "mlp_classify.";

Result<training::Recipe> recipe(const checkpoint::Bundle &bundle, const std::string &objective)
{
    if (objective != "annotation") return noObjective("Exceiver", objective);
    LEXICELL_TRY(config, readConfig(bundle));
    training::Recipe recipe;
    recipe.objective.terms = {{"cls", 1.0, "ce"}, {"mse", 1.0, "mse"}};
    recipe.optimizer.weightDecay = config.weightDecay;
    recipe.optimizer.coupled = true;
    recipe.learningRate = config.learningRate;
    recipe.rates = training::Rates::WarmUp;
    recipe.warmUpSteps = config.warmupSteps;
    recipe.epochs = 300;
    recipe.patience = 10;
    recipe.batchSize = 64;
    recipe.clippingNorm = 0.0;
    recipe.hiddenShare = config.maskedShare;
    return recipe;
}

Result<void> addClasses(checkpoint::Bundle &bundle, std::int64_t classes, std::int64_t seed)
{
    LEXICELL_TRY(config, readConfig(bundle));
    const bool had = config.classes > 0;  // then the table has a row for the class query
    std::erase_if(bundle.tensors.entries, [](const auto &entry) { return entry.first.starts_with(classHead); });
    addNewRow(bundle.tensors, "gene_emb.weight", had, seed);
    config.classes = classes;
    bundle.newClasses = classes;
    std::vector<checkpoint::TensorSpec> head = expectedTensors(config);
    std::erase_if(head, [](const auto &spec) { return !spec.name.starts_with(classHead); });
    addNewTensors(bundle.tensors, head, seed);
    return {};
}

TensorPlace placeOf(const std::string &name)
{
    if (const std::int64_t layer = numberAfter(name, layerPrefix); layer >= 0) return {TensorPlace::Part::Layer, layer};
    // The class query reads the latents through the decoder's attention.
    for (const char *head : {classHead, "decoder_cross_attn."})
        if (name.starts_with(head)) return {TensorPlace::Part::Head, -1, true};
    if (name == "gene_emb.weight") return {TensorPlace::Part::Embedding, -1, true};  // its last row is the class query
    if (name.starts_with("mlp.")) return {TensorPlace::Part::Head, -1};
    return {};
}

std::vector<training::AdapterSite> adapterSites(const checkpoint::Bundle &bundle, std::int64_t layer)
{
    const auto config = readConfig(bundle);
    if (!config.ok()) return {};
    const std::string name = std::string(layerPrefix) + std::to_string(layer) + ".self_attn.in_proj_weight";
    return {{name, 0, config->width}, {name, 2 * config->width, config->width}};
}

bool changes(const checkpoint::Bundle &, const std::string &name) { return !name.starts_with(templatePrefix); }

Result<checkpoint::Scaler> fittedScaler(const checkpoint::Bundle &bundle, const data::ExpressionMatrix &cells,
                                        const std::vector<std::int64_t> &geneIds, JobContext &context)
{
    if (!bundle.refitScaler) return checkpoint::Scaler{};
    LEXICELL_TRY(config, readConfig(bundle));
    return fitScaler(cells, geneIds, config.genes, context);
}

std::string sameName(const std::string &name) { return name; }

}  // namespace

FineTuning fineTuning()
{
    return {"exceiver", &recipe, &addClasses, &placeOf, &adapterSites, &changes, &sameName, &fittedScaler};
}

}  // namespace lexicell::models::exceiver
