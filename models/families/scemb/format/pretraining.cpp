#include "models/families/scemb/format/pretraining.h"

#include "models/families/hidden_baselines.h"
#include "models/families/hidden_minibatches.h"
#include "models/families/new_tensors.h"
#include "models/families/scemb/format/config.h"
#include "models/families/scemb/format/layout.h"
#include "models/families/scemb/format/tokenizer.h"
#include "models/input/gene_union.h"
#include "models/training/split.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>

namespace lexicell::models::scemb {

namespace {

using training::PretrainingOptions;

constexpr std::int64_t specialTokens = 2;  // <pad>, <mask>
constexpr const char *geneBias = "mlm_head.bias";

PretrainingOptions defaults()
{
    PretrainingOptions own;
    own.epochs = 10;
    own.learningRate = 5e-4;
    own.maskRatio = 0.15;
    own.feedForward = 128;
    own.dropout = 0.0;
    return own;
}

Result<void> checkOptions(const PretrainingOptions &options)
{
    LEXICELL_CHECK(checkScgptAlone(options));
    LEXICELL_CHECK(training::checkHeads(options));
    if (options.dropout > 0.0)
        return Error{errors::badOption, "The settings of the scEMB-style model have no dropout. Leave it at 0.", {}};
    return {};
}

Config configOf(const PretrainingOptions &options, std::int64_t genes)
{
    Config config;
    config.vocabulary = genes + specialTokens;
    config.embeddingSize = options.embeddingSize;
    config.layers = options.layers;
    config.heads = options.heads;
    config.feedForward = options.feedForward;
    config.maxGenes = options.maxLength;
    config.maskFraction = options.maskRatio;
    return config;
}

std::string configText(const Config &config)
{
    nlohmann::ordered_json json;
    json["model_type"] = "scemb_style";
    json["format_version"] = 1;
    json["vocab_size"] = config.vocabulary;
    json["hidden_size"] = config.embeddingSize;
    json["num_layers"] = config.layers;
    json["num_heads"] = config.heads;
    json["ffn_size"] = config.feedForward;
    json["max_genes"] = config.maxGenes;
    json["num_bins"] = config.bins;
    json["binning"] = "quantile";
    json["norm_position"] = "post";
    json["layer_norm_eps"] = config.normEpsilon;
    json["activation"] = "gelu_erf";
    json["cpm_scale"] = config.cpmScale;
    json["mask_fraction"] = config.maskFraction;
    return json.dump(2) + "\n";
}

std::int64_t parameters(const PretrainingOptions &options, std::int64_t genes)
{
    return numbersIn(expectedTensors(configOf(options, genes)));
}

checkpoint::Bundle newModel(const PretrainingOptions &options, const std::vector<std::string> &genes)
{
    const Config config = configOf(options, static_cast<std::int64_t>(genes.size()));
    checkpoint::Bundle bundle = newBundle(configText(config), "config.json");
    bundle.vocabulary = {"<pad>", "<mask>"};
    bundle.vocabulary.insert(bundle.vocabulary.end(), genes.begin(), genes.end());
    addNewTensors(bundle.tensors, expectedTensors(config), options.seed);
    return bundle;
}

training::Recipe recipeOf()
{
    training::Recipe recipe;
    recipe.objective.terms = {{"mlm", 1.0, "ce"}};
    recipe.optimizer.weightDecay = 0.01;
    recipe.rates = training::Rates::WarmUpCosine;
    return recipe;
}

Result<PretrainingRun> make(const PretrainingInput &input, JobContext &context)
{
    PretrainingRun run;
    run.recipe = recipeOf();
    run.baselineName = "gene_share";
    std::vector<std::vector<std::int64_t>> columns;
    if (input.start) {
        run.bundle = *input.start;
        LEXICELL_TRY(known, columnsIn(run.bundle.vocabulary, input.datasets, context));
        columns = std::move(known);
    } else {
        LEXICELL_TRY(genes, input::geneUnion(input.datasets));
        run.bundle = newModel(input.options, genes.genes);
        columns = std::move(genes.columns);
        for (auto &ids : columns)
            for (std::int64_t &id : ids) id += specialTokens;
    }
    LEXICELL_TRY(config, readConfig(run.bundle));
    LEXICELL_TRY(rows, PretrainingRows::make(input.datasets, std::move(columns), config.vocabulary, context));
    run.cells = rows.cells();
    LEXICELL_TRY(split, training::splitCells(run.cells, {input.options.validation, 0.0, input.options.seed}));
    std::vector<std::int32_t> lengths;
    for (std::int64_t cell = 0; cell < run.cells; ++cell)
        lengths.push_back(static_cast<std::int32_t>(std::min(rows.matchedGenes(cell), config.maxGenes)));
    const auto length = [lengths = std::move(lengths)](std::int64_t cell) { return lengths[static_cast<std::size_t>(cell)]; };
    const double share = input.options.maskRatio;
    HidingRule rule;
    rule.hidable = [](const TokenBatch &, std::size_t) { return true; };
    // As maskedCount() of network/objective.h, which LibTorch's headers come with.
    rule.count = [share](std::int64_t tokens, std::int64_t) {
        return std::max<std::int64_t>(1, static_cast<std::int64_t>(std::floor(share * static_cast<double>(tokens) + 0.5)));
    };
    auto minibatches = std::make_unique<HiddenMinibatches>(
        std::move(rows), makeTokenizer(run.bundle.vocabulary, config), std::move(rule),
        training::CellWindows(std::move(split.training), std::move(split.validation), length,
                              {input.options.window, input.options.batchSize, input.options.batchSize, input.options.seed}),
        TokenOptions{input.options.maxLength, "random", "random", input.options.seed});
    ClassShares shares(1, config.vocabulary);
    LEXICELL_TRY(data,
                 minibatches->learn([&](const TokenBatch &batch, std::size_t at) { shares.add(0, batch.genes[at]); }, context));
    run.data = std::move(data);
    LEXICELL_TRY(baseline, minibatches->validationMean([&](const training::Examples &examples, std::size_t at) {
        return shares.crossEntropy(0, examples.tokens.genes[at]);
    }));
    run.baseline = baseline;
    if (!input.start) {  // otherwise the first epochs only learn how common each gene is
        std::vector<float> bias;
        for (std::int64_t gene = 0; gene < config.vocabulary; ++gene)
            bias.push_back(static_cast<float>(std::log(shares.overall(gene))));
        replaceTensor(run.bundle.tensors, geneBias, bias);
    }
    run.minibatches = std::move(minibatches);
    return run;
}

}  // namespace

Pretraining pretraining() { return {"scemb", &defaults, &checkOptions, &parameters, &make}; }

}  // namespace lexicell::models::scemb
