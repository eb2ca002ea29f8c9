#include "models/families/scgpt/network/pretraining.h"

#include "core/base/random.h"
#include "models/families/scgpt/format/tokenizer.h"
#include "models/families/scgpt/network/initialize.h"
#include "models/families/scgpt/network/objective.h"
#include "models/families/scgpt/network/parameters.h"
#include "models/nn/device.h"
#include "models/nn/guard.h"
#include "models/nn/learner.h"
#include "models/nn/losses.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace lexicell::models::scgpt {

namespace {

constexpr std::uint64_t dropoutStream = 0x64726F70ull;

// The terms that can be computed from training::Examples, and the part of the network that each needs.
struct KnownTerm {
    const char *name;
    double Objective::*weight;
    bool (*available)(const Network &);
};
constexpr std::array<KnownTerm, 5> knownTerms{{
    {"gep", &Objective::expression, [](const Network &n) { return n.expression.has_value() || n.perturbation.has_value(); }},
    {"gep_zero", &Objective::nonZero, [](const Network &n) { return n.expression && n.expression->nonZero; }},
    {"gepc", &Objective::fromCell, [](const Network &n) { return n.geneQuery.has_value(); }},
    {"gepc_zero", &Objective::nonZeroFromCell, [](const Network &n) { return n.geneQuery && n.geneQuery->nonZero; }},
    {"ecs", &Objective::similarity, [](const Network &) { return true; }},
}};

Result<Objective> readObjective(const training::Objective &wanted, const Network &network)
{
    if (wanted.terms.empty()) return Error{errors::badOption, "The objective has no term. Name one at least.", {}};
    Objective objective;
    for (const training::Term &term : wanted.terms) {
        const auto known =
            std::find_if(knownTerms.begin(), knownTerms.end(), [&](const KnownTerm &t) { return term.name == t.name; });
        if (known == knownTerms.end() || !known->available(network))
            return Error{errors::badOption, "This scGPT network cannot be trained on the term \"" + term.name + "\".", {}};
        if (!(term.weight > 0.0))
            return Error{errors::badOption, "The weight of the term \"" + term.name + "\" must be above 0.", {}};
        objective.*(known->weight) = term.weight;
    }
    return objective;
}

template <class T>
at::Tensor tensorOf(const std::vector<T> &values, const TokenBatch &batch, at::ScalarType type, at::Device device)
{
    auto *data = const_cast<T *>(values.data());
    return at::from_blob(data, {batch.cells, batch.tokens}, at::TensorOptions(at::CppTypeToScalarType<T>::value))
        .to(device, type, false, true);
}

Minibatch toDevice(const training::Examples &examples, at::Device device)
{
    const TokenBatch &batch = examples.tokens;
    Minibatch result;
    result.tokens.genes = tensorOf(batch.genes, batch, at::kLong, device);
    result.tokens.values = tensorOf(batch.values, batch, at::kFloat, device);
    result.tokens.padding = tensorOf(batch.padding, batch, at::kBool, device);
    result.target = tensorOf(examples.target, batch, at::kFloat, device);
    result.scored = tensorOf(examples.scored, batch, at::kBool, device);
    return result;
}

std::vector<nn::NamedTensor> weightsOf(Network &network)
{
    std::vector<nn::NamedTensor> weights;
    visitParameters(network, [&](const std::string &name, at::Tensor &tensor, const auto &) {
        weights.push_back({name, tensor, isTrained(name)});
    });
    return weights;
}

class ScgptTrainable : public training::Trainable {
  public:
    ScgptTrainable(Network network, Objective objective, const training::TrainableRequest &request, at::Device device)
        : m_network(std::move(network)), m_objective(objective), m_terms(request.objective.terms),
          m_contrast(request.objective.contrast), m_clippingNorm(request.clippingNorm), m_device(device),
          m_learner(weightsOf(m_network), m_network.config.dropout, device, Random::mix(request.seed ^ dropoutStream))
    {
    }

    Result<std::vector<double>> step(const std::vector<training::Examples> &views, double learningRate) override
    {
        return nn::guarded("training", [&]() -> Result<std::vector<double>> {
            const nn::Pass pass{m_learner.dropout()};
            const Losses first = losses(m_network, toDevice(views.front(), m_device), m_objective, pass);
            std::vector<double> values = valuesOf(first);
            if (!std::all_of(values.begin(), values.end(), [](double value) { return std::isfinite(value); })) return values;
            at::Tensor total = first.total();
            if (m_contrast > 0.0) {
                // Two views of a cell have the kind of cell in common, but not the choice of visible genes.
                const Losses second = losses(m_network, toDevice(views.back(), m_device), m_objective, pass);
                total = 0.5 * (total + second.total()) + m_contrast * nn::contrastiveCells(first.cellVectors, second.cellVectors);
            }
            m_learner.descend(total, learningRate, m_clippingNorm);
            return values;
        });
    }

    Result<std::vector<double>> evaluate(const training::Examples &examples) override
    {
        return nn::guarded("validating", [&]() -> Result<std::vector<double>> {
            const at::NoGradGuard noGradients;
            return valuesOf(losses(m_network, toDevice(examples, m_device), m_objective, {}));
        });
    }

    Result<checkpoint::TensorMap> weights() const override
    {
        return nn::guarded("copying the weights", [&]() -> Result<checkpoint::TensorMap> { return m_learner.weights(); });
    }
    Result<checkpoint::TensorMap> state() const override
    {
        return nn::guarded("copying the state of the training",
                           [&]() -> Result<checkpoint::TensorMap> { return m_learner.state(); });
    }
    Result<void> restore(const checkpoint::TensorMap &state) override
    {
        return nn::guarded("restoring the state of the training", [&]() -> Result<void> { return m_learner.restore(state); });
    }

  private:
    std::vector<double> valuesOf(const Losses &losses) const
    {
        std::vector<double> values;
        values.reserve(m_terms.size());
        for (const training::Term &term : m_terms) values.push_back(losses.value(term.name).item<double>());
        return values;
    }

    Network m_network;
    Objective m_objective;
    std::vector<training::Term> m_terms;
    double m_contrast;
    double m_clippingNorm;
    at::Device m_device;
    nn::Learner m_learner;
};

Network randomNetwork(const training::TrainableRequest &request, const Config &config, std::int64_t vocabulary, at::Device device)
{
    Network network = newNetwork(config, vocabulary, device, request.seed);
    const at::NoGradGuard noGradients;
    amplifyCells(network, request.cellGain);
    if (request.meanValue) network.expression->value.last.bias.fill_(*request.meanValue);
    return network;
}

// Tensors of a checkpoint may lie in a mapped file, so training needs its own.
Result<Network> ownNetwork(const checkpoint::Bundle &bundle, const Config &config, std::int64_t vocabulary, at::Device device)
{
    LEXICELL_TRY(network, loadNetwork(bundle, config, vocabulary));
    visitParameters(network, [&](const std::string &, at::Tensor &tensor, const auto &) {
        tensor = tensor.to(device, at::kFloat, false, true).contiguous();
    });
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
            LEXICELL_TRY(loaded, ownNetwork(request.bundle, config, vocabulary, device));
            network = std::move(loaded);
        }
        LEXICELL_TRY(objective, readObjective(request.objective, network));
        return std::unique_ptr<training::Trainable>(
            std::make_unique<ScgptTrainable>(std::move(network), objective, request, device));
    });
}

}  // namespace lexicell::models::scgpt
