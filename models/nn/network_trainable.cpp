#include "models/nn/network_trainable.h"

#include "core/base/random.h"
#include "models/nn/guard.h"
#include "models/nn/losses.h"
#include "models/nn/tensor_bridge.h"

#include <ATen/core/grad_mode.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <unordered_set>
#include <utility>

namespace lexicell::models::nn {

namespace {

constexpr std::uint64_t dropoutStream = 0x64726F70ull;
constexpr std::uint64_t adapterStream = 0x6C6F7261ull;
constexpr const char *passName = "pass_tokens", *scaleName = "loss_scale", *goodStepsName = "loss_scale_steps";

bool finite(const std::vector<double> &values)
{
    return std::all_of(values.begin(), values.end(), [](double value) { return std::isfinite(value); });
}

template <class T> std::optional<T> numberIn(const checkpoint::TensorMap &state, const char *name, checkpoint::TensorType type)
{
    const checkpoint::Tensor *tensor = state.find(name);
    if (!tensor || tensor->type != type || tensor->byteSize() != sizeof(T)) return std::nullopt;
    T value{};
    std::memcpy(&value, tensor->data, sizeof value);
    return value;
}

// The rows [begin, end), without a copy if that is all.
template <class Work> auto onRows(const training::Examples &examples, std::int64_t begin, std::int64_t end, Work &&work)
{
    return end - begin == examples.tokens.cells ? work(examples) : work(training::rowsOf(examples, begin, end));
}

// The first layer that learns, or how many there are.
std::int64_t frozenLayers(const std::vector<NamedTensor> &weights, std::int64_t layers,
                          const std::function<std::int64_t(const std::string &)> &layerOf)
{
    std::int64_t first = layers;
    for (const NamedTensor &weight : weights)
        if (weight.trained) first = std::min(first, layerOf(weight.name));
    return std::max<std::int64_t>(first, 0);
}

}  // namespace

NetworkTrainable::NetworkTrainable(const training::TrainableRequest &request, at::Device device)
    : m_objective(request.objective), m_rule(request.classes), m_adapters(request.adapters), m_optimizer(request.optimizer),
      m_frozen(request.frozen), m_clippingNorm(request.clippingNorm), m_microBatch(request.microBatch), m_seed(request.seed),
      m_device(device), m_wantedPrecision(request.precision), m_reuse(request.frozenReuse), m_kept(request.frozenBytes)
{
    if (!m_rule.weights.empty())
        m_classWeights = at::tensor(m_rule.weights, at::TensorOptions(at::kDouble)).to(device, at::kFloat);
}

Result<void> NetworkTrainable::learn(const std::vector<NamedPlace> &places, double dropout, std::int64_t layers,
                                     const LayerOf &layerOf)
{
    LEXICELL_TRY(precision, trainingPrecision(m_wantedPrecision, m_device));
    m_precision = precision;
    const std::unordered_set<std::string> frozen(m_frozen.begin(), m_frozen.end());
    std::vector<NamedTensor> weights;
    std::unordered_set<std::string> names;
    for (const NamedPlace &place : places) {
        *place.tensor = place.tensor->to(m_device, at::kFloat, false, true).contiguous();
        weights.push_back({place.name, *place.tensor, place.trained && !frozen.contains(place.name)});
        names.insert(place.name);
    }
    if (layers > 0) m_frozenLayers = frozenLayers(weights, layers, layerOf);
    for (const training::AdapterSite &site : m_adapters.sites) {
        if (!names.contains(site.tensor) || !frozen.contains(site.tensor))
            return Error{errors::badOption, "There is no frozen weight " + site.tensor + " that could have an adapter.", {}};
        if (layers > 0) m_frozenLayers = std::max<std::int64_t>(std::min(m_frozenLayers, layerOf(site.tensor)), 0);
    }
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

std::int64_t NetworkTrainable::reusedLayers(const training::Examples &examples, bool training) const
{
    if (m_reuse == training::FrozenReuse::Never || mixesCells()) return 0;
    const bool hides = std::any_of(examples.scored.begin(), examples.scored.end(), [](auto scored) { return scored != 0; });
    const bool drops = training && m_learner->dropout()->share() > 0.0 && m_reuse != training::FrozenReuse::Always;
    return hides || drops || !examples.target.empty() ? 0 : m_frozenLayers;
}

at::Tensor NetworkTrainable::lossOfClasses(const at::Tensor &logits, const at::Tensor &labels, bool training) const
{
    return training ? classLoss(logits, labels, m_classWeights, m_rule.smoothing) : classLoss(logits, labels);
}

at::Tensor NetworkTrainable::labelsOf(const training::Examples &examples) const
{
    return at::tensor(examples.labels, at::TensorOptions(at::kLong)).to(m_device);
}

at::Tensor NetworkTrainable::total(const CellTerms &cells, const Shares &shares) const
{
    at::Tensor sum;
    for (std::size_t i = 0; i < cells.terms.size(); ++i) {
        const double share = shares.empty() ? 1.0 : shares[i];
        const at::Tensor part = m_objective.terms[i].weight * share * cells.terms[i];
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

CellTerms NetworkTrainable::computed(const training::Examples &examples, const Pass &pass, bool training)
{
    applyAdapters();
    const Autocast autocast(m_precision, m_device);
    return compute(examples, pass, training);
}

void NetworkTrainable::backward(const at::Tensor &total) { (m_precision.scaled() ? total * m_scaler.scale() : total).backward(); }

// A step whose scaled gradients left float16's range is skipped, as in torch.amp.GradScaler.
void NetworkTrainable::advance(double learningRate)
{
    if (m_precision.scaled()) {
        const bool finite = m_learner->scaleGradients(1.0 / m_scaler.scale());
        m_scaler.update(finite);
        if (!finite) return;
    }
    m_learner->advance(learningRate, m_clippingNorm);
}

Result<std::vector<double>> NetworkTrainable::step(const std::vector<training::Examples> &views, double learningRate)
{
    return guarded("training", [&]() -> Result<std::vector<double>> {
        if (m_objective.contrast > 0.0) return stepOnViews(views, learningRate);
        const at::Tensor random = m_learner->randomState();
        LEXICELL_TRY(values, withinMemory(views.front(), true, [&] {
                         m_learner->setRandomState(random);
                         return gradientsOf(views.front());
                     }));
        if (finite(values)) advance(learningRate);
        if (m_precision.scaled() && m_scaler.exhausted()) return std::vector<double>(values.size(), std::nan(""));
        return values;
    });
}

// Two views of a cell have the kind of cell in common, but not the choice of visible genes.
Result<std::vector<double>> NetworkTrainable::stepOnViews(const std::vector<training::Examples> &views, double learningRate)
{
    const Pass pass{m_learner->dropout()};
    m_learner->begin();
    const CellTerms first = computed(views.front(), pass, true);
    std::vector<double> values = valuesOf(first);
    if (!finite(values)) return values;
    const CellTerms second = computed(views.back(), pass, true);
    const at::Tensor contrast = contrastiveCells(first.cellVectors, second.cellVectors);
    backward(0.5 * (total(first) + total(second)) + m_objective.contrast * contrast);
    advance(learningRate);
    return values;
}

// With a micro-batch as upstream's scBERT accumulates gradients: a sum of the parts' means, which Adam largely takes back.
std::vector<double> NetworkTrainable::gradientsOf(const training::Examples &examples)
{
    const std::int64_t cells = examples.tokens.cells;
    const std::int64_t group = m_microBatch > 0 ? m_microBatch : cells;
    std::vector<double> means(m_objective.terms.size(), 0.0);
    m_learner->begin();
    for (std::int64_t begin = 0; begin < cells; begin += group) {
        const std::int64_t end = std::min(begin + group, cells);
        const double share = static_cast<double>(end - begin) / static_cast<double>(cells);
        if (!onRows(examples, begin, end, [&](const auto &rows) { return addGradients(rows, share, means); })) break;
    }
    return means;
}

// `share`: of the group in the means. False: a term is not finite, and the means are it.
bool NetworkTrainable::addGradients(const training::Examples &group, double share, std::vector<double> &means)
{
    const std::int64_t cells = group.tokens.cells, size = cellsOfPass(group);
    const Pass pass{m_learner->dropout()};
    for (std::int64_t begin = 0; begin < cells; begin += size) {
        const bool done = onRows(group, begin, std::min(begin + size, cells), [&](const training::Examples &part) {
            const Shares shares = sharesOf(part, group, true);
            const CellTerms terms = computed(part, pass, true);
            const std::vector<double> values = valuesOf(terms);
            if (!finite(values)) {
                means = values;
                return false;
            }
            for (std::size_t i = 0; i < means.size(); ++i) means[i] += share * (shares.empty() ? 1.0 : shares[i]) * values[i];
            backward(total(terms, shares));
            return true;
        });
        if (!done) return false;
    }
    return true;
}

// What the mean of each term is divided by, so that parts of a minibatch add up to it; empty: a term compares cells with each
// other. Squared errors are divided by 1 at least (losses.h).
std::optional<NetworkTrainable::Shares> NetworkTrainable::amountsOf(const training::Examples &examples, bool training) const
{
    if (training && mixesCells()) return std::nullopt;
    Shares amounts;
    for (const training::Term &term : m_objective.terms) {
        double amount = 0.0;
        if (term.name == "ecs") return std::nullopt;
        if (term.name == "dab" || (term.name == "cls" && (!training || m_rule.weights.empty()))) {
            amount = static_cast<double>(examples.tokens.cells);
        } else if (term.name == "cls") {
            for (const std::int64_t label : examples.labels) amount += m_rule.weights[static_cast<std::size_t>(label)];
        } else {
            for (const float weight : examples.weights) amount += weight;
            if (examples.weights.empty())
                amount = static_cast<double>(
                    std::count_if(examples.scored.begin(), examples.scored.end(), [](auto s) { return s != 0; }));
            amount = std::max(amount, 1.0);
        }
        amounts.push_back(amount);
    }
    return amounts;
}

NetworkTrainable::Shares NetworkTrainable::sharesOf(const training::Examples &part, const training::Examples &whole,
                                                    bool training) const
{
    if (part.tokens.cells == whole.tokens.cells) return {};
    Shares shares = amountsOf(part, training).value();
    const Shares all = amountsOf(whole, training).value();
    for (std::size_t i = 0; i < shares.size(); ++i) shares[i] /= all[i];
    return shares;
}

std::int64_t NetworkTrainable::cellsOfPass(const training::Examples &examples) const
{
    const std::int64_t cells = examples.tokens.cells;
    if (m_passTokens == 0) return cells;
    return std::clamp<std::int64_t>(m_passTokens / std::max<std::int64_t>(examples.tokens.tokens, 1), 1, cells);
}

// `work` again and again with fewer cells in a pass, until the memory holds it.
template <class Work> auto NetworkTrainable::withinMemory(const training::Examples &examples, bool training, Work &&work)
    -> Result<decltype(work())>
{
    while (true) {
        try {
            return work();
        } catch (...) {
            if (!currentError("training").is(errors::outOfMemory)) throw;
        }
        if (std::optional<Error> error = makeRoom(examples, training)) return std::move(*error);
    }
}

// After a lack of memory: halves the cells of a pass, or says why it cannot.
std::optional<Error> NetworkTrainable::makeRoom(const training::Examples &examples, bool training)
{
    if (training) m_learner->begin();  // the gradients' memory
    if (m_kept.bytes() > 0) {          // the steps need it more
        m_kept.release();
        return std::nullopt;
    }
    const std::int64_t tokens = std::max<std::int64_t>(examples.tokens.tokens, 1);
    std::int64_t cells = cellsOfPass(examples);
    if (m_microBatch > 0) cells = std::min(cells, m_microBatch);
    const std::string advice = "Use shorter inputs, freeze more layers, or close other programs.";
    if (cells == 1)
        return Error{errors::outOfMemory,
                     "One cell of " + std::to_string(tokens) + " tokens does not fit into the memory in training. " + advice,
                     {},
                     {{"max-length"}}};
    if (!amountsOf(examples, training))
        return Error{errors::outOfMemory,
                     "A minibatch of " + std::to_string(cells) +
                         " cells does not fit into the memory, and this training compares the cells of a minibatch with each "
                         "other, so it cannot be split. Use a smaller batch size or shorter inputs.",
                     {},
                     {{"batch-size"}, {"max-length"}}};
    m_passTokens = cells / 2 * tokens;
    m_notice = "The memory does not hold " + std::to_string(cells) + " cells of " + std::to_string(tokens) +
               " tokens in training, so " + std::to_string(cells / 2) +
               " are computed at a time and their gradients added: the same step, but slower" +
               (m_learner->dropout()->share() > 0.0 ? ", with other draws of dropout." : ".");
    return std::nullopt;
}

Result<training::Evaluation> NetworkTrainable::evaluate(const training::Examples &examples)
{
    return guarded("validating", [&]() -> Result<training::Evaluation> {
        const at::NoGradGuard noGradients;
        return withinMemory(examples, false, [&] { return evaluated(examples); });
    });
}

training::Evaluation NetworkTrainable::evaluated(const training::Examples &examples)
{
    const std::int64_t cells = examples.tokens.cells;
    const std::int64_t group = m_microBatch > 0 ? m_microBatch : cells;
    training::Evaluation all{std::vector<double>(m_objective.terms.size(), 0.0)};
    const auto append = [](std::vector<float> &values, const at::Tensor &tensor) {
        if (!tensor.defined()) return;
        const std::vector<float> added = toVector(tensor);
        values.insert(values.end(), added.begin(), added.end());
    };
    const auto add = [&](const training::Examples &part, const training::Examples &whole, double share) {
        const Shares shares = sharesOf(part, whole, false);
        const CellTerms terms = computed(part, {}, false);
        const std::vector<double> values = valuesOf(terms);
        for (std::size_t i = 0; i < values.size(); ++i) all.terms[i] += share * (shares.empty() ? 1.0 : shares[i]) * values[i];
        append(all.logits, terms.logits);
        append(all.expression, terms.expression);
        if (!examples.tokens.batches.empty() || !examples.tokens.modalities.empty()) append(all.cellVectors, terms.cellVectors);
    };
    for (std::int64_t begin = 0; begin < cells; begin += group) {
        const std::int64_t end = std::min(begin + group, cells);
        onRows(examples, begin, end, [&](const training::Examples &rows) {
            const std::int64_t size = cellsOfPass(rows);
            for (std::int64_t first = 0; first < end - begin; first += size)
                onRows(rows, first, std::min(first + size, end - begin), [&](const training::Examples &part) {
                    add(part, rows, static_cast<double>(end - begin) / static_cast<double>(cells));
                });
        });
    }
    return all;
}

Result<checkpoint::TensorMap> NetworkTrainable::weights() const
{
    return guarded("copying the weights", [&]() -> Result<checkpoint::TensorMap> {
        checkpoint::TensorMap map = m_learner->weights();
        m_lowRank->merge(map);
        return map;
    });
}

// How a lack of memory has divided the minibatches, and the scale of float16's gradients, belong to it: a run that goes on makes
// the same steps.
Result<checkpoint::TensorMap> NetworkTrainable::state() const
{
    return guarded("copying the state of the training", [&]() -> Result<checkpoint::TensorMap> {
        checkpoint::TensorMap map = m_learner->state();
        if (m_passTokens > 0) addNumbers(map, passName, std::vector<std::int64_t>{m_passTokens});
        if (m_precision.scaled()) {
            addNumbers(map, scaleName, std::vector<double>{m_scaler.scale()});
            addNumbers(map, goodStepsName, std::vector<std::int64_t>{m_scaler.goodSteps()});
        }
        return map;
    });
}

Result<void> NetworkTrainable::restore(const checkpoint::TensorMap &state)
{
    using checkpoint::TensorType;
    return guarded("restoring the state of the training", [&]() -> Result<void> {
        m_passTokens = std::max<std::int64_t>(numberIn<std::int64_t>(state, passName, TensorType::Int64).value_or(0), 0);
        if (m_precision.scaled()) {
            const auto scale = numberIn<double>(state, scaleName, TensorType::Float64);
            const auto steps = numberIn<std::int64_t>(state, goodStepsName, TensorType::Int64);
            if (!scale || !steps)
                return Error{errors::missingTensor, "The saved state of the training lacks its loss scale. Start it anew.", {}};
            m_scaler = LossScaler(*scale, *steps);
        }
        return m_learner->restore(state);
    });
}

}  // namespace lexicell::models::nn
