#include "core/base/provenance.h"
#include "core/simulate/ground_truth.h"

#include <cmath>
#include <nlohmann/json.hpp>

namespace lexicell::simulate {

namespace {

using Json = nlohmann::ordered_json;

// {"GENE": effect, …}; four decimals are enough for tests and halve the size
Json named(const GeneValues &values, const GenePanel &panel)
{
    Json object = Json::object();
    for (const auto &[gene, value] : values)
        object[panel.genes[static_cast<std::size_t>(gene)].symbol] = std::round(value * 1e4) / 1e4;
    return object;
}

const char *toString(Interaction interaction)
{
    switch (interaction) {
    case Interaction::Buffering: return "buffering";
    case Interaction::Synergistic: return "synergistic";
    case Interaction::Additive: break;
    }
    return "none";
}

}  // namespace

std::string GroundTruth::toJson(const SimulateOptions &options) const
{
    Json json;
    json["simulated"] = true;
    json["program"] = std::string("Lexicell ") + version();
    json["options"] = {{"cells", options.cells},
                       {"genes", options.genes},
                       {"batches", options.batches},
                       {"knockouts", options.knockouts},
                       {"seed", options.seed}};
    json["unit"] = "natural-log fold change of the expected count";
    json["cell_types"] = Json::array();
    for (std::size_t t = 0; t < typeEffects.size(); ++t) {
        GeneValues markers;
        for (const auto &entry : typeEffects[t])
            if (panel.genes[static_cast<std::size_t>(entry.first)].role == GeneRole::Marker) markers.push_back(entry);
        json["cell_types"].push_back(
            {{"name", cellTypes()[t].name}, {"proportion", cellTypes()[t].proportion}, {"markers", named(markers, panel)}});
    }
    json["batches"] = Json::array();
    for (const Batch &batch : batches)
        json["batches"].push_back({{"name", batch.name}, {"depth", batch.depth}, {"effects", named(batch.effects, panel)}});
    json["modules"] = Json::array();
    for (std::size_t m = 0; m < moduleLoadings.size(); ++m)
        json["modules"].push_back({{"name", geneModules()[m].name}, {"loadings", named(moduleLoadings[m], panel)}});
    json["knockouts"] = Json::array();
    json["pairs"] = Json::array();
    for (const Perturbation &perturbation : perturbations) {
        if (perturbation.genes.empty()) continue;
        Json entry = {{"perturbation", perturbation.name}, {"genes", perturbation.genes}};
        if (perturbation.genes.size() == 2) {
            entry["kind"] = perturbation.interaction == Interaction::Additive ? "additive" : "epistatic";
            entry["interaction"] = toString(perturbation.interaction);
        }
        entry["effects"] = named(perturbation.effects, panel);
        json[perturbation.genes.size() == 2 ? "pairs" : "knockouts"].push_back(std::move(entry));
    }
    return json.dump();
}

}  // namespace lexicell::simulate
