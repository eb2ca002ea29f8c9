// A family's network as training::Trainable. Steps, parts of minibatches, adapters and the state that a run carries are the same
// for all; a family computes the terms of some cells.
#pragma once

#include "models/nn/learner.h"
#include "models/nn/low_rank.h"
#include "models/nn/attention.h"
#include "models/training/trainable.h"

#include <ATen/ATen.h>

#include <optional>
#include <vector>

namespace lexicell::models::nn {

struct CellTerms {
    std::vector<at::Tensor> terms;  // scalars, in the objective's order
    at::Tensor cellVectors{};       // for a contrastive objective
    at::Tensor logits{};            // [cells x classes]; undefined: no classes
    at::Tensor expression{};        // [cells x tokens] after a perturbation; undefined: no perturbation
};

class NetworkTrainable : public training::Trainable {
  public:
    Result<std::vector<double>> step(const std::vector<training::Examples> &views, double learningRate) override;
    Result<training::Evaluation> evaluate(const training::Examples &examples) override;
    Result<checkpoint::TensorMap> weights() const override;
    Result<checkpoint::TensorMap> state() const override;
    Result<void> restore(const checkpoint::TensorMap &state) override;

  protected:
    NetworkTrainable(const training::TrainableRequest &request, at::Device device);

    // Gives every tensor of the network memory of its own, since those of a checkpoint may lie in a mapped file, and begins to
    // learn. To be called once, when the network has its final address. Error class: bad_option (an adapter for no tensor).
    Result<void> learn(const std::vector<NamedPlace> &places, double dropout);

    // `training`: with dropout, class weights and smoothing. May throw.
    virtual CellTerms compute(const training::Examples &examples, const Pass &pass, bool training) = 0;

    // The class loss by the request's rule, or plain.
    at::Tensor lossOfClasses(const at::Tensor &logits, const at::Tensor &labels, bool training) const;
    at::Device device() const { return m_device; }
    at::Tensor labelsOf(const training::Examples &examples) const;  // [cells] int64

  private:
    at::Tensor total(const CellTerms &cells) const;
    std::vector<double> valuesOf(const CellTerms &cells) const;
    Result<std::vector<double>> stepInParts(const training::Examples &examples, double learningRate);
    void applyAdapters();

    training::Objective m_objective;
    training::ClassRule m_rule;
    training::Adapters m_adapters;
    training::OptimizerRule m_optimizer;
    std::vector<std::string> m_frozen;
    double m_clippingNorm;
    std::int64_t m_microBatch;
    std::uint64_t m_seed;
    at::Device m_device;
    at::Tensor m_classWeights;
    std::optional<LowRank> m_lowRank;
    std::optional<Learner> m_learner;
};

// Values of a minibatch on the device, [cells x tokens]; undefined for an empty list.
template <class T>
at::Tensor tensorOf(const std::vector<T> &values, const TokenBatch &batch, at::ScalarType type, at::Device device)
{
    if (values.empty()) return {};
    auto *data = const_cast<T *>(values.data());
    return at::from_blob(data, {batch.cells, batch.tokens}, at::TensorOptions(at::CppTypeToScalarType<T>::value))
        .to(device, type, false, true);
}

}  // namespace lexicell::models::nn
