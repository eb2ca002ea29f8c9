// A family's network as training::Trainable. Steps, parts of minibatches, adapters, frozen layers and the state that a run
// carries are the same for all; a family computes the terms of some cells.
#pragma once

#include "models/nn/attention.h"
#include "models/nn/frozen_outputs.h"
#include "models/nn/learner.h"
#include "models/nn/loss_scaler.h"
#include "models/nn/low_rank.h"
#include "models/nn/mixed_precision.h"
#include "models/training/trainable.h"

#include <ATen/ATen.h>

#include <functional>
#include <optional>
#include <string>
#include <utility>
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
    std::string takeNotice() override { return std::exchange(m_notice, {}); }
    Result<checkpoint::TensorMap> weights() const override;
    Result<checkpoint::TensorMap> state() const override;
    Result<void> restore(const checkpoint::TensorMap &state) override;

    const FrozenOutputs &frozenOutputs() const { return m_kept; }

  protected:
    NetworkTrainable(const training::TrainableRequest &request, at::Device device);

    // Where a tensor lies: -1 before the layers, the number of its layer, or the largest number behind them.
    using LayerOf = std::function<std::int64_t(const std::string &name)>;
    // Gives every tensor of the network memory of its own, since those of a checkpoint may lie in a mapped file, and begins to
    // learn. To be called once, when the network has its final address. `layers`: how many it has; 0: it cannot begin behind some
    // of them. Error classes: bad_option (an adapter for no tensor, a precision that the device does not have).
    Result<void> learn(const std::vector<NamedPlace> &places, double dropout, std::int64_t layers = 0,
                       const LayerOf &layerOf = {});

    // `training`: with dropout, class weights and smoothing. May throw.
    virtual CellTerms compute(const training::Examples &examples, const Pass &pass, bool training) = 0;
    // Whether a cell's terms depend on the other cells of its minibatch in training (a batch norm). Such a minibatch is never
    // computed in parts, and no output of its layers is kept.
    virtual bool mixesCells() const { return false; }

    // Layers whose output is kept for these cells; 0: none. The terms then begin with frozenOutputs().
    std::int64_t reusedLayers(const training::Examples &examples, bool training) const;
    at::Tensor outputsOf(const training::Examples &examples, const FrozenOutputs::Layers &layers)
    {
        return m_kept.of(examples, m_device, layers);
    }

    // The class loss by the request's rule, or plain.
    at::Tensor lossOfClasses(const at::Tensor &logits, const at::Tensor &labels, bool training) const;
    at::Device device() const { return m_device; }
    at::Tensor labelsOf(const training::Examples &examples) const;  // [cells] int64

  private:
    using Shares = std::vector<double>;  // of a minibatch's terms, in the objective's order; empty: all of it

    at::Tensor total(const CellTerms &cells, const Shares &shares = {}) const;
    std::vector<double> valuesOf(const CellTerms &cells) const;
    CellTerms computed(const training::Examples &examples, const Pass &pass, bool training);
    void backward(const at::Tensor &total);
    void advance(double learningRate);
    Result<std::vector<double>> stepOnViews(const std::vector<training::Examples> &views, double learningRate);
    std::vector<double> gradientsOf(const training::Examples &examples);
    bool addGradients(const training::Examples &group, double share, std::vector<double> &means);
    training::Evaluation evaluated(const training::Examples &examples);
    std::int64_t cellsOfPass(const training::Examples &examples) const;
    std::optional<Shares> amountsOf(const training::Examples &examples, bool training) const;
    Shares sharesOf(const training::Examples &part, const training::Examples &whole, bool training) const;
    template <class Work> auto withinMemory(const training::Examples &examples, bool training, Work &&work)
        -> Result<decltype(work())>;
    std::optional<Error> makeRoom(const training::Examples &examples, bool training);
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
    std::string m_wantedPrecision;
    TrainingPrecision m_precision;
    LossScaler m_scaler;
    training::FrozenReuse m_reuse;
    FrozenOutputs m_kept;
    std::int64_t m_frozenLayers = 0;
    std::int64_t m_passTokens = 0;  // of a pass at most, as memory has shown; 0: it has not
    std::string m_notice;
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
