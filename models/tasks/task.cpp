#include "models/tasks/task.h"

#include "models/tasks/shift_keys.h"

#include <algorithm>

namespace lexicell::models::tasks {

namespace {

// Layouts have two or three columns and are not a representation to compute on; a PCA with so few columns is one.
bool hasRepresentation(const data::Dataset &dataset)
{
    return std::any_of(dataset.obsm.entries.begin(), dataset.obsm.entries.end(), [](const auto &entry) {
        const auto *array = entry.second ? entry.second->template as<data::Array>() : nullptr;
        return array && array->shape().size() == 2 && (array->dim(1) > 3 || entry.first == "X_pca") && !isOfShifts(entry.first);
    });
}

Error cannot(const ModelCard &card, const char *what)
{
    std::string abilities;
    for (const Ability ability : card.abilities) abilities += (abilities.empty() ? "" : ", ") + std::string(toString(ability));
    return {errors::unsupportedModel, "The model " + card.name + " has no " + what +
                                          "; it has: " + (abilities.empty() ? "nothing" : abilities) +
                                          ". Choose another checkpoint, for example the one that it was fine-tuned from."};
}

bool can(const ModelCard &card, Ability ability)
{
    return std::find(card.abilities.begin(), card.abilities.end(), ability) != card.abilities.end();
}

std::optional<Error> unmet(const TaskSpec &task, Need need, const Situation &now)
{
    switch (need) {
    case Need::Dataset:
        if (!now.dataset) return Error{errors::noDataset, "Open a data set first."};
        break;
    case Need::Counts:
        // Another matrix may hold counts: it is chosen in the form, or by an option.
        if (now.dataset && now.counts == false && !now.dataset->raw && now.dataset->layers.entries.empty())
            return Error{errors::countsNeeded, task.title + " needs counts; X holds other values, and there is no other matrix."};
        break;
    case Need::Representation:
        // One that was chosen by name counts, whatever its width.
        if (now.dataset && now.dataset->obsm.find(now.representation)) break;
        if (!now.dataset || !hasRepresentation(*now.dataset))
            return Error{errors::missingEmbedding, "There is no PCA or model embedding yet: compute one first."};
        break;
    case Need::NeighborGraph:
        if (!now.dataset || now.dataset->obsp.entries.empty())
            return Error{errors::missingNeighbors, "There is no neighbor graph yet: compute neighbors first."};
        break;
    case Need::Model:
        if (!now.model) return Error{errors::noModel, "Load a model first."};
        if (now.genesMatched == 0) return Error{errors::noGeneMatches, "The model knows none of these genes."};
        break;
    case Need::CellVectors:
        if (now.model && !can(*now.model, Ability::Cells)) return cannot(*now.model, "vector for a cell");
        break;
    case Need::GeneVectors:
        if (now.model && !can(*now.model, Ability::Genes)) return cannot(*now.model, "vectors for genes");
        break;
    case Need::Expression:
        if (now.model && !can(*now.model, Ability::Expression)) return cannot(*now.model, "decoder of expression");
        break;
    case Need::Generation:
        if (now.model && !can(*now.model, Ability::Generation)) return cannot(*now.model, "generator of cells");
        break;
    case Need::Perturbation:
        if (now.model && !can(*now.model, Ability::Perturbation))
            return Error{errors::unsupportedModel, "The model " + now.model->name +
                                                       " cannot predict perturbations. Fine-tune it for perturbations on "
                                                       "Perturb-seq cells first, or choose one that was."};
        break;
    }
    return std::nullopt;
}

}  // namespace

std::optional<Error> whyNot(const TaskSpec &task, const Situation &situation)
{
    for (const Need need : task.needs)
        if (auto why = unmet(task, need, situation)) return why;
    return std::nullopt;
}

}  // namespace lexicell::models::tasks
