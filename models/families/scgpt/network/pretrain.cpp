// Pretraining: Adam on the hidden-value objective; the weights with the lowest validation error are kept.
//
// Schedule as on upstream's pretraining branch: linear warm-up (over a tenth of the steps, 10,000 at most), then a cosine to
// zero; gradients clipped to a global norm of 1. Unlike upstream the expression decoder's last bias starts at the mean bin:
// otherwise the first epochs only learn that number.
#include "core/base/random.h"
#include "models/nn/device.h"
#include "models/nn/guard.h"
#include "models/nn/losses.h"
#include "models/nn/optimizer.h"
#include "models/nn/tensor_bridge.h"
#include "models/families/scgpt/network/initialize.h"
#include "models/families/scgpt/format/minibatches.h"
#include "models/families/scgpt/network/model.h"
#include "models/families/scgpt/network/objective.h"
#include "models/families/scgpt/network/parameters.h"
#include "models/families/scgpt/format/pretrained_files.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <numbers>

namespace lexicell::models::scgpt {

namespace {

constexpr double largestNorm = 1.0;
constexpr double warmUpShare = 0.1;
constexpr double warmUpSteps = 10000.0;
constexpr std::uint64_t dropoutStream = 0x64726F70ull;

Error badOption(const std::string &message) { return {errors::badOption, message, {}}; }

Result<void> check(const tasks::PretrainOptions &o)
{
    if (o.epochs < 1) return badOption("epochs must be at least 1.");
    if (o.batchSize < 1) return badOption("batch-size must be at least 1.");
    if (!(o.learningRate > 0.0)) return badOption("lr must be above 0.");
    if (!(o.maskRatio > 0.0 && o.maskRatio < 1.0)) return badOption("mask-ratio must be between 0 and 1.");
    if (!(o.absentGenes >= 0.0 && o.absentGenes <= 100.0)) return badOption("absent-genes must be between 0 and 100.");
    if (!(o.contrast >= 0.0 && o.contrast <= 1e6)) return badOption("contrast must be between 0 and 1000000.");
    if (o.contrast > 0.0 && o.batchSize < 2) return badOption("contrast needs a batch-size of at least 2.");
    if (!(o.cellGain > 0.0 && o.cellGain <= 1000.0)) return badOption("cell-gain must be above 0 and at most 1000.");
    if (o.embeddingSize < 1 || o.layers < 1 || o.heads < 1 || o.feedForward < 1)
        return badOption("embedding-size, layers, heads and feed-forward must be at least 1.");
    if (o.embeddingSize % o.heads != 0) return badOption("heads must divide embedding-size.");
    if (!(o.dropout >= 0.0 && o.dropout < 1.0)) return badOption("dropout must be at least 0 and below 1.");
    if (o.maxLength < 3)
        return badOption("max-length must be at least 3: the cell token, a gene to hide and a gene to learn from.");
    if (!(o.validation > 0.0 && o.validation < 1.0)) return badOption("validation must be between 0 and 1.");
    return {};
}

Config configOf(const tasks::PretrainOptions &options)
{
    Config config;
    config.embeddingSize = options.embeddingSize;
    config.heads = options.heads;
    config.feedForward = options.feedForward;
    config.layers = options.layers;
    config.dropout = options.dropout;
    return config;
}

template <class T>
at::Tensor tensorOf(const std::vector<T> &values, const HiddenBatch &batch, at::ScalarType type, at::Device device)
{
    auto *data = const_cast<T *>(values.data());
    return at::from_blob(data, {batch.cells, batch.tokens}, at::TensorOptions(at::CppTypeToScalarType<T>::value))
        .to(device, type, false, true);
}

Minibatch toDevice(const HiddenBatch &batch, const tasks::PretrainOptions &options, at::Device device)
{
    Minibatch result;
    result.tokens.genes = tensorOf(batch.genes, batch, at::kLong, device);
    result.tokens.values = tensorOf(batch.input, batch, at::kFloat, device);
    result.tokens.padding = tensorOf(batch.padding, batch, at::kBool, device);
    result.target = tensorOf(batch.target, batch, at::kFloat, device);
    result.scored = tensorOf(batch.hidden, batch, at::kBool, device);
    // Padding keys are masked, but padding still attends as a query. So hidden positions can be marked as padding.
    if (options.hiddenUnseen) result.tokens.padding = result.tokens.padding.logical_or(result.scored);
    return result;
}

struct Errors {
    double expression = 0.0;
    double geneQuery = 0.0;
};

Errors errorsOf(const Losses &losses) { return {losses.value("gep").item<double>(), losses.value("gepc").item<double>()}; }

class Pretraining {
  public:
    Pretraining(const tasks::PretrainJob &job, const Config &config, const Corpus &corpus, at::Device device, JobContext &context)
        : m_job(job), m_options(job.options), m_config(config), m_corpus(corpus), m_device(device), m_context(context),
          m_network(newNetwork(config, static_cast<std::int64_t>(corpus.vocabulary.size()), device,
                               static_cast<std::uint64_t>(job.options.seed))),
          m_dropout(config.dropout,
                    nn::makeGenerator(device, Random::mix(static_cast<std::uint64_t>(job.options.seed) ^ dropoutStream))),
          m_adam(parameters(), {})
    {
        const MeanBins means(corpus, m_options, config);
        m_summary.cells = corpus.cells();
        m_summary.baselineLoss = means.validationError(corpus, m_options, config);
        const at::NoGradGuard noGradients;
        amplifyCells(m_network, m_options.cellGain);
        m_network.expression->value.last.bias.fill_(means.overall());
        m_steps =
            static_cast<double>(m_options.epochs) * std::ceil(static_cast<double>(corpus.training.size()) / m_options.batchSize);
    }

    Result<tasks::PretrainSummary> run()
    {
        for (int epoch = 1; epoch <= m_options.epochs; ++epoch) {
            auto trained = trainEpoch(epoch);
            if (!trained.ok()) {
                // The best weights so far are kept; a run that was cancelled before its first validation leaves nothing.
                if (trained.error().kind == ErrorKind::Cancelled && !m_best.entries.empty()) LEXICELL_CHECK(write());
                return trained.error();
            }
        }
        LEXICELL_CHECK(write());
        return m_summary;
    }

  private:
    std::vector<at::Tensor> parameters()
    {
        std::vector<at::Tensor> list;
        visitParameters(m_network, [&](const std::string &, at::Tensor &tensor, const auto &) {
            list.push_back(tensor.set_requires_grad(true));
        });
        return list;
    }

    double learningRate() const
    {
        const double warmUp = std::max(1.0, std::min(warmUpShare * m_steps, warmUpSteps));
        const double step = static_cast<double>(m_summary.steps);
        if (step < warmUp) return m_options.learningRate * (step + 1.0) / warmUp;
        return m_options.learningRate * 0.5 *
               (1.0 + std::cos(std::numbers::pi * (step - warmUp) / std::max(1.0, m_steps - warmUp)));
    }

    Result<void> trainEpoch(int epoch)
    {
        double sum = 0.0;
        const auto batches = trainingBatches(m_corpus, m_options, epoch);
        for (const auto &cells : batches) {
            if (m_context.cancelled()) return cancelled();
            LEXICELL_TRY(errors, step(cells, epoch));
            sum += errors.expression * static_cast<double>(cells.size());
        }
        LEXICELL_TRY(validation, validate());
        m_history.back().validationExpression = validation.expression;
        m_history.back().validationGeneQuery = validation.geneQuery;
        if (m_best.entries.empty() || validation.expression < m_summary.validationLoss) {
            m_summary.validationLoss = validation.expression;
            m_summary.trainLoss = sum / static_cast<double>(m_corpus.training.size());
            keep();
        }
        return {};
    }

    Result<Errors> step(const std::vector<std::int64_t> &cells, int epoch)
    {
        const Losses terms = lossesOf(cells, epoch);
        const Errors errors = errorsOf(terms);
        if (!std::isfinite(errors.expression) || !std::isfinite(errors.geneQuery)) {
            return Error{errors::diverged,
                         "Training diverged in step " + std::to_string(m_summary.steps + 1) +
                             ": the loss is not a number. Use a smaller learning rate.",
                         {},
                         {{"lr"}}};
        }
        at::Tensor total = terms.total();
        if (m_options.contrast > 0.0) {
            // Two views of a cell have the kind of cell in common, but not the choice of visible genes.
            const Losses again = lossesOf(cells, m_options.epochs + epoch);
            total =
                0.5 * (total + again.total()) + m_options.contrast * nn::contrastiveCells(terms.cellVectors, again.cellVectors);
        }
        m_adam.clearGradients();
        total.backward();
        m_adam.clipGradients(largestNorm);
        m_adam.setLearningRate(learningRate());
        m_adam.step();
        m_history.push_back({m_summary.steps + 1, epoch, errors.expression, errors.geneQuery, learningRate(), {}, {}});
        ++m_summary.steps;
        report(epoch, errors);
        return errors;
    }

    Losses lossesOf(const std::vector<std::int64_t> &cells, int round) const
    {
        const HiddenBatch batch = hideValues(m_corpus, cells, m_options, m_config, round);
        return losses(m_network, toDevice(batch, m_options, m_device), hiddenValueObjective(), {&m_dropout});
    }

    void report(int epoch, const Errors &errors)
    {
        char text[160];
        std::snprintf(text, sizeof text, "Epoch %d of %d, step %lld of %.0f: loss %.1f, baseline %.1f", epoch, m_options.epochs,
                      static_cast<long long>(m_summary.steps), m_steps, errors.expression, m_summary.baselineLoss);
        m_context.report(static_cast<double>(m_summary.steps) / m_steps, text);
    }

    Result<Errors> validate()
    {
        const at::NoGradGuard noGradients;
        Errors sum;
        double weights = 0.0;
        for (const auto &cells : validationBatches(m_corpus, m_options.batchSize)) {
            if (m_context.cancelled()) return cancelled();
            const HiddenBatch batch = hideValues(m_corpus, cells, m_options, m_config, 0);
            const Errors errors = errorsOf(losses(m_network, toDevice(batch, m_options, m_device), hiddenValueObjective(), {}));
            // Weighted by the number of hidden values, like the baseline.
            const auto weight = static_cast<double>(std::count(batch.hidden.begin(), batch.hidden.end(), std::uint8_t{1}));
            sum.expression += weight * errors.expression;
            sum.geneQuery += weight * errors.geneQuery;
            weights += weight;
        }
        return Errors{sum.expression / weights, sum.geneQuery / weights};
    }

    void keep()
    {
        m_best.entries.clear();
        visitParameters(m_network,
                        [&](const std::string &name, at::Tensor &tensor, const auto &) { nn::addTo(m_best, name, tensor); });
    }

    Result<void> write() const
    {
        return writePretrained(m_job.folder,
                               {m_best, argsText(m_config, m_options), m_corpus.vocabulary, historyText(m_history)});
    }

    const tasks::PretrainJob &m_job;
    const tasks::PretrainOptions &m_options;
    const Config &m_config;
    const Corpus &m_corpus;
    at::Device m_device;
    JobContext &m_context;
    Network m_network;
    nn::Dropout m_dropout;
    nn::Adam m_adam;
    double m_steps = 0.0;
    checkpoint::TensorMap m_best;  // weights at the lowest validation error; empty before the first validation
    std::vector<HistoryRow> m_history;
    tasks::PretrainSummary m_summary;
};

}  // namespace

Result<tasks::PretrainSummary> pretrain(const tasks::PretrainJob &job, JobContext &context)
{
    return nn::guarded("pretraining", [&]() -> Result<tasks::PretrainSummary> {
        LEXICELL_CHECK(check(job.options));
        LEXICELL_TRY(device, nn::chooseDevice(job.device));
        nn::useThreads(context.threads);
        context.report(0.0, "Reading cells");
        const Config config = configOf(job.options);
        LEXICELL_TRY(corpus, makeCorpus(job.datasets, job.options, config, context));
        Pretraining pretraining(job, config, corpus, device, context);
        return pretraining.run();
    });
}

}  // namespace lexicell::models::scgpt
