#include "models/families/scgpt/network/network_abilities.h"

#include "models/nn/guard.h"
#include "models/families/scgpt/network/forward.h"
#include "models/families/scgpt/network/objective.h"

#include <algorithm>
#include <optional>

namespace lexicell::models::scgpt {

namespace {

class TokenVectors : public TokenEncoder {
  public:
    explicit TokenVectors(SharedEvaluator evaluator) : m_evaluator(std::move(evaluator)) {}

    std::int64_t width() const override { return m_evaluator->network().config.embeddingSize; }

    Result<std::vector<float>> encodeTokens(const TokenBatch &batch, JobContext &context) const override
    {
        TokenResult result(batch, width());
        LEXICELL_CHECK(
            m_evaluator->forEach({"embedding tokens", Depth::Hidden}, batch, context,
                                 [&](const nn::TokenTensors &tokens, std::int64_t begin, std::int64_t) {
                                     const Outputs out = forward(m_evaluator->network(), tokens, {}, {nullptr, true, &context});
                                     result.place(out.hidden, tokens.padding, begin);
                                 }));
        return result.take();
    }

  private:
    SharedEvaluator m_evaluator;
};

class GeneTable : public GeneVectors {
  public:
    explicit GeneTable(SharedEvaluator evaluator) : m_evaluator(std::move(evaluator)) {}

    std::int64_t width() const override { return m_evaluator->network().config.embeddingSize; }

    Result<std::vector<float>> geneVectors(const std::vector<std::int64_t> &ids, JobContext &context) const override
    {
        constexpr std::int64_t genesPerPass = 8192;
        return nn::guarded("reading gene embeddings", [&]() -> Result<std::vector<float>> {
            TokenBatch batch;
            batch.genes = ids;
            LEXICELL_CHECK(checkBatch(m_evaluator->network(), batch, Depth::Genes));
            const at::NoGradGuard noGradients;
            std::vector<float> vectors;
            const auto count = static_cast<std::int64_t>(ids.size());
            vectors.reserve(static_cast<std::size_t>(count * width()));
            for (std::int64_t begin = 0; begin < count; begin += genesPerPass) {
                if (context.cancelled()) return cancelled();
                const std::int64_t size = std::min(genesPerPass, count - begin);
                const at::Tensor piece = at::tensor(
                    at::ArrayRef<std::int64_t>(ids.data() + begin, static_cast<std::size_t>(size)), at::TensorOptions(at::kLong));
                const auto rows = nn::toVector(encodeGenes(m_evaluator->network(), piece.to(m_evaluator->device())));
                vectors.insert(vectors.end(), rows.begin(), rows.end());
            }
            return vectors;
        });
    }

  private:
    SharedEvaluator m_evaluator;
};

class Expression : public models::ExpressionDecoder {
  public:
    explicit Expression(SharedEvaluator evaluator) : m_evaluator(std::move(evaluator)) {}

    const char *unit() const override { return "bin"; }

    Result<ExpressionPrediction> predictExpression(const TokenBatch &batch, JobContext &context) const override
    {
        const Network &network = m_evaluator->network();
        const auto resultIf = [&](bool there) {
            return there ? std::optional<TokenResult>(std::in_place, batch, 1) : std::nullopt;
        };
        auto values = resultIf(network.expression.has_value());
        auto fromCell = resultIf(network.geneQuery.has_value());
        auto nonZero = resultIf(network.expression && network.expression->nonZero);
        auto nonZeroFromCell = resultIf(network.geneQuery && network.geneQuery->nonZero);
        Wanted wanted;
        wanted.expression = wanted.fromCell = true;
        LEXICELL_CHECK(m_evaluator->forEach({"predicting expression", Depth::Decoded}, batch, context,
                                            [&](const nn::TokenTensors &tokens, std::int64_t begin, std::int64_t) {
                                                const Outputs out = forward(network, tokens, wanted, {nullptr, true, &context});
                                                if (values) values->place(out.expression, tokens.padding, begin);
                                                if (fromCell) fromCell->place(out.fromCell, tokens.padding, begin);
                                                if (nonZero) nonZero->place(out.nonZero, tokens.padding, begin);
                                                if (nonZeroFromCell)
                                                    nonZeroFromCell->place(out.nonZeroFromCell, tokens.padding, begin);
                                            }));
        const auto taken = [](std::optional<TokenResult> &result) { return result ? result->take() : std::vector<float>(); };
        return ExpressionPrediction{1, taken(values), taken(fromCell), taken(nonZero), taken(nonZeroFromCell)};
    }

  private:
    SharedEvaluator m_evaluator;
};

class Classes : public CellClassifier {
  public:
    explicit Classes(SharedEvaluator evaluator) : m_evaluator(std::move(evaluator)) {}

    std::int64_t classes() const override { return m_evaluator->network().parts.classes; }

    Result<std::vector<float>> classify(const TokenBatch &batch, JobContext &context) const override
    {
        std::vector<float> logits;
        Wanted wanted;
        wanted.classes = true;
        LEXICELL_CHECK(m_evaluator->forEach(
            {"classifying cells", Depth::Hidden}, batch, context, [&](nn::TokenTensors tokens, std::int64_t, std::int64_t) {
                tokens.values = withCellValue(tokens.values);
                const Outputs out = forward(m_evaluator->network(), tokens, wanted, {nullptr, true, &context});
                const auto rows = nn::toVector(out.classes);
                logits.insert(logits.end(), rows.begin(), rows.end());
            }));
        return logits;
    }

  private:
    SharedEvaluator m_evaluator;
};

class Perturbation : public PerturbationPredictor {
  public:
    explicit Perturbation(SharedEvaluator evaluator) : m_evaluator(std::move(evaluator)) {}

    // Values are expression itself (log-normalized), not bins. Upstream draws from explicit zero probabilities; they are
    // not used here, because nothing is random.
    Result<std::vector<float>> predictPerturbed(const TokenBatch &batch, JobContext &context) const override
    {
        TokenResult result(batch, 1);
        Wanted wanted;
        wanted.expression = true;
        LEXICELL_CHECK(m_evaluator->forEach(
            {"predicting a perturbation", Depth::Decoded}, batch, context,
            [&](const nn::TokenTensors &tokens, std::int64_t begin, std::int64_t) {
                const Outputs out = forward(m_evaluator->network(), tokens, wanted, {nullptr, true, &context});
                result.place(out.expression, tokens.padding, begin);
            }));
        return result.take();
    }

    // Upstream feeds genes that are not in vocab.json as padding's token, and does not mask them.
    std::int64_t unknownGene() const override { return m_evaluator->network().padId; }

  private:
    SharedEvaluator m_evaluator;
};

}  // namespace

void addAbilities(LoadedModel &model, const SharedEvaluator &evaluator)
{
    const Network &network = evaluator->network();
    model.tokens = std::make_shared<TokenVectors>(evaluator);
    model.genes = std::make_shared<GeneTable>(evaluator);
    model.attention = makeAttentionMaps(evaluator);
    if (network.perturbation) model.perturbation = std::make_shared<Perturbation>(evaluator);
    else if (network.expression || network.geneQuery) model.expression = std::make_shared<Expression>(evaluator);
    if (network.parts.classes > 1) model.classifier = std::make_shared<Classes>(evaluator);
    if (network.expression) model.generator = makeGenerator(evaluator);
}

}  // namespace lexicell::models::scgpt
