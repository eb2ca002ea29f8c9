#include "models/families/scgpt/network/objective.h"

#include "models/nn/losses.h"

#include <algorithm>
#include <cassert>

namespace lexicell::models::scgpt {

Objective hiddenValueObjective()
{
    Objective objective;
    objective.expression = objective.fromCell = 1.0;
    return objective;
}

Objective annotationObjective()
{
    Objective objective;
    objective.classes = 1.0;
    return objective;
}

Objective integrationObjective()
{
    Objective objective;
    objective.expression = objective.nonZero = objective.fromCell = objective.nonZeroFromCell = objective.batches = 1.0;
    objective.similarity = 10.0;
    return objective;
}

Objective multiomicObjective()
{
    Objective objective;
    objective.expression = objective.fromCell = objective.batches = 1.0;
    return objective;
}

Objective perturbationObjective()
{
    Objective objective;
    objective.expression = 1.0;
    return objective;
}

at::Tensor Losses::total() const
{
    assert(!terms.empty());
    at::Tensor sum;
    for (const Term &term : terms) sum = sum.defined() ? sum + term.weight * term.value : term.weight * term.value;
    return sum;
}

at::Tensor Losses::value(const std::string &name) const
{
    const auto found = std::find_if(terms.begin(), terms.end(), [&](const Term &term) { return term.name == name; });
    assert(found != terms.end());
    return found->value;
}

at::Tensor withCellValue(const at::Tensor &values)
{
    return at::cat({at::zeros_like(values.slice(1, 0, 1)), values.slice(1, 1)}, 1);
}

Losses losses(const Network &network, const Minibatch &batch, const Objective &objective, const nn::Pass &pass)
{
    Wanted wanted;
    wanted.expression = objective.expression > 0.0 || objective.nonZero > 0.0;
    wanted.fromCell = objective.fromCell > 0.0 || objective.nonZeroFromCell > 0.0;
    wanted.classes = objective.classes > 0.0;
    wanted.discriminator = objective.batches > 0.0;
    wanted.everyToken = false;
    const Outputs out = forward(network, batch.tokens, wanted, pass, batch.entry);

    Losses result;
    result.cellVectors = out.cellVectors;
    result.classes = out.classes;
    result.expression = out.expression;
    const auto add = [&](const char *name, double weight, const auto &value) {
        if (weight > 0.0) result.terms.push_back({name, weight, value()});
    };
    add("gep", objective.expression, [&] { return nn::maskedSquaredError(out.expression, batch.target, batch.scored); });
    add("gep_zero", objective.nonZero, [&] { return nn::maskedNonZeroLikelihood(out.nonZero, batch.target, batch.scored); });
    add("gepc", objective.fromCell, [&] { return nn::maskedSquaredError(out.fromCell, batch.target, batch.scored); });
    add("gepc_zero", objective.nonZeroFromCell,
        [&] { return nn::maskedNonZeroLikelihood(out.nonZeroFromCell, batch.target, batch.scored); });
    add("ecs", objective.similarity, [&] { return nn::elasticCellSimilarity(out.cellVectors, objective.similarityThreshold); });
    add("dab", objective.batches, [&] { return at::cross_entropy_loss(out.batches, batch.tokens.batches); });
    add("cls", objective.classes,
        [&] { return batch.classLoss ? batch.classLoss(out.classes) : nn::classLoss(out.classes, batch.labels); });
    return result;
}

Losses promptLosses(const Network &network, const PromptBatch &batch, bool cellPrompt, const nn::Pass &pass)
{
    const PromptOutputs first = forwardPrompt(network, batch.known, batch.asked, {}, pass);
    const at::Tensor scored = batch.asked.padding.defined() ? batch.asked.padding.logical_not()
                                                            : at::ones_like(batch.asked.genes, at::TensorOptions(at::kBool));
    Losses result;
    result.cellVectors = first.cellVectors;
    result.terms.push_back({"gene_prompt", 1.0, nn::maskedSquaredError(first.asked, batch.target, scored)});
    result.terms.push_back(
        {"mvc", 1.0, nn::maskedSquaredError(first.fromCell.slice(1, batch.known.genes.size(1)), batch.target, scored)});
    if (!cellPrompt) return result;
    const PromptOutputs second = forwardPrompt(network, batch.known, batch.asked, first.cellVectors.detach(), pass);
    result.terms.push_back({"cell_prompt", 1.0, nn::maskedSquaredError(second.asked, batch.target, scored)});
    return result;
}

}  // namespace lexicell::models::scgpt
