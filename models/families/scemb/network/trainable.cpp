#include "models/families/scemb/network/trainable.h"

#include "models/families/scemb/network/objective.h"
#include "models/families/scemb/network/parameters.h"
#include "models/nn/device.h"
#include "models/nn/guard.h"
#include "models/nn/network_trainable.h"

namespace lexicell::models::scemb {

namespace {

class ScembTrainable : public nn::NetworkTrainable {
  public:
    ScembTrainable(Network network, const training::TrainableRequest &request, at::Device device)
        : NetworkTrainable(request, device), m_network(std::move(network))
    {
    }
    Result<void> begin()
    {
        std::vector<nn::NamedPlace> places;
        visitParameters(m_network, [&](const std::string &name, at::Tensor &tensor, const auto &) {
            places.push_back({name, &tensor, true});
        });
        return learn(places, 0.0);  // the settings name no dropout
    }

  protected:
    nn::CellTerms compute(const training::Examples &examples, const nn::Pass &pass, bool training) override
    {
        const TokenBatch &batch = examples.tokens;
        const at::Tensor padding = nn::tensorOf(batch.padding, batch, at::kBool, device());
        const at::Tensor hidden =
            encodeCells(m_network, nn::tensorOf(batch.genes, batch, at::kLong, device()),
                        nn::tensorOf(batch.values, batch, at::kLong, device()), nn::attentionMask(padding), pass);
        const at::Tensor cells = meanOfTokens(hidden, padding);
        const at::Tensor logits = classLogits(m_network, cells);
        return {{lossOfClasses(logits, labelsOf(examples), training)}, cells, logits};
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
        LEXICELL_TRY(config, readConfig(request.bundle));
        LEXICELL_TRY(network, loadNetwork(request.bundle, config));
        if (context.cancelled()) return cancelled();
        if (!network.classes) return training::noHead("cls");
        auto trainable = std::make_unique<ScembTrainable>(std::move(network), request, device);
        LEXICELL_CHECK(trainable->begin());
        return std::unique_ptr<training::Trainable>(std::move(trainable));
    });
}

}  // namespace lexicell::models::scemb
