#include "models/families/scbert/format/pretraining.h"

#include "core/base/random.h"
#include "models/families/hidden_baselines.h"
#include "models/families/hidden_minibatches.h"
#include "models/families/new_tensors.h"
#include "models/families/scbert/format/geometry.h"
#include "models/families/scbert/format/layout.h"
#include "models/families/scbert/format/tokenizer.h"
#include "models/families/scbert/format/training_rules.h"
#include "models/input/gene_union.h"
#include "models/training/split.h"

#include <algorithm>
#include <cmath>

namespace lexicell::models::scbert {

namespace {

using training::PretrainingOptions;

constexpr const char *positions = "pos_emb.emb.weight";
// Of upstream's released models: bins 0 to 5 and the mask; channels of a head, which are no multiple of the width.
constexpr std::int64_t newTokens = 7, newHeadWidth = 64;
constexpr std::int64_t partCells = 3;        // cells of a pass
constexpr double partsClippingNorm = 100.0;  // of the mean gradient over the parts of a step
constexpr double shownShare = 0.1;           // of the hidden tokens, left as they are

PretrainingOptions ownOptions()
{
    PretrainingOptions own;
    own.epochs = 100;
    own.batchSize = 60 * static_cast<int>(partCells);
    own.maskRatio = 0.15;
    own.layers = 2;
    own.feedForward = 256;
    own.dropout = 0.0;
    return own;
}

Result<void> checkOwn(const PretrainingOptions &options)
{
    LEXICELL_CHECK(checkScgptAlone(options));
    if (options.dropout > 0.0) return Error{errors::badOption, "scBERT has no dropout. Leave it at 0.", {}};
    return {};
}

Geometry newGeometry(const PretrainingOptions &options, std::int64_t genes)
{
    Geometry geometry;
    geometry.tokens = newTokens;
    geometry.width = options.embeddingSize;
    geometry.sequence = genes + 1;
    geometry.layers = options.layers;
    geometry.heads = options.heads;
    geometry.headWidth = newHeadWidth;
    geometry.features =
        static_cast<std::int64_t>(static_cast<double>(newHeadWidth) * std::log(static_cast<double>(newHeadWidth)));
    geometry.feedForward = options.feedForward;
    geometry.gene2vec = true;
    geometry.head = Head::LanguageModel;
    return geometry;
}

double product(const double *a, const double *b, std::int64_t size)
{
    double sum = 0.0;
    for (std::int64_t i = 0; i < size; ++i) sum += a[i] * b[i];
    return sum;
}

// Random directions in blocks of as many as there are channels, orthogonal within a block (Gram and Schmidt, twice against
// rounding), each as long as a standard normal vector: upstream's gaussian_orthogonal_random_matrix.
std::vector<float> newProjection(std::int64_t features, std::int64_t channels, Random random)
{
    std::vector<double> rows(static_cast<std::size_t>(features * channels));
    for (double &value : rows) value = random.normal();
    for (std::int64_t row = 0; row < features; ++row) {
        double *vector = rows.data() + row * channels;
        for (int pass = 0; pass < 2; ++pass) {
            for (std::int64_t other = row - row % channels; other < row; ++other) {
                const double *unit = rows.data() + other * channels;
                const double along = product(vector, unit, channels);
                for (std::int64_t i = 0; i < channels; ++i) vector[i] -= along * unit[i];
            }
        }
        const double length = std::sqrt(product(vector, vector, channels));
        for (std::int64_t i = 0; i < channels; ++i) vector[i] /= length;
    }
    std::vector<float> projection;
    projection.reserve(rows.size());
    for (std::int64_t row = 0; row < features; ++row) {
        double squares = 0.0;
        for (std::int64_t i = 0; i < channels; ++i) squares += std::pow(random.normal(), 2.0);
        for (std::int64_t i = 0; i < channels; ++i)
            projection.push_back(static_cast<float>(std::sqrt(squares) * rows[static_cast<std::size_t>(row * channels + i)]));
    }
    return projection;
}

// Tables standard normal, as torch.nn.Embedding's; the appended slot has no gene and its row is zero, as in gene2vec's table.
void drawOthers(checkpoint::TensorMap &tensors, const Geometry &geometry, std::int64_t seed)
{
    for (const checkpoint::TensorSpec &spec : expectedTensors(geometry)) {
        Random random(static_cast<std::uint64_t>(seed), Random::mix(Random::streamOf(spec.name)));
        if (spec.name.ends_with(".projection_matrix"))
            replaceTensor(tensors, spec.name, newProjection(geometry.features, geometry.headWidth, random));
        if (spec.name != positions && spec.name != "token_emb.weight") continue;
        std::vector<float> values(static_cast<std::size_t>(spec.size()));
        for (float &value : values) value = static_cast<float>(random.normal());
        if (spec.name == positions) std::fill_n(values.end() - geometry.width, geometry.width, 0.0F);
        replaceTensor(tensors, spec.name, values);
    }
}

checkpoint::Bundle newModel(const PretrainingOptions &options, const std::vector<std::string> &genes)
{
    const Geometry geometry = newGeometry(options, static_cast<std::int64_t>(genes.size()));
    checkpoint::Bundle bundle = newBundle({}, {});
    bundle.geneList = genes;
    addNewTensors(bundle.tensors, expectedTensors(geometry), options.seed);
    drawOthers(bundle.tensors, geometry, options.seed);
    return bundle;
}

std::int64_t newParameters(const PretrainingOptions &options, std::int64_t genes)
{
    return numbersIn(expectedTensors(newGeometry(options, genes)));
}

// The gradients of the parts are added, where upstream takes their mean: Adam takes the factor back, clipping does not.
training::Recipe pretrainingRecipe(const PretrainingOptions &options)
{
    training::Recipe recipe;
    recipe.objective.terms = {{"mlm", 1.0, "ce"}};
    recipe.rates = training::Rates::CosineRestarts;
    recipe.microBatch = partCells;
    recipe.clippingNorm = partsClippingNorm * std::ceil(static_cast<double>(options.batchSize) / partCells);
    return recipe;
}

HidingRule ruleOf(double share, std::int64_t maskToken)
{
    HidingRule rule;
    rule.hidable = [](const TokenBatch &batch, std::size_t at) { return batch.values[at] > 0.0F; };
    rule.count = [share](std::int64_t eligible, std::int64_t sequence) { return hiddenTokens(eligible, sequence, share); };
    rule.mask = static_cast<float>(maskToken);
    rule.shown = shownShare;
    return rule;
}

Result<void> checkStart(const checkpoint::Bundle &start)
{
    if (start.geneList.empty())
        return Error{errors::noVocabulary,
                     start.file.string() + " has no gene list beside it, so its genes are unknown. Put the list of its genes "
                                           "into its folder as gene_list.txt.",
                     {}};
    LEXICELL_TRY(geometry, readGeometry(start));
    if (geometry.head == Head::LanguageModel) return {};
    return Error{errors::badOption,
                 start.file.string() + " has no head that predicts expression (it was fine-tuned for classes). Start from the "
                                       "pretrained checkpoint.",
                 {}};
}

Result<PretrainingRun> make(const PretrainingInput &input, JobContext &context)
{
    PretrainingRun run;
    run.baselineName = "class_share";
    run.recipe = pretrainingRecipe(input.options);
    std::vector<std::vector<std::int64_t>> columns;
    if (input.start) {
        LEXICELL_CHECK(checkStart(*input.start));
        run.bundle = *input.start;
        run.frozen = {positions};  // as upstream's
        LEXICELL_TRY(known, columnsIn(run.bundle.geneList, input.datasets, context));
        columns = std::move(known);
    } else {
        LEXICELL_TRY(genes, input::geneUnion(input.datasets));
        run.bundle = newModel(input.options, genes.genes);
        columns = std::move(genes.columns);
    }
    LEXICELL_TRY(geometry, readGeometry(run.bundle));
    const auto genes = static_cast<std::int64_t>(run.bundle.geneList.size());
    LEXICELL_TRY(rows, PretrainingRows::make(input.datasets, std::move(columns), genes, context));
    run.cells = rows.cells();
    LEXICELL_TRY(split, training::splitCells(run.cells, {input.options.validation, 0.0, input.options.seed}));
    auto minibatches = std::make_unique<HiddenMinibatches>(
        std::move(rows), makeTokenizer(run.bundle.geneList, geometry.tokens),
        ruleOf(input.options.maskRatio, geometry.maskToken()),
        training::CellWindows(std::move(split.training), std::move(split.validation), [](std::int64_t) { return 1; },
                              {input.options.window, input.options.batchSize, static_cast<int>(partCells), input.options.seed}),
        TokenOptions{input.options.maxLength, "random", "random", input.options.seed});
    ClassShares shares(genes, geometry.tokens);
    LEXICELL_TRY(data, minibatches->learn(
                           [&](const TokenBatch &batch, std::size_t at) {
                               shares.add(batch.genes[at], static_cast<std::int64_t>(batch.values[at]));
                           },
                           context));
    run.data = std::move(data);
    LEXICELL_TRY(baseline, minibatches->validationMean([&](const training::Examples &examples, std::size_t at) {
        return shares.crossEntropy(examples.tokens.genes[at], static_cast<std::int64_t>(examples.target[at]));
    }));
    run.baseline = baseline;
    if (!input.start) {  // otherwise the first epochs only learn how common each class is
        std::vector<float> bias;
        for (std::int64_t token = 0; token < geometry.tokens; ++token)
            bias.push_back(static_cast<float>(std::log(shares.overall(token))));
        replaceTensor(run.bundle.tensors, "to_out.bias", bias);
    }
    run.minibatches = std::move(minibatches);
    return run;
}

}  // namespace

Pretraining pretraining() { return {"scbert", &ownOptions, &checkOwn, &newParameters, &make}; }

}  // namespace lexicell::models::scbert
