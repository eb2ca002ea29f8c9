// Expression from a prompt: a cell vector, genes with known values, or both (Cui et al. 2024, Methods, "generative pretraining").
#include "models/nn/guard.h"
#include "models/families/scgpt/network/network_abilities.h"
#include "models/families/scgpt/network/forward.h"

#include <algorithm>
#include <cstring>

namespace lexicell::models::scgpt {

namespace {

at::Tensor vectorRows(const std::vector<float> &vectors, std::int64_t begin, std::int64_t end, std::int64_t width)
{
    at::Tensor rows = at::empty({end - begin, width}, at::TensorOptions(at::kFloat));
    std::memcpy(rows.mutable_data_ptr<float>(), vectors.data() + begin * width, static_cast<std::size_t>(rows.nbytes()));
    return rows;
}

class Generator : public CellGenerator {
  public:
    explicit Generator(SharedEvaluator evaluator) : m_evaluator(std::move(evaluator)) {}

    Result<std::vector<float>> generateFromCells(const std::vector<float> &cellVectors, const TokenBatch &batch, bool useValues,
                                                 JobContext &context) const override
    {
        LEXICELL_CHECK(checkVectors(cellVectors, batch));
        TokenResult result(batch, 1);
        LEXICELL_CHECK(m_evaluator->forEach({"generating cells", Depth::Decoded}, batch, context,
                                            [&](nn::TokenTensors tokens, std::int64_t begin, std::int64_t end) {
                                                if (!useValues) tokens.values.reset();
                                                const at::Tensor cells = onDevice(cellVectors, begin, end);
                                                result.place(generate(m_evaluator->network(), tokens, cells, pass(context)),
                                                             tokens.padding, begin);
                                            }));
        return result.take();
    }

    Result<std::vector<float>> generateFromGenes(const TokenBatch &known, const TokenBatch &unknown,
                                                 const std::vector<float> &cellVectors, JobContext &context) const override
    {
        const Network &network = m_evaluator->network();
        if (!network.parts.generation)
            return Error{errors::unsupportedModel,
                         "The checkpoint was not pretrained to predict some genes from others (it has no flag_encoder.weight). "
                         "Use a pretrained one, or generate from cell vectors.",
                         {}};
        if (known.cells != unknown.cells)
            return Error{errors::shapeMismatch,
                         "There are " + std::to_string(known.cells) + " cells with known genes and " +
                             std::to_string(unknown.cells) + " with unknown ones; every cell needs both.",
                         {}};
        if (!cellVectors.empty()) LEXICELL_CHECK(checkVectors(cellVectors, known));
        LEXICELL_CHECK(checkBatch(network, unknown, Depth::Genes));
        TokenResult result(unknown, 1);
        LEXICELL_CHECK(m_evaluator->forEach({"generating expression", Depth::Decoded}, known, context,
                                            [&](const nn::TokenTensors &tokens, std::int64_t begin, std::int64_t end) {
                                                const at::Tensor cells =
                                                    cellVectors.empty() ? at::Tensor() : onDevice(cellVectors, begin, end);
                                                const nn::TokenTensors asked = m_evaluator->rows(unknown, begin, end);
                                                result.place(forwardPrompt(network, tokens, asked, cells, pass(context)).asked,
                                                             asked.padding, begin);
                                            }));
        return result.take();
    }

  private:
    static nn::Pass pass(const JobContext &context) { return {nullptr, true, &context}; }

    std::int64_t width() const { return m_evaluator->network().config.embeddingSize; }

    at::Tensor onDevice(const std::vector<float> &vectors, std::int64_t begin, std::int64_t end) const
    {
        return vectorRows(vectors, begin, end, width()).to(m_evaluator->device());
    }

    Result<void> checkVectors(const std::vector<float> &vectors, const TokenBatch &batch) const
    {
        if (static_cast<std::int64_t>(vectors.size()) == batch.cells * width()) return {};
        return Error{errors::shapeMismatch,
                     "There are " + std::to_string(vectors.size()) + " numbers in the cell vectors; " +
                         std::to_string(batch.cells) + " cells of this model need " + std::to_string(batch.cells * width()) + ".",
                     {}};
    }

    SharedEvaluator m_evaluator;
};

}  // namespace

std::shared_ptr<const CellGenerator> makeGenerator(SharedEvaluator evaluator)
{
    return std::make_shared<Generator>(std::move(evaluator));
}

}  // namespace lexicell::models::scgpt
