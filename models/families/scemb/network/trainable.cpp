#include "models/families/scemb/network/trainable.h"

#include "models/families/scemb/format/fine_tuning.h"
#include "models/families/scemb/network/objective.h"
#include "models/families/scemb/network/parameters.h"
#include "models/nn/device.h"
#include "models/nn/guard.h"
#include "models/nn/network_trainable.h"

#include <algorithm>

namespace lexicell::models::scemb {

namespace {

class ScembTrainable : public nn::NetworkTrainable {
  public:
    ScembTrainable(Network network, const training::TrainableRequest &request, at::Device device)
        : NetworkTrainable(request, device), m_network(std::move(network)), m_terms(request.objective.terms)
    {
    }
    Result<void> begin()
    {
        std::vector<nn::NamedPlace> places;
        visitParameters(m_network, [&](const std::string &name, at::Tensor &tensor, const auto &) {
            places.push_back({name, &tensor, true});
        });
        // The settings name no dropout.
        return learn(places, 0.0, static_cast<std::int64_t>(m_network.layers.size()),
                     [](const std::string &name) { return layerOf(fineTuning().placeOf(name)); });
    }

  protected:
    nn::CellTerms compute(const training::Examples &examples, const nn::Pass &pass, bool training) override
    {
        const TokenBatch &tokens = examples.tokens;
        MaskedBatch batch;
        batch.genes = nn::tensorOf(tokens.genes, tokens, at::kLong, device());
        batch.bins = nn::tensorOf(tokens.values, tokens, at::kLong, device());
        batch.padding = nn::tensorOf(tokens.padding, tokens, at::kBool, device());
        batch.hidden = nn::tensorOf(examples.scored, tokens, at::kBool, device());
        nn::CellTerms result;
        for (const training::Term &term : m_terms) {
            if (term.name == "mlm") {
                result.terms.push_back(maskedLoss(predictHidden(m_network, batch, pass)));
                continue;
            }
            const at::Tensor encoded = encodedCells(examples, batch, pass, training);
            result.cellVectors = meanOfTokens(encoded, batch.padding);
            result.logits = classLogits(m_network, result.cellVectors);
            result.terms.push_back(lossOfClasses(result.logits, labelsOf(examples), training));
        }
        return result;
    }

  private:
    at::Tensor encodedCells(const training::Examples &examples, const MaskedBatch &batch, const nn::Pass &pass, bool training)
    {
        const at::Tensor mask = nn::attentionMask(batch.padding);
        const auto layers = static_cast<std::size_t>(reusedLayers(examples, training));
        if (layers == 0) return encodeCells(m_network, batch.genes, batch.bins, mask, pass);
        const at::Tensor begun = outputsOf(examples, [&](const training::Examples &cell) {
            const at::Tensor genes = nn::tensorOf(cell.tokens.genes, cell.tokens, at::kLong, device());
            const at::Tensor bins = nn::tensorOf(cell.tokens.values, cell.tokens, at::kLong, device());
            return throughLayers(m_network, embedTokens(m_network, genes, bins), {}, {}, 0, layers);
        });
        return finish(m_network, throughLayers(m_network, begun, mask, pass, layers, m_network.layers.size()));
    }

    Network m_network;
    std::vector<training::Term> m_terms;
};

}  // namespace

Result<std::unique_ptr<training::Trainable>> makeTrainable(const training::TrainableRequest &request, JobContext &context)
{
    return nn::guarded("preparing the training", [&]() -> Result<std::unique_ptr<training::Trainable>> {
        LEXICELL_CHECK(training::checkTerms(request.objective, {"cls", "mlm"}));
        LEXICELL_TRY(device, nn::chooseDevice(request.device));
        nn::useThreads(request.threads);
        LEXICELL_TRY(config, readConfig(request.bundle));
        LEXICELL_TRY(network, loadNetwork(request.bundle, config));
        if (context.cancelled()) return cancelled();
        const bool classes = std::any_of(request.objective.terms.begin(), request.objective.terms.end(),
                                         [](const auto &term) { return term.name == "cls"; });
        if (classes && !network.classes) return training::noHead("cls");
        auto trainable = std::make_unique<ScembTrainable>(std::move(network), request, device);
        LEXICELL_CHECK(trainable->begin());
        return std::unique_ptr<training::Trainable>(std::move(trainable));
    });
}

}  // namespace lexicell::models::scemb
