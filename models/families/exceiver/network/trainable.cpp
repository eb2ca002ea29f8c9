#include "models/families/exceiver/network/trainable.h"

#include "models/families/exceiver/network/objective.h"
#include "models/families/exceiver/network/parameters.h"
#include "models/nn/device.h"
#include "models/nn/guard.h"
#include "models/nn/network_trainable.h"

#include <algorithm>

namespace lexicell::models::exceiver {

namespace {

// The positions of each cell's hidden genes, filled up with 0 to the most of any cell.
struct Hidden {
    at::Tensor places;   // [cells x hidden] int64
    at::Tensor counted;  // [cells x hidden] bool
};

Hidden hiddenOf(const training::Examples &examples)
{
    const TokenBatch &batch = examples.tokens;
    const auto tokens = static_cast<std::size_t>(batch.tokens);
    std::vector<std::vector<std::int64_t>> places(static_cast<std::size_t>(batch.cells));
    std::size_t most = 0;
    for (std::size_t cell = 0; cell < places.size(); ++cell) {
        for (std::size_t i = 0; i < tokens; ++i)
            if (examples.scored[cell * tokens + i] != 0) places[cell].push_back(static_cast<std::int64_t>(i));
        most = std::max(most, places[cell].size());
    }
    const auto width = static_cast<std::int64_t>(most);
    Hidden hidden{at::zeros({batch.cells, width}, at::TensorOptions(at::kLong)),
                  at::zeros({batch.cells, width}, at::TensorOptions(at::kBool))};
    auto *place = hidden.places.mutable_data_ptr<std::int64_t>();
    auto *counted = hidden.counted.mutable_data_ptr<bool>();
    for (std::size_t cell = 0; cell < places.size(); ++cell) {
        std::copy(places[cell].begin(), places[cell].end(), place + cell * most);
        std::fill_n(counted + cell * most, places[cell].size(), true);
    }
    return hidden;
}

class ExceiverTrainable : public nn::NetworkTrainable {
  public:
    ExceiverTrainable(Network network, const training::TrainableRequest &request, at::Device device)
        : NetworkTrainable(request, device), m_network(std::move(network)), m_terms(request.objective.terms)
    {
    }
    Result<void> begin()
    {
        std::vector<nn::NamedPlace> places;
        visitParameters(m_network, [&](const std::string &name, at::Tensor &tensor, const auto &) {
            places.push_back({name, &tensor, true});
        });
        return learn(places, m_network.config.dropout);
    }

  protected:
    // In training the class is told from the cell with hidden genes, as upstream does; in validation from the whole cell, as in
    // use.
    nn::CellTerms compute(const training::Examples &examples, const nn::Pass &pass, bool training) override
    {
        const bool hides = std::any_of(examples.scored.begin(), examples.scored.end(), [](auto scored) { return scored != 0; });
        const CellInput whole = inputOf(examples.tokens);
        MaskedLosses masked;
        if (hides) masked = maskedLosses(m_network, hiddenBatch(examples, whole), pass);
        nn::CellTerms result;
        for (const training::Term &term : m_terms) {
            if (term.name == "mse") {
                result.terms.push_back(hides ? masked.squaredError : at::zeros({}, m_network.queries.options()));
                continue;
            }
            const at::Tensor latents =
                hides && training ? masked.latents : process(m_network, encode(m_network, whole, pass), pass);
            result.logits = classify(m_network, latents, pass);
            result.terms.push_back(lossOfClasses(result.logits, labelsOf(examples), training));
        }
        return result;
    }

  private:
    CellInput inputOf(const TokenBatch &batch) const
    {
        return {nn::tensorOf(batch.genes, batch, at::kLong, device()), nn::tensorOf(batch.values, batch, at::kFloat, device()),
                nn::tensorOf(batch.undetected, batch, at::kFloat, device())};
    }

    // Hidden genes have the mask row as id, the value 1 and no bias.
    MaskedBatch hiddenBatch(const training::Examples &examples, const CellInput &whole) const
    {
        const at::Tensor scored = nn::tensorOf(examples.scored, examples.tokens, at::kBool, device());
        const Hidden hidden = hiddenOf(examples);
        const at::Tensor places = hidden.places.to(device());
        MaskedBatch batch;
        batch.input = {whole.ids.masked_fill(scored, m_network.config.maskRow()), whole.values.masked_fill(scored, 1.0),
                       whole.keyBias.masked_fill(scored, 0.0)};
        batch.targets = whole.ids.gather(1, places);
        batch.targetValues = whole.values.gather(1, places);
        batch.counted = hidden.counted.to(device());
        return batch;
    }

    Network m_network;
    std::vector<training::Term> m_terms;
};

}  // namespace

Result<std::unique_ptr<training::Trainable>> makeTrainable(const training::TrainableRequest &request, JobContext &context)
{
    return nn::guarded("preparing the training", [&]() -> Result<std::unique_ptr<training::Trainable>> {
        LEXICELL_CHECK(training::checkTerms(request.objective, {"cls", "mse"}));
        LEXICELL_TRY(device, nn::chooseDevice(request.device));
        nn::useThreads(request.threads);
        LEXICELL_TRY(config, readConfig(request.bundle));
        LEXICELL_TRY(network, loadNetwork(request.bundle, config));
        if (context.cancelled()) return cancelled();
        const bool classes = std::any_of(request.objective.terms.begin(), request.objective.terms.end(),
                                         [](const auto &term) { return term.name == "cls"; });
        if (classes && !network.classes) return training::noHead("cls");
        auto trainable = std::make_unique<ExceiverTrainable>(std::move(network), request, device);
        LEXICELL_CHECK(trainable->begin());
        return std::unique_ptr<training::Trainable>(std::move(trainable));
    });
}

}  // namespace lexicell::models::exceiver
