#include "models/families/exceiver/format/pretraining.h"

#include "core/base/random.h"
#include "models/checkpoint/flat_yaml.h"
#include "models/families/exceiver/format/config.h"
#include "models/families/exceiver/format/layout.h"
#include "models/families/exceiver/format/scaling.h"
#include "models/families/exceiver/format/tokenizer.h"
#include "models/families/hidden_baselines.h"
#include "models/families/hidden_minibatches.h"
#include "models/families/new_tensors.h"
#include "models/input/gene_union.h"
#include "models/training/split.h"

#include <algorithm>
#include <cmath>

namespace lexicell::models::exceiver {

namespace {

using training::PretrainingOptions;

PretrainingOptions ownOptions()
{
    PretrainingOptions own;
    own.epochs = 300;
    own.batchSize = 64;
    own.learningRate = 3e-4;
    own.maskRatio = 0.15;
    own.embeddingSize = 16;
    own.layers = 2;
    own.dropout = 0.0;
    return own;
}

Result<void> checkOwn(const PretrainingOptions &options)
{
    LEXICELL_CHECK(checkScgptAlone(options));
    LEXICELL_CHECK(training::checkHeads(options));
    if (options.embeddingSize % crossHeads != 0)
        return Error{errors::badOption, "embedding-size must be a multiple of 4, the heads of Exceiver's cross-attention.", {}};
    return {};
}

Config newConfig(const PretrainingOptions &options, std::int64_t genes)
{
    Config config;
    config.genes = genes;
    config.geneWidth = config.width = options.embeddingSize;
    config.queries = options.latents;
    config.layers = options.layers;
    config.heads = options.heads;
    config.feedForward = options.feedForward;
    config.dropout = options.dropout;
    return config;
}

// The settings that upstream's model reads from hyper_parameters.
std::string hyperParameters(const Config &config, const PretrainingOptions &options)
{
    checkpoint::PlainValue values;
    values["seq_len"] = config.genes;
    values["seq_dim"] = config.geneWidth;
    values["query_len"] = config.queries;
    values["query_dim"] = config.width;
    values["num_layers"] = config.layers;
    values["nhead"] = config.heads;
    values["dim_feedforward"] = config.feedForward;
    values["dropout"] = config.dropout;
    values["learning_rate"] = options.learningRate;
    values["weight_decay"] = config.weightDecay;
    values["warmup_steps"] = config.warmupSteps;
    values["frac"] = options.maskRatio;
    values["batch_size"] = options.batchSize;
    return checkpoint::flatYamlText(values);
}

// As torch.nn makes them where addNewTensors() does not: latents and gene vectors standard normal, the mask row zero, joined
// projections by Glorot and Bengio.
void drawOthers(checkpoint::TensorMap &tensors, const Config &config, std::int64_t seed)
{
    const double bound = std::sqrt(6.0 / static_cast<double>(4 * config.width));
    for (const checkpoint::TensorSpec &spec : expectedTensors(config)) {
        Random random(static_cast<std::uint64_t>(seed), Random::mix(Random::streamOf(spec.name)));
        std::vector<float> values(static_cast<std::size_t>(spec.size()));
        if (spec.name == "query_emb" || spec.name == "gene_emb.weight") {
            for (float &value : values) value = static_cast<float>(random.normal());
        } else if (spec.name.ends_with("in_proj_weight")) {
            for (float &value : values) value = static_cast<float>((2.0 * random.uniform() - 1.0) * bound);
        } else {
            continue;
        }
        if (spec.name == "gene_emb.weight")
            std::fill_n(values.begin() + static_cast<std::ptrdiff_t>(config.maskRow() * config.geneWidth), config.geneWidth,
                        0.0F);
        replaceTensor(tensors, spec.name, values);
    }
}

checkpoint::Bundle newModel(const PretrainingOptions &options, const std::vector<std::string> &genes)
{
    const Config config = newConfig(options, static_cast<std::int64_t>(genes.size()));
    checkpoint::Bundle bundle = newBundle(hyperParameters(config, options), "hparams.yaml");
    bundle.geneList = genes;
    addNewTensors(bundle.tensors, expectedTensors(config), options.seed);
    drawOthers(bundle.tensors, config, options.seed);
    return bundle;
}

std::int64_t newParameters(const PretrainingOptions &options, std::int64_t genes)
{
    return numbersIn(expectedTensors(newConfig(options, genes)));
}

training::Recipe pretrainingRecipe(const Config &config)
{
    training::Recipe recipe;
    recipe.objective.terms = {{"mse", 1.0, "mse"}};
    recipe.optimizer.weightDecay = config.weightDecay;
    recipe.optimizer.coupled = true;
    recipe.rates = training::Rates::WarmUp;
    recipe.warmUpSteps = config.warmupSteps;
    recipe.patience = 10;
    recipe.clippingNorm = 0.0;
    return recipe;
}

Result<checkpoint::Scaler> scalerOf(const PretrainingRows &rows, std::vector<std::int64_t> training, std::int64_t genes)
{
    std::sort(training.begin(), training.end());
    ScalerFit fit(genes);
    LEXICELL_CHECK(rows.read(training, [&](const NamedRows &part) -> Result<void> {
        fit.add(part.block, rows.geneIds());
        return {};
    }));
    return fit.finish();
}

std::int64_t medianGenes(const PretrainingRows &rows, const std::vector<std::int64_t> &training)
{
    std::vector<std::int64_t> genes;
    genes.reserve(training.size());
    for (const std::int64_t cell : training) genes.push_back(rows.matchedGenes(cell));
    const auto middle = genes.begin() + static_cast<std::ptrdiff_t>(genes.size() / 2);
    std::nth_element(genes.begin(), middle, genes.end());
    return *middle;
}

HidingRule ruleOf(std::int64_t hidden)
{
    HidingRule rule;
    rule.hidable = [](const TokenBatch &batch, std::size_t at) { return batch.undetected[at] == 0; };
    rule.count = [hidden](std::int64_t detected, std::int64_t) {
        return std::clamp<std::int64_t>(hidden, 1, std::max<std::int64_t>(1, detected / 2));
    };
    return rule;
}

Result<void> checkGenes(const checkpoint::Bundle &start)
{
    if (!start.geneList.empty()) return {};
    return Error{errors::noVocabulary,
                 start.file.string() + " has no gene list beside it, so its genes are unknown. Put the gene-features.pkl or "
                                       "gene_list.txt that it was trained with into its folder.",
                 {}};
}

Result<PretrainingRun> make(const PretrainingInput &input, JobContext &context)
{
    PretrainingRun run;
    run.baselineName = "mean_value";
    std::vector<std::vector<std::int64_t>> columns;
    if (input.start) {
        LEXICELL_CHECK(checkGenes(*input.start));
        run.bundle = *input.start;
        LEXICELL_TRY(known, columnsIn(run.bundle.geneList, input.datasets, context));
        columns = std::move(known);
    } else {
        LEXICELL_TRY(genes, input::geneUnion(input.datasets));
        run.bundle = newModel(input.options, genes.genes);
        columns = std::move(genes.columns);
    }
    LEXICELL_TRY(config, readConfig(run.bundle));
    run.recipe = pretrainingRecipe(config);
    LEXICELL_TRY(rows, PretrainingRows::make(input.datasets, std::move(columns), config.genes, context));
    run.cells = rows.cells();
    LEXICELL_TRY(split, training::splitCells(run.cells, {input.options.validation, 0.0, input.options.seed}));
    if (run.bundle.scaler.empty()) {
        LEXICELL_TRY(scaler, scalerOf(rows, split.training, config.genes));
        run.bundle.scaler = std::move(scaler);
        run.bundle.refitScaler = false;
        run.newScaler = true;
    }
    const double median = static_cast<double>(medianGenes(rows, split.training));
    const HidingRule rule = ruleOf(static_cast<std::int64_t>(input.options.maskRatio * median));
    // All genes are tokens, so minibatches have one length.
    auto minibatches = std::make_unique<HiddenMinibatches>(
        std::move(rows), makeTokenizer(run.bundle, config), rule,
        training::CellWindows(std::move(split.training), std::move(split.validation), [](std::int64_t) { return 1; },
                              {input.options.window, input.options.batchSize, input.options.batchSize, input.options.seed}),
        TokenOptions{input.options.maxLength, "random", "random", input.options.seed});
    GeneMeans means(config.genes);
    LEXICELL_TRY(data,
                 minibatches->learn([&](const TokenBatch &batch,
                                        std::size_t at) { means.add(batch.genes[at], static_cast<double>(batch.values[at])); },
                                    context));
    run.data = std::move(data);
    LEXICELL_TRY(baseline, minibatches->validationMean([&](const training::Examples &examples, std::size_t at) {
        return means.squaredError(examples.tokens.genes[at], static_cast<double>(examples.tokens.values[at]));
    }));
    run.baseline = baseline;
    // Otherwise the first epochs only learn that number.
    if (!input.start) replaceTensor(run.bundle.tensors, "mlp.3.bias", {static_cast<float>(means.overall())});
    run.minibatches = std::move(minibatches);
    return run;
}

}  // namespace

Pretraining pretraining() { return {"exceiver", &ownOptions, &checkOwn, &newParameters, &make}; }

}  // namespace lexicell::models::exceiver
