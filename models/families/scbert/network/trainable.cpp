#include "models/families/scbert/network/trainable.h"

#include "models/families/scbert/network/objective.h"
#include "models/families/scbert/network/parameters.h"
#include "models/nn/device.h"
#include "models/nn/guard.h"
#include "models/nn/network_trainable.h"

namespace lexicell::models::scbert {

namespace {

class ScbertTrainable : public nn::NetworkTrainable {
  public:
    ScbertTrainable(Network network, const training::TrainableRequest &request, at::Device device)
        : NetworkTrainable(request, device), m_network(std::move(network))
    {
    }
    Result<void> begin()
    {
        std::vector<nn::NamedPlace> places;
        visitTensors(m_network, [&](const std::string &name, at::Tensor &tensor, const auto &) {
            // upstream never trains gene2vec, and the projections are buffers
            places.push_back({name, &tensor, name != "pos_emb.emb.weight" && !name.ends_with(".projection_matrix")});
        });
        return learn(places, 0.0);  // released models have no dropout
    }

  protected:
    nn::CellTerms compute(const training::Examples &examples, const nn::Pass &, bool training) override
    {
        const at::Tensor tokens = nn::tensorOf(examples.tokens.values, examples.tokens, at::kLong, device());
        const at::Tensor logits = classLogits(m_network, tokens, KeyMaximum::PerCell);
        return {{lossOfClasses(logits, labelsOf(examples), training)}, {}, logits};
    }

  private:
    Network m_network;
};

}  // namespace

Result<std::unique_ptr<training::Trainable>> makeTrainable(const training::TrainableRequest &request, JobContext &context)
{
    return nn::guarded("preparing the training", [&]() -> Result<std::unique_ptr<training::Trainable>> {
        LEXICELL_CHECK(training::checkTerms(request.objective, {"cls"}));
        LEXICELL_TRY(device, nn::chooseDevice(request.device));
        nn::useThreads(request.threads);
        LEXICELL_TRY(network, loadNetwork(request.bundle));
        if (context.cancelled()) return cancelled();
        if (!network.classifier) return training::noHead("cls");
        auto trainable = std::make_unique<ScbertTrainable>(std::move(network), request, device);
        LEXICELL_CHECK(trainable->begin());
        return std::unique_ptr<training::Trainable>(std::move(trainable));
    });
}

}  // namespace lexicell::models::scbert
