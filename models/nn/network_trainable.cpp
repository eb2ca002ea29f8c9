#include "models/nn/network_trainable.h"

#include "core/base/random.h"
#include "models/nn/guard.h"
#include "models/nn/losses.h"
#include "models/nn/tensor_bridge.h"

#include <ATen/core/grad_mode.h>

#include <algorithm>
#include <cmath>
#include <unordered_set>

namespace lexicell::models::nn {

namespace {

constexpr std::uint64_t dropoutStream = 0x64726F70ull;
constexpr std::uint64_t adapterStream = 0x6C6F7261ull;

bool finite(const std::vector<double> &values)
{
    return std::all_of(values.begin(), values.end(), [](double value) { return std::isfinite(value); });
}

}  // namespace

NetworkTrainable::NetworkTrainable(const training::TrainableRequest &request, at::Device device)
    : m_objective(request.objective), m_rule(request.classes), m_adapters(request.adapters), m_optimizer(request.optimizer),
      m_frozen(request.frozen), m_clippingNorm(request.clippingNorm), m_microBatch(request.microBatch), m_seed(request.seed),
      m_device(device)
{
    if (!m_rule.weights.empty())
        m_classWeights = at::tensor(m_rule.weights, at::TensorOptions(at::kDouble)).to(device, at::kFloat);
}

Result<void> NetworkTrainable::learn(const std::vector<NamedPlace> &places, double dropout)
{
    const std::unordered_set<std::string> frozen(m_frozen.begin(), m_frozen.end());
    std::vector<NamedTensor> weights;
    std::unordered_set<std::string> names;
    for (const NamedPlace &place : places) {
        *place.tensor = place.tensor->to(m_device, at::kFloat, false, true).contiguous();
        weights.push_back({place.name, *place.tensor, place.trained && !frozen.contains(place.name)});
        names.insert(place.name);
    }
    for (const training::AdapterSite &site : m_adapters.sites)
        if (!names.contains(site.tensor) || !frozen.contains(site.tensor))
            return Error{errors::badOption, "There is no frozen weight " + site.tensor + " that could have an adapter.", {}};
    m_lowRank.emplace(m_adapters, places, Random::mix(m_seed ^ adapterStream), m_device);
    for (NamedTensor &matrix : m_lowRank->matrices()) weights.push_back(std::move(matrix));
    AdamOptions options;
    options.epsilon = m_optimizer.epsilon;
    options.weightDecay = m_optimizer.weightDecay;
    options.coupled = m_optimizer.coupled;
    m_learner.emplace(std::move(weights), dropout, m_device, Random::mix(m_seed ^ dropoutStream), options);
    return {};
}

void NetworkTrainable::applyAdapters()
{
    if (!m_lowRank->empty()) m_lowRank->apply();
}

at::Tensor NetworkTrainable::lossOfClasses(const at::Tensor &logits, const at::Tensor &labels, bool training) const
{
    return training ? classLoss(logits, labels, m_classWeights, m_rule.smoothing) : classLoss(logits, labels);
}

at::Tensor NetworkTrainable::labelsOf(const training::Examples &examples) const
{
    return at::tensor(examples.labels, at::TensorOptions(at::kLong)).to(m_device);
}

at::Tensor NetworkTrainable::total(const CellTerms &cells) const
{
    at::Tensor sum;
    for (std::size_t i = 0; i < cells.terms.size(); ++i) {
        const at::Tensor part = m_objective.terms[i].weight * cells.terms[i];
        sum = sum.defined() ? sum + part : part;
    }
    return sum;
}

std::vector<double> NetworkTrainable::valuesOf(const CellTerms &cells) const
{
    std::vector<double> values;
    values.reserve(cells.terms.size());
    for (const at::Tensor &term : cells.terms) values.push_back(term.item<double>());
    return values;
}

Result<std::vector<double>> NetworkTrainable::step(const std::vector<training::Examples> &views, double learningRate)
{
    return guarded("training", [&]() -> Result<std::vector<double>> {
        if (m_microBatch > 0 && views.front().tokens.cells > m_microBatch) return stepInParts(views.front(), learningRate);
        const Pass pass{m_learner->dropout()};
        applyAdapters();
        const CellTerms first = compute(views.front(), pass, true);
        std::vector<double> values = valuesOf(first);
        if (!finite(values)) return values;
        at::Tensor sum = total(first);
        if (m_objective.contrast > 0.0) {
            // Two views of a cell have the kind of cell in common, but not the choice of visible genes.
            const CellTerms second = compute(views.back(), pass, true);
            sum = 0.5 * (sum + total(second)) + m_objective.contrast * contrastiveCells(first.cellVectors, second.cellVectors);
        }
        m_learner->descend(sum, learningRate, m_clippingNorm);
        return values;
    });
}

// As upstream's scBERT accumulates gradients: a sum of the parts' means, which Adam largely takes back.
Result<std::vector<double>> NetworkTrainable::stepInParts(const training::Examples &examples, double learningRate)
{
    const std::int64_t cells = examples.tokens.cells;
    const Pass pass{m_learner->dropout()};
    std::vector<double> means(m_objective.terms.size(), 0.0);
    m_learner->begin();
    for (std::int64_t begin = 0; begin < cells; begin += m_microBatch) {
        const std::int64_t end = std::min(begin + m_microBatch, cells);
        applyAdapters();
        const CellTerms part = compute(training::rowsOf(examples, begin, end), pass, true);
        const std::vector<double> values = valuesOf(part);
        if (!finite(values)) return values;
        for (std::size_t i = 0; i < means.size(); ++i)
            means[i] += values[i] * static_cast<double>(end - begin) / static_cast<double>(cells);
        total(part).backward();
    }
    m_learner->advance(learningRate, m_clippingNorm);
    return means;
}

Result<training::Evaluation> NetworkTrainable::evaluate(const training::Examples &examples)
{
    return guarded("validating", [&]() -> Result<training::Evaluation> {
        const at::NoGradGuard noGradients;
        applyAdapters();
        const std::int64_t cells = examples.tokens.cells;
        const std::int64_t part = m_microBatch > 0 ? m_microBatch : cells;
        training::Evaluation all{std::vector<double>(m_objective.terms.size(), 0.0)};
        const auto append = [](std::vector<float> &values, const at::Tensor &tensor) {
            if (!tensor.defined()) return;
            const std::vector<float> added = toVector(tensor);
            values.insert(values.end(), added.begin(), added.end());
        };
        for (std::int64_t begin = 0; begin < cells; begin += part) {
            const std::int64_t end = std::min(begin + part, cells);
            const CellTerms computed =
                end - begin == cells ? compute(examples, {}, false) : compute(training::rowsOf(examples, begin, end), {}, false);
            const std::vector<double> values = valuesOf(computed);
            const double share = static_cast<double>(end - begin) / static_cast<double>(cells);
            for (std::size_t i = 0; i < values.size(); ++i) all.terms[i] += share * values[i];
            append(all.logits, computed.logits);
            append(all.expression, computed.expression);
            if (!examples.tokens.batches.empty() || !examples.tokens.modalities.empty())
                append(all.cellVectors, computed.cellVectors);
        }
        return all;
    });
}

Result<checkpoint::TensorMap> NetworkTrainable::weights() const
{
    return guarded("copying the weights", [&]() -> Result<checkpoint::TensorMap> {
        checkpoint::TensorMap map = m_learner->weights();
        m_lowRank->merge(map);
        return map;
    });
}

Result<checkpoint::TensorMap> NetworkTrainable::state() const
{
    return guarded("copying the state of the training", [&]() -> Result<checkpoint::TensorMap> { return m_learner->state(); });
}

Result<void> NetworkTrainable::restore(const checkpoint::TensorMap &state)
{
    return guarded("restoring the state of the training", [&]() -> Result<void> { return m_learner->restore(state); });
}

}  // namespace lexicell::models::nn
