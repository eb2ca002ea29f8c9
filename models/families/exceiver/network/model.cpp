#include "models/families/exceiver/network/model.h"

#include "core/base/parallel.h"
#include "models/contracts/cell_variants.h"
#include "models/families/exceiver/network/encoder.h"
#include "models/families/exceiver/network/variants.h"
#include "models/nn/device.h"
#include "models/nn/guard.h"
#include "models/nn/tensor_bridge.h"

#include <ATen/core/grad_mode.h>

#include <algorithm>

namespace lexicell::models::exceiver {

namespace {

// Cells between two checks for cancelling; more than the cores of a machine, so that no core waits long.
constexpr std::int64_t cellsPerPass = 64;
// Genes decoded per step, so that memory does not grow with the model's genes.
constexpr std::int64_t targetsPerPass = 2048;

class Abilities : public CellEncoder,
                  public VariantEncoder,
                  public ChangeGradients,
                  public GeneVectors,
                  public ExpressionDecoder,
                  public CellClassifier,
                  public GeneAttention {
  public:
    Abilities(Network network, at::Device device, int threads) : m_encoder(std::move(network), device), m_threads(threads) {}

    std::int64_t width() const override { return m_encoder.network().config.geneWidth; }
    std::int64_t classes() const override { return m_encoder.network().config.classes; }
    const char *unit() const override { return "z + 1"; }

    Result<std::vector<float>> encodeCells(const TokenBatch &batch, JobContext &context) const override
    {
        return overCells("embedding cells", batch, context, [](const at::Tensor &latents, std::int64_t) { return latents; });
    }

    Result<std::vector<float>> encodeVariants(const TokenBatch &cell, const TokenBatch &variants,
                                              JobContext &context) const override
    {
        return nn::guarded("embedding variants of a cell", [&]() -> Result<std::vector<float>> {
            nn::useThreads(m_threads);
            return nn::toVector(variantLatents(m_encoder, {cell, variants}, context));
        });
    }

    bool ranks(ChangeKind kind) const override { return kind == ChangeKind::Zero || kind == ChangeKind::Mask; }
    Result<std::vector<float>> firstOrder(const TokenBatch &cell, ChangeKind kind, const std::vector<float> &directions,
                                          JobContext &context) const override
    {
        return nn::guarded("ranking genes", [&]() -> Result<std::vector<float>> {
            nn::useThreads(m_threads);
            const Config &config = m_encoder.network().config;
            const at::Tensor along =
                at::tensor(directions, at::TensorOptions(at::kFloat)).view({-1, config.queries * config.width});
            return nn::toVector(firstOrderChanges(m_encoder, cell, kind, along.to(m_encoder.device()), context));
        });
    }

    Result<std::vector<float>> classify(const TokenBatch &batch, JobContext &context) const override
    {
        return overCells("classifying cells", batch, context, [&](const at::Tensor &latents, std::int64_t) {
            return exceiver::classify(m_encoder.network(), latents, {});
        });
    }

    Result<ExpressionPrediction> predictExpression(const TokenBatch &batch, JobContext &context) const override
    {
        LEXICELL_TRY(values,
                     overCells("predicting expression", batch, context,
                               [&](const at::Tensor &latents, std::int64_t begin) { return predict(batch, latents, begin); }));
        for (std::size_t i = 0; i < batch.padding.size(); ++i)
            if (batch.padding[i]) values[i] = 0.0F;
        ExpressionPrediction prediction;
        prediction.values = std::move(values);
        return prediction;
    }

    Result<std::vector<float>> geneVectors(const std::vector<std::int64_t> &ids, JobContext &) const override
    {
        return nn::guarded("reading gene vectors", [&]() -> Result<std::vector<float>> {
            const at::Tensor rows = at::tensor(ids, at::TensorOptions(at::kLong)).to(m_encoder.device());
            return nn::toVector(m_encoder.network().genes.index_select(0, rows));
        });
    }

    Result<std::vector<float>> geneAttention(const TokenBatch &batch, JobContext &context) const override
    {
        return nn::guarded("reading the attention", [&]() -> Result<std::vector<float>> {
            const at::NoGradGuard noGradients;
            nn::useThreads(m_threads);
            std::vector<float> result(static_cast<std::size_t>(batch.cells * batch.tokens), 0.0F);
            for (std::int64_t cell = 0; cell < batch.cells; ++cell) {
                if (context.cancelled()) return cancelled();
                const Tokens tokens = m_encoder.tokens(batch, cell);
                if (tokens.ids.size(0) == 0) continue;
                const std::vector<float> attention = nn::toVector(meanEncoderAttention(
                    m_encoder.network(), {tokens.ids.unsqueeze(0), tokens.values.unsqueeze(0), tokens.keyBias.unsqueeze(0)}));
                auto from = attention.begin();
                for (auto at = static_cast<std::size_t>(cell * batch.tokens); from != attention.end(); ++at)
                    if (batch.padding.empty() || !batch.padding[at]) result[at] = *from++;
            }
            return result;
        });
    }

  private:
    // The rows that `read` makes from the final latents of each step's cells, for all cells of the batch.
    template <class Read>
    Result<std::vector<float>> overCells(const char *doing, const TokenBatch &batch, JobContext &context, Read &&read) const
    {
        return nn::guarded(doing, [&]() -> Result<std::vector<float>> {
            const at::NoGradGuard noGradients;
            nn::useThreads(m_threads);
            std::vector<float> result;
            for (std::int64_t begin = 0; begin < batch.cells; begin += cellsPerPass) {
                const std::int64_t end = std::min(begin + cellsPerPass, batch.cells);
                const std::vector<float> rows = nn::toVector(read(m_encoder.latents(batch, begin, end, context), begin));
                result.insert(result.end(), rows.begin(), rows.end());
            }
            return result;
        });
    }

    at::Tensor predict(const TokenBatch &batch, const at::Tensor &latents, std::int64_t begin) const
    {
        const Network &network = m_encoder.network();
        const at::TensorOptions ids = latents.options().dtype(at::kLong);
        const bool allGenes = batch.tokens == network.config.genes;
        at::Tensor targets = at::arange(batch.tokens, ids).unsqueeze(0);
        if (!allGenes) {
            targets = at::empty({latents.size(0), batch.tokens}, at::TensorOptions(at::kLong));
            std::copy_n(batch.genes.begin() + static_cast<std::ptrdiff_t>(begin * batch.tokens), targets.numel(),
                        targets.mutable_data_ptr<std::int64_t>());
            targets = targets.to(ids);
        }
        std::vector<at::Tensor> parts;
        for (std::int64_t first = 0; first < batch.tokens; first += targetsPerPass) {
            const at::Tensor some = targets.slice(1, first, std::min(first + targetsPerPass, batch.tokens));
            parts.push_back(predictValues(network, decode(network, latents, some, {})));
        }
        return at::cat(parts, 1);
    }

    Encoder m_encoder;
    int m_threads;
};

}  // namespace

Result<LoadedModel> load(const checkpoint::Bundle &bundle, const ComputeOptions &compute, JobContext &context)
{
    return nn::guarded("opening " + bundle.file.string(), [&]() -> Result<LoadedModel> {
        LEXICELL_TRY(config, readConfig(bundle));
        LEXICELL_TRY(network, loadNetwork(bundle, config));
        if (context.cancelled()) return cancelled();
        LEXICELL_TRY(device, nn::chooseDevice(compute.device));
        nn::useThreads(compute.threads);

        LoadedModel model;
        model.compute = {nn::toString(device), "fp32", threadCount(compute.threads)};
        const auto abilities = std::make_shared<Abilities>(std::move(network), device, compute.threads);
        model.cells = abilities;
        model.genes = abilities;
        model.expression = abilities;
        model.geneAttention = abilities;
        if (config.classes > 0) model.classifier = abilities;
        return model;
    });
}

}  // namespace lexicell::models::exceiver
