#include "models/families/scbert/network/trainable.h"

#include "models/families/scbert/format/fine_tuning.h"
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
        : NetworkTrainable(request, device), m_network(std::move(network)), m_hides(request.objective.terms.front().name == "mlm")
    {
    }
    Result<void> begin()
    {
        std::vector<nn::NamedPlace> places;
        visitTensors(m_network, [&](const std::string &name, at::Tensor &tensor, const auto &) {
            // fine-tuning does not change gene vectors, and the projections are buffers
            const bool trained = m_hides || name != "pos_emb.emb.weight";
            places.push_back({name, &tensor, trained && !name.ends_with(".projection_matrix")});
        });
        // Released models have no dropout.
        return learn(places, 0.0, static_cast<std::int64_t>(m_network.blocks.size()),
                     [](const std::string &name) { return layerOf(fineTuning().placeOf(name)); });
    }

  protected:
    nn::CellTerms compute(const training::Examples &examples, const nn::Pass &, bool training) override
    {
        const at::Tensor tokens = nn::tensorOf(examples.tokens.values, examples.tokens, at::kLong, device());
        if (m_hides) return {{hiddenLoss(examples, tokens)}};
        const at::Tensor logits = logitsOf(examples, tokens, training);
        return {{lossOfClasses(logits, labelsOf(examples), training)}, {}, logits};
    }

  private:
    at::Tensor logitsOf(const training::Examples &examples, const at::Tensor &tokens, bool training)
    {
        const auto blocks = static_cast<std::size_t>(reusedLayers(examples, training));
        if (blocks == 0) return classLogits(m_network, tokens, KeyMaximum::PerCell);
        const at::Tensor begun = outputsOf(examples, [&](const training::Examples &cell) {
            const at::Tensor own = nn::tensorOf(cell.tokens.values, cell.tokens, at::kLong, device());
            return throughBlocks(m_network, embedTokens(m_network, own), KeyMaximum::PerCell, 0, blocks);
        });
        const at::Tensor x = throughBlocks(m_network, begun, KeyMaximum::PerCell, blocks, m_network.blocks.size());
        return classify(*m_network.classifier, nn::layerNorm(m_network.norm, x)).logits;
    }

    // A cell with low expression alone has no token to hide: its loss is 0.
    at::Tensor hiddenLoss(const training::Examples &examples, const at::Tensor &tokens) const
    {
        const at::Tensor scored = nn::tensorOf(examples.scored, examples.tokens, at::kBool, device());
        if (!scored.any().item<bool>()) return 0.0 * m_network.languageModel->bias.sum();
        const at::Tensor target = nn::tensorOf(examples.target, examples.tokens, at::kLong, device());
        const at::Tensor labels = target.masked_fill(scored.logical_not(), m_network.geometry.maskToken());
        return hiddenTokenLoss(m_network, tokens, labels, KeyMaximum::PerCell).loss;
    }

    Network m_network;
    bool m_hides;  // the term is "mlm"
};

}  // namespace

Result<std::unique_ptr<training::Trainable>> makeTrainable(const training::TrainableRequest &request, JobContext &context)
{
    return nn::guarded("preparing the training", [&]() -> Result<std::unique_ptr<training::Trainable>> {
        LEXICELL_CHECK(training::checkTerms(request.objective, {"cls", "mlm"}));
        if (request.objective.terms.size() != 1) return training::noHead(request.objective.terms.back().name);
        const std::string &term = request.objective.terms.front().name;
        LEXICELL_TRY(device, nn::chooseDevice(request.device));
        nn::useThreads(request.threads);
        LEXICELL_TRY(network, loadNetwork(request.bundle));
        if (context.cancelled()) return cancelled();
        if (term == "cls" ? !network.classifier : !network.languageModel) return training::noHead(term);
        auto trainable = std::make_unique<ScbertTrainable>(std::move(network), request, device);
        LEXICELL_CHECK(trainable->begin());
        return std::unique_ptr<training::Trainable>(std::move(trainable));
    });
}

}  // namespace lexicell::models::scbert
