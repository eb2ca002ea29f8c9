#include "models/families/scgpt/network/trainable.h"

#include "models/families/scgpt/format/fine_tuning.h"
#include "models/families/scgpt/format/tokenizer.h"
#include "models/families/scgpt/network/initialize.h"
#include "models/families/scgpt/network/objective.h"
#include "models/families/scgpt/network/parameters.h"
#include "models/nn/device.h"
#include "models/nn/guard.h"
#include "models/nn/network_trainable.h"

#include <algorithm>
#include <array>

namespace lexicell::models::scgpt {

namespace {

// The terms that can be computed from training::Examples, and the part of the network that each needs.
struct KnownTerm {
    const char *name;
    double Objective::*weight;
    bool (*available)(const Network &);
};
constexpr std::array<KnownTerm, 7> knownTerms{{
    {"gep", &Objective::expression, [](const Network &n) { return n.expression.has_value() || n.perturbation.has_value(); }},
    {"gep_zero", &Objective::nonZero, [](const Network &n) { return n.expression && n.expression->nonZero; }},
    {"gepc", &Objective::fromCell, [](const Network &n) { return n.geneQuery.has_value(); }},
    {"gepc_zero", &Objective::nonZeroFromCell, [](const Network &n) { return n.geneQuery && n.geneQuery->nonZero; }},
    {"ecs", &Objective::similarity, [](const Network &) { return true; }},
    {"dab", &Objective::batches, [](const Network &n) { return n.discriminator.has_value(); }},
    {"cls", &Objective::classes, [](const Network &n) { return n.parts.classes > 1; }},
}};

Result<Objective> readObjective(const training::Objective &wanted, const Network &network)
{
    std::vector<std::string> available;
    for (const KnownTerm &term : knownTerms)
        if (term.available(network)) available.emplace_back(term.name);
    LEXICELL_CHECK(training::checkTerms(wanted, available));
    Objective objective;
    for (const training::Term &term : wanted.terms) {
        const auto known =
            std::find_if(knownTerms.begin(), knownTerms.end(), [&](const KnownTerm &t) { return term.name == t.name; });
        objective.*(known->weight) = term.weight;
    }
    return objective;
}

std::vector<nn::NamedPlace> placesOf(Network &network)
{
    std::vector<nn::NamedPlace> places;
    visitParameters(network, [&](const std::string &name, at::Tensor &tensor, const auto &) {
        places.push_back({name, &tensor, isTrained(name)});
    });
    return places;
}

class ScgptTrainable : public nn::NetworkTrainable {
  public:
    ScgptTrainable(Network network, Objective objective, const training::TrainableRequest &request, at::Device device)
        : NetworkTrainable(request, device), m_network(std::move(network)), m_objective(objective),
          m_terms(request.objective.terms)
    {
    }
    Result<void> begin()
    {
        return learn(placesOf(m_network), m_network.config.dropout, static_cast<std::int64_t>(m_network.layers.size()),
                     [](const std::string &name) { return layerOf(fineTuning().placeOf(name)); });
    }

  protected:
    bool mixesCells() const override { return m_network.batchNorm.has_value() || !m_network.domainNorms.empty(); }

    nn::CellTerms compute(const training::Examples &examples, const nn::Pass &pass, bool training) override
    {
        Minibatch batch = toDevice(examples);
        batch.classLoss = [&](const at::Tensor &logits) { return lossOfClasses(logits, batch.labels, training); };
        if (const auto layers = static_cast<std::size_t>(reusedLayers(examples, training)); layers > 0)
            batch.entry = {outputsOf(examples, [&](const training::Examples &cell) { return below(cell, layers); }), layers};
        const Losses computed = losses(m_network, batch, m_objective, pass);
        nn::CellTerms result{{}, computed.cellVectors, computed.classes};
        if (batch.tokens.perturbed.defined()) result.expression = computed.expression;
        result.terms.reserve(m_terms.size());
        for (const training::Term &term : m_terms) result.terms.push_back(computed.value(term.name));
        return result;
    }

  private:
    at::Tensor below(const training::Examples &cell, std::size_t layers) const
    {
        const nn::TokenTensors tokens = toDevice(cell).tokens;
        const at::Tensor input = encodeInput(m_network, tokens, encodeGenes(m_network, tokens.genes), {});
        return encodeBelow(m_network, input, nn::attentionMask(tokens.padding), {}, layers);
    }

    Minibatch toDevice(const training::Examples &examples) const
    {
        const TokenBatch &batch = examples.tokens;
        Minibatch result;
        result.tokens.genes = nn::tensorOf(batch.genes, batch, at::kLong, device());
        result.tokens.values = nn::tensorOf(batch.values, batch, at::kFloat, device());
        result.tokens.padding = nn::tensorOf(batch.padding, batch, at::kBool, device());
        result.tokens.perturbed = nn::tensorOf(batch.perturbed, batch, at::kLong, device());
        result.tokens.modalities = nn::tensorOf(batch.modalities, batch, at::kLong, device());
        if (!batch.batches.empty())
            result.tokens.batches = at::tensor(batch.batches, at::TensorOptions(at::kInt)).to(device(), at::kLong);
        result.target = nn::tensorOf(examples.target, batch, at::kFloat, device());
        result.scored = examples.weights.empty() ? nn::tensorOf(examples.scored, batch, at::kBool, device())
                                                 : nn::tensorOf(examples.weights, batch, at::kFloat, device());
        if (examples.labels.empty()) return result;
        result.labels = labelsOf(examples);
        result.tokens.values = withCellValue(result.tokens.values);
        return result;
    }

    Network m_network;
    Objective m_objective;
    std::vector<training::Term> m_terms;
};

Network randomNetwork(const training::TrainableRequest &request, const Config &config, std::int64_t vocabulary, at::Device device)
{
    Network network = newNetwork(config, vocabulary, device, request.seed);
    const at::NoGradGuard noGradients;
    amplifyCells(network, request.cellGain);
    if (request.meanValue) network.expression->value.last.bias.fill_(*request.meanValue);
    return network;
}

}  // namespace

Result<std::unique_ptr<training::Trainable>> makeTrainable(const training::TrainableRequest &request, JobContext &context)
{
    return nn::guarded("preparing the training", [&]() -> Result<std::unique_ptr<training::Trainable>> {
        LEXICELL_TRY(device, nn::chooseDevice(request.device));
        nn::useThreads(request.threads);
        LEXICELL_TRY(config, readConfig(request.bundle));
        const auto vocabulary = static_cast<std::int64_t>(completeVocabulary(request.bundle.vocabulary, config).size());
        if (context.cancelled()) return cancelled();
        Network network;
        if (request.bundle.tensors.entries.empty()) {
            network = randomNetwork(request, config, vocabulary, device);
        } else {
            LEXICELL_TRY(loaded, loadNetwork(request.bundle, config, vocabulary));
            network = std::move(loaded);
        }
        LEXICELL_TRY(objective, readObjective(request.objective, network));
        auto trainable = std::make_unique<ScgptTrainable>(std::move(network), objective, request, device);
        LEXICELL_CHECK(trainable->begin());
        return std::unique_ptr<training::Trainable>(std::move(trainable));
    });
}

}  // namespace lexicell::models::scgpt
