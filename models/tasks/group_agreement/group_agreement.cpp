#include "models/tasks/group_agreement/group_agreement.h"

#include "core/analysis/pca.h"
#include "core/base/guarded.h"
#include "core/data/csr_block.h"
#include "models/baselines/log_values.h"
#include "models/input/token_batches.h"
#include "models/tasks/gene_network/gene_universe.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>

namespace lexicell::models::tasks {

namespace {

constexpr std::int64_t fewestCells = 3;
constexpr int components = 50;

using Rows = std::vector<double>;  // [groups x width]

// Marker genes of each group as places in the universe.
Result<std::vector<std::vector<std::int64_t>>> markersOf(const GroupCells &chosen, const GeneUniverse &universe,
                                                         const GroupAgreementOptions &options, JobContext &context)
{
    LEXICELL_TRY(tests, wilcoxonTests(chosen.dataset, options.groupby, options.layer, context));
    std::vector<std::vector<std::int64_t>> markers(chosen.groups.size());
    for (const steps::MarkerTest &test : tests.tests) {
        const auto group =
            static_cast<std::size_t>(std::find(chosen.groups.begin(), chosen.groups.end(), test.group) - chosen.groups.begin());
        for (const std::size_t column : test.order) {
            if (static_cast<int>(markers[group].size()) == options.top) break;
            const auto place =
                std::lower_bound(universe.columns.begin(), universe.columns.end(), static_cast<std::int64_t>(column));
            if (place != universe.columns.end() && *place == static_cast<std::int64_t>(column))
                markers[group].push_back(place - universe.columns.begin());
        }
    }
    return markers;
}

// Means over the cells of each group, of what `vectorOf` says about a cell. `sizes`: cells of each group that have a vector; of
// others it says zeros.
template <class VectorOf>
Rows meansOfCells(const GroupCells &chosen, const std::vector<std::int64_t> &sizes, std::size_t width, const VectorOf &vectorOf)
{
    Rows means(chosen.groups.size() * width);
    for (std::size_t cell = 0; cell < chosen.groupOf.size(); ++cell) {
        const std::size_t group = chosen.groupOf[cell];
        for (std::size_t i = 0; i < width; ++i)
            if (sizes[group] > 0) means[group * width + i] += vectorOf(cell, i) / static_cast<double>(sizes[group]);
    }
    return means;
}

template <class VectorOf>
Rows meansOfGenes(const std::vector<std::vector<std::int64_t>> &markers, std::size_t width, const VectorOf &vectorOf)
{
    Rows means(markers.size() * width);
    for (std::size_t group = 0; group < markers.size(); ++group)
        for (std::size_t gene = 0; gene < markers[group].size(); ++gene)
            for (std::size_t i = 0; i < width; ++i)
                means[group * width + i] += vectorOf(markers[group][gene], i) / static_cast<double>(markers[group].size());
    return means;
}

Agreement agreementOf(const Rows &cells, const Rows &genes, std::size_t groups, const GroupAgreementOptions &options)
{
    Agreement agreement{similarityOfGroups(cells, groups), similarityOfGroups(genes, groups), {}};
    agreement.test =
        analysis::mantel(agreement.byCells, agreement.byGenes, static_cast<std::int64_t>(groups),
                         options.correlation == "spearman", options.exchanges, static_cast<std::uint64_t>(options.seed));
    return agreement;
}

Result<Rows> cellsOfModel(const GroupCells &chosen, const LoadedModel &model, const GroupAgreementOptions &options,
                          JobContext &context)
{
    input::CellOptions reading;
    static_cast<input::MatchOptions &>(reading) = options;
    reading.seed = options.seed;
    LEXICELL_TRY(cells, input::prepareCells(chosen.dataset, model.card, model.tokenizer, reading, context));
    const auto width = static_cast<std::size_t>(model.card.embeddingSize);
    std::vector<float> vectors(chosen.groupOf.size() * width);  // zeros for a cell without tokens
    LEXICELL_CHECK(input::forEachBatch(
        cells, model, "Embedding cells",
        [&](const input::CellBatch &batch) -> Result<void> {
            LEXICELL_TRY(encoded, model.cells->encodeCells(batch.tokens, context));
            for (std::size_t row = 0; row < batch.cells.size(); ++row)
                std::copy_n(encoded.data() + row * width, width,
                            vectors.data() + static_cast<std::size_t>(batch.cells[row]) * width);
            return {};
        },
        context));
    std::vector<std::int64_t> sizes(chosen.groups.size());
    for (std::size_t cell = 0; cell < chosen.groupOf.size(); ++cell)
        sizes[chosen.groupOf[cell]] += cells.length(static_cast<std::int64_t>(cell)) > 0 ? 1 : 0;
    return meansOfCells(chosen, sizes, width,
                        [&](std::size_t cell, std::size_t i) { return static_cast<double>(vectors[cell * width + i]); });
}

Result<Agreement> ofModel(const GroupCells &chosen, const LoadedModel &model, const GeneUniverse &universe,
                          const std::vector<std::vector<std::int64_t>> &markers, const GroupAgreementOptions &options,
                          JobContext &context)
{
    LEXICELL_TRY(cells, cellsOfModel(chosen, model, options, context));
    LEXICELL_TRY(vectors, model.genes->geneVectors(universe.ids, context));
    const auto width = static_cast<std::size_t>(model.genes->width());
    const Rows genes = meansOfGenes(markers, width, [&](std::int64_t gene, std::size_t i) {
        return static_cast<double>(vectors[static_cast<std::size_t>(gene) * width + i]);
    });
    return agreementOf(cells, genes, chosen.groups.size(), options);
}

Result<Agreement> ofPca(const GroupCells &chosen, const GeneUniverse &universe,
                        const std::vector<std::vector<std::int64_t>> &markers, const GroupAgreementOptions &options,
                        JobContext &context)
{
    LEXICELL_TRY(matrix, chosen.dataset.matrix(options.layer));
    LEXICELL_TRY(values, baselines::logValues(matrix, context));
    const data::CsrBlock block = data::selectColumns(values, universe.columns);
    analysis::PcaInput input;
    input.components = static_cast<int>(std::min<std::int64_t>({components, block.rows - 1, block.columns - 1}));
    input.seed = static_cast<std::uint64_t>(options.seed);
    LEXICELL_TRY(pca, analysis::principalComponents(block, input, context));
    const auto width = pca.variance.size();
    const float *scores = pca.scores.values.data();
    const Rows cells = meansOfCells(chosen, chosen.sizes, width, [&](std::size_t cell, std::size_t i) {
        return static_cast<double>(scores[cell * width + i]);
    });
    const Rows genes = meansOfGenes(markers, width, [&](std::int64_t gene, std::size_t i) {
        return pca.loadings[static_cast<std::size_t>(gene) * width + i];
    });
    return agreementOf(cells, genes, chosen.groups.size(), options);
}

Result<GroupAgreement> build(const data::Dataset &dataset, const LoadedModel &model, const GroupAgreementOptions &options,
                             JobContext &context)
{
    LEXICELL_CHECK(checkGroupAgreementOptions(options));
    if (!model.cells || !model.genes)
        return Error{errors::unsupported,
                     "The checkpoint " + model.card.name +
                         " has no vectors of cells and genes. Choose one with the abilities \"cells\" and \"genes\".",
                     {}};
    LEXICELL_TRY(universe, geneUniverse(dataset, &model, options, {{}, {}}, context));
    LEXICELL_TRY(chosen, groupCells(dataset, options, fewestCells, options.seed, context));
    if (chosen.groups.size() < 3)
        return Error{errors::tooSmall,
                     "Similarities of groups can be compared from three groups on; the obs column " + options.groupby +
                         " has two of at least " + std::to_string(fewestCells) + " cells. Choose another column.",
                     {},
                     {{"groupby"}}};
    std::optional<JobPart> part(std::in_place, context, 0.0, 0.1);
    LEXICELL_TRY(markers, markersOf(chosen, universe, options, context));
    GroupAgreement result{chosen.groups, chosen.sizes, {}, {}, {}};
    for (const auto &genes : markers) {
        result.markers.emplace_back();
        for (const std::int64_t gene : genes) result.markers.back().push_back(universe.names[static_cast<std::size_t>(gene)]);
    }
    part.reset();
    part.emplace(context, 0.1, 0.8);
    LEXICELL_TRY(byModel, ofModel(chosen, model, universe, markers, options, context));
    result.model = std::move(byModel);
    part.reset();
    part.emplace(context, 0.8, 1.0);
    LEXICELL_TRY(byPca, ofPca(chosen, universe, markers, options, context));
    result.pca = std::move(byPca);
    return result;
}

}  // namespace

std::vector<double> similarityOfGroups(const std::vector<double> &rows, std::size_t groups)
{
    const std::size_t width = rows.size() / groups;
    std::vector<double> centered = rows, lengths(groups), similarity(groups * groups);
    for (std::size_t i = 0; i < width; ++i) {
        double mean = 0.0;
        for (std::size_t group = 0; group < groups; ++group) mean += rows[group * width + i] / static_cast<double>(groups);
        for (std::size_t group = 0; group < groups; ++group) centered[group * width + i] -= mean;
    }
    const auto product = [&](std::size_t a, std::size_t b) {
        double sum = 0.0;
        for (std::size_t i = 0; i < width; ++i) sum += centered[a * width + i] * centered[b * width + i];
        return sum;
    };
    for (std::size_t group = 0; group < groups; ++group) lengths[group] = std::sqrt(product(group, group));
    for (std::size_t a = 0; a < groups; ++a)
        for (std::size_t b = 0; b < groups; ++b)
            if (const double scale = lengths[a] * lengths[b]; scale > 0.0)
                similarity[a * groups + b] = std::clamp(product(a, b) / scale, -1.0, 1.0);
    return similarity;
}

Result<void> checkGroupAgreementOptions(const GroupAgreementOptions &options)
{
    LEXICELL_CHECK(checkGroupChoice(options));
    if (options.top < 1) return Error{errors::badOption, "top must be at least 1.", {}, {{"top"}}};
    if (options.exchanges < 19)
        return Error{
            errors::badOption, "exchanges must be at least 19: fewer cannot reach a p-value of 0.05.", {}, {{"exchanges"}}};
    return {};
}

Result<GroupAgreement> groupAgreement(const data::Dataset &dataset, const LoadedModel &model,
                                      const GroupAgreementOptions &options, JobContext &context)
{
    return guarded(
        "compare the groups", [&] { return build(dataset, model, options, context); }, "Use fewer cells or genes.");
}

}  // namespace lexicell::models::tasks
