#include "models/families/scgpt/format/pretraining.h"

#include "models/families/scgpt/format/corpus.h"
#include "models/families/scgpt/format/layout.h"
#include "models/families/scgpt/format/minibatches.h"
#include "models/families/scgpt/format/pretrained_files.h"
#include "models/families/scgpt/format/tokenizer.h"
#include "models/input/gene_union.h"

#include <algorithm>

namespace lexicell::models::scgpt {

namespace {

using training::PretrainingOptions;

constexpr std::int64_t newSpecialTokens = 3;  // <pad>, <cls>, <eoc>

PretrainingOptions ownOptions() { return {}; }

Result<void> checkOwn(const PretrainingOptions &options) { return training::checkHeads(options); }

Config newConfig(const PretrainingOptions &options)
{
    Config config;
    config.embeddingSize = options.embeddingSize;
    config.heads = options.heads;
    config.feedForward = options.feedForward;
    config.layers = options.layers;
    config.dropout = options.dropout;
    return config;
}

std::int64_t newParameters(const PretrainingOptions &options, std::int64_t genes)
{
    Parts parts;
    parts.expression = parts.geneQuery = true;
    return numbersIn(expectedTensors(newConfig(options), genes + newSpecialTokens, parts));
}

// Predicting hidden values from the other tokens (GEP) and from the cell vector alone (GEPC), where there is a head for it.
training::Recipe pretrainingRecipe(const PretrainingOptions &options, bool fromCell)
{
    training::Recipe recipe;
    recipe.objective.terms = {{"gep", 1.0, "mse"}};
    if (fromCell) recipe.objective.terms.push_back({"gepc", 1.0, "mse"});
    recipe.objective.contrast = options.contrast;
    recipe.rates = training::Rates::WarmUpCosine;
    recipe.clippingNorm = options.clippingNorm;
    return recipe;
}

// The minibatches with everything that they refer to.
class CorpusMinibatches final : public training::Minibatches {
  public:
    CorpusMinibatches(CorpusReader reader, const PretrainingOptions &options, const Config &config)
        : m_reader(std::move(reader)), m_options(options), m_config(config),
          m_values(m_reader.corpus(), m_options, m_config, &m_reader)
    {
    }
    CorpusMinibatches(const CorpusMinibatches &) = delete;
    CorpusMinibatches &operator=(const CorpusMinibatches &) = delete;

    std::int64_t trainingCells() const override { return m_values.trainingCells(); }
    std::vector<std::vector<std::int64_t>> trainingBatches(int epoch) const override { return m_values.trainingBatches(epoch); }
    std::vector<std::vector<std::int64_t>> validationBatches() const override { return m_values.validationBatches(); }
    Result<std::vector<training::Examples>> views(const std::vector<std::int64_t> &cells, int epoch) const override
    {
        return m_values.views(cells, epoch);
    }
    Result<training::Examples> held(const std::vector<std::int64_t> &cells) const override { return m_values.held(cells); }
    double weight(const training::Examples &examples) const override { return m_values.weight(examples); }

    const Corpus &corpus() const { return m_reader.corpus(); }
    const HiddenValues &values() const { return m_values; }

  private:
    CorpusReader m_reader;
    PretrainingOptions m_options;
    Config m_config;
    HiddenValues m_values;
};

// Heads that the checkpoint lacks cannot be trained without changing its form.
Result<void> checkStart(const checkpoint::Bundle &start, const Parts &parts)
{
    const auto refuse = [&](const char *what) {
        return Error{errors::badOption, start.file.string() + what + " Start from a pretrained checkpoint.", {}};
    };
    if (start.vocabulary.empty())
        return Error{errors::noVocabulary,
                     "There is no vocab.json beside " + start.file.string() +
                         ", so its genes are unknown. Copy it from the checkpoint's source.",
                     {}};
    if (!parts.expression) return refuse(" has no head that predicts expression.");
    if (parts.batches > 0 || parts.modalities > 0 || parts.perturbation)
        return refuse(" was fine-tuned on batches, modalities or perturbations, which pretraining does not know.");
    return {};
}

struct Start {
    checkpoint::Bundle bundle;
    Config config;
    GeneColumns genes;
    bool fromCell = true;
};

Result<Start> startOf(const PretrainingInput &input, JobContext &context)
{
    Start start;
    if (!input.start) {
        LEXICELL_TRY(genes, input::geneUnion(input.datasets));
        start.config = newConfig(input.options);
        start.genes = {completeVocabulary(std::move(genes.genes), start.config), std::move(genes.columns)};
        start.bundle = newBundle(argsText(start.config, input.options), "args.json");
        start.bundle.vocabulary = start.genes.vocabulary;
        return start;
    }
    const Parts parts = partsOf(input.start->tensors);
    LEXICELL_CHECK(checkStart(*input.start, parts));
    start.bundle = *input.start;
    LEXICELL_TRY(config, readConfig(start.bundle));
    start.config = config;
    start.genes.vocabulary = completeVocabulary(start.bundle.vocabulary, config);
    LEXICELL_TRY(columns, columnsIn(start.genes.vocabulary, input.datasets, context));
    start.genes.columns = std::move(columns);
    start.fromCell = parts.geneQuery;
    return start;
}

Result<PretrainingRun> make(const PretrainingInput &input, JobContext &context)
{
    LEXICELL_TRY(start, startOf(input, context));
    LEXICELL_TRY(reader, CorpusReader::make(input.datasets, std::move(start.genes), input.options, start.config, context));
    auto minibatches = std::make_unique<CorpusMinibatches>(std::move(reader), input.options, start.config);
    LEXICELL_TRY(means, minibatches->values().means());
    LEXICELL_TRY(baseline, minibatches->values().error(means));
    PretrainingRun run;
    run.recipe = pretrainingRecipe(input.options, start.fromCell);
    run.baseline = baseline;
    run.baselineName = "mean_bin";
    if (!input.start) run.meanValue = means.overall();  // otherwise the first epochs only learn that number
    run.cells = minibatches->corpus().cells();
    run.data = fingerprint(minibatches->corpus());
    run.bundle = std::move(start.bundle);
    run.minibatches = std::move(minibatches);
    return run;
}

}  // namespace

Pretraining pretraining() { return {"scgpt", &ownOptions, &checkOwn, &newParameters, &make}; }

}  // namespace lexicell::models::scgpt
