#include "models/nn/learner.h"

#include "models/nn/device.h"
#include "models/nn/tensor_bridge.h"

#include <ATen/core/grad_mode.h>

#include <cstring>
#include <memory>
#include <utility>

namespace lexicell::models::nn {

namespace {

using checkpoint::Tensor;
using checkpoint::TensorMap;
using checkpoint::TensorType;

std::vector<at::Tensor> trained(const std::vector<NamedTensor> &weights)
{
    std::vector<at::Tensor> list;
    for (const NamedTensor &weight : weights) {
        at::Tensor tensor = weight.tensor;
        if (weight.trained) list.push_back(tensor.set_requires_grad(true));
    }
    return list;
}

// The state of this type, or an error that names it.
Result<Tensor> find(const TensorMap &state, const std::string &name, TensorType type, const std::vector<std::int64_t> &shape)
{
    const Tensor *tensor = state.find(name);
    if (!tensor) return Error{errors::missingTensor, "The saved state of the training lacks " + name + ". Start it anew.", {}};
    if (tensor->type != type || tensor->shape != shape)
        return Error{errors::shapeMismatch,
                     "The saved state of the training has " + name + " of shape " + checkpoint::toString(tensor->shape) +
                         ", and " + checkpoint::toString(shape) + " is needed. Start it anew.",
                     {}};
    return *tensor;
}

Result<at::Tensor> findLike(const TensorMap &state, const std::string &name, const at::Tensor &like)
{
    LEXICELL_TRY(tensor, find(state, name, TensorType::Float32, like.sizes().vec()));
    return toTorch(tensor).to(like.device(), like.scalar_type(), false, true);
}

// LibTorch's generator for the CPU reads its 624 numbers from `next` on, left − 1 times, before it makes new ones, and checks
// only each of the two. Its bytes begin: seed (8), left (4), seeded (4), next (8). Source: CPUGeneratorImpl.cpp and
// MT19937RNGEngine.h of LibTorch 2.13.
bool isSound(const Tensor &generator)
{
    constexpr std::uint64_t numbers = 624;
    std::uint32_t left = 0;
    std::uint64_t next = 0;
    if (generator.byteSize() < 24) return false;
    std::memcpy(&left, generator.data + 8, sizeof left);
    std::memcpy(&next, generator.data + 16, sizeof next);
    return left >= 1 && left <= numbers && next <= numbers && left - 1 + next <= numbers;
}

}  // namespace

Learner::Learner(std::vector<NamedTensor> weights, double dropout, at::Device device, std::uint64_t dropoutSeed,
                 const AdamOptions &options)
    : m_weights(std::move(weights)), m_generator(makeGenerator(device, dropoutSeed)), m_dropout(dropout, m_generator),
      m_adam(trained(m_weights), options)
{
}

void Learner::advance(double learningRate, double clippingNorm)
{
    if (clippingNorm > 0.0) m_adam.clipGradients(clippingNorm);
    m_adam.setLearningRate(learningRate);
    m_adam.step();
}

TensorMap Learner::weights() const
{
    TensorMap map;
    for (const NamedTensor &weight : m_weights) addTo(map, weight.name, weight.tensor);
    return map;
}

TensorMap Learner::state() const
{
    TensorMap map;
    std::vector<std::int64_t> steps;
    auto moments = m_adam.moments().begin();
    for (const NamedTensor &weight : m_weights) {
        addTo(map, "weight/" + weight.name, weight.tensor);
        if (!weight.trained) continue;
        steps.push_back(moments->steps);
        if (moments->mean.defined()) {
            addTo(map, "mean/" + weight.name, moments->mean);
            addTo(map, "squares/" + weight.name, moments->squares);
        }
        ++moments;
    }
    addNumbers(map, "steps", std::move(steps));
    const at::Tensor generator = m_generator.get_state().contiguous();
    const auto *bytes = generator.const_data_ptr<std::uint8_t>();
    addNumbers(map, "dropout", std::vector<std::uint8_t>(bytes, bytes + generator.numel()));
    return map;
}

Result<std::vector<Adam::Moments>> Learner::readMoments(const TensorMap &state) const
{
    std::vector<Adam::Moments> all;
    LEXICELL_TRY(steps, find(state, "steps", TensorType::Int64, {static_cast<std::int64_t>(m_adam.moments().size())}));
    for (const NamedTensor &weight : m_weights) {
        if (!weight.trained) continue;
        Adam::Moments moments;
        std::memcpy(&moments.steps, steps.data + all.size() * sizeof moments.steps, sizeof moments.steps);
        if (moments.steps > 0) {
            LEXICELL_TRY(mean, findLike(state, "mean/" + weight.name, weight.tensor));
            LEXICELL_TRY(squares, findLike(state, "squares/" + weight.name, weight.tensor));
            moments.mean = mean;
            moments.squares = squares;
        }
        all.push_back(std::move(moments));
    }
    return all;
}

Result<void> Learner::restore(const TensorMap &state)
{
    const at::NoGradGuard noGradients;
    LEXICELL_TRY(moments, readMoments(state));
    const at::Tensor now = m_generator.get_state();
    LEXICELL_TRY(bytes, find(state, "dropout", TensorType::UInt8, {now.numel()}));
    if (m_generator.device().is_cpu() && !isSound(bytes))
        return Error{errors::corruptData, "The saved state of the random numbers is damaged. Start the training anew.", {}};
    for (const NamedTensor &weight : m_weights) {
        LEXICELL_TRY(value, findLike(state, "weight/" + weight.name, weight.tensor));
        weight.tensor.detach().copy_(value);
    }
    at::Tensor generator = at::empty(now.sizes(), now.options());
    std::memcpy(generator.mutable_data_ptr<std::uint8_t>(), bytes.data, bytes.byteSize());
    m_generator.set_state(generator);
    m_adam.setMoments(std::move(moments));
    return {};
}

}  // namespace lexicell::models::nn
