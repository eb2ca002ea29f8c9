#include "models/tasks/gene_attention/gene_attention.h"

#include "core/base/guarded.h"
#include "models/baselines/log_values.h"
#include "models/input/token_batches.h"
#include "models/tasks/gene_attention/attention_sums.h"
#include "models/tasks/gene_network/gene_universe.h"
#include "models/tasks/knock_out/rank_statistics.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace lexicell::models::tasks {

namespace {

constexpr double unknown = std::numeric_limits<double>::quiet_NaN();
constexpr std::int64_t fewestCells = 2;   // of a group, for Wilcoxon's test
constexpr std::int64_t enoughCells = 10;  // that have the gene as a token; half of a smaller group

Result<void> addFromMaps(ReceivedSums &sums, const GroupCells &chosen, const LoadedModel &model, const input::CellBatch &batch,
                         JobContext &context)
{
    const AttentionMaps &maps = *model.attention;
    const double headWidth = static_cast<double>(model.card.embeddingSize) / static_cast<double>(maps.heads());
    for (std::int64_t cell = 0; cell < batch.tokens.cells; ++cell) {
        if (context.cancelled()) return cancelled();
        const auto row = batch.tokens.padding.begin() + cell * batch.tokens.tokens;
        const std::int64_t length = std::count(row, row + batch.tokens.tokens, 0);
        LEXICELL_TRY(logits, maps.attentionLogits(batch.tokens, cell, maps.layers() - 1, context));
        std::vector<double> received = receivedAttention(logits, maps.heads(), batch.tokens.tokens, length, headWidth);
        received.resize(static_cast<std::size_t>(batch.tokens.tokens));
        sums.add(chosen.groupOf[static_cast<std::size_t>(batch.cells[static_cast<std::size_t>(cell)])], batch.tokens, cell,
                 received.data());
    }
    return {};
}

Result<void> addDirectly(ReceivedSums &sums, const GroupCells &chosen, const LoadedModel &model, const input::CellBatch &batch,
                         JobContext &context)
{
    LEXICELL_TRY(attention, model.geneAttention->geneAttention(batch.tokens, context));
    const std::vector<double> received(attention.begin(), attention.end());
    for (std::int64_t cell = 0; cell < batch.tokens.cells; ++cell)
        sums.add(chosen.groupOf[static_cast<std::size_t>(batch.cells[static_cast<std::size_t>(cell)])], batch.tokens, cell,
                 received.data() + cell * batch.tokens.tokens);
    return {};
}

Result<ReceivedSums> readAttention(const GroupCells &chosen, const LoadedModel &model, const GeneUniverse &universe,
                                   const GeneAttentionOptions &options, JobContext &context)
{
    input::CellOptions reading;
    static_cast<input::MatchOptions &>(reading) = options;
    reading.seed = options.seed;
    if (!model.geneAttention) reading.batchSize = 1;  // maps are made cell by cell, and no cell of a batch that failed may count
    LEXICELL_TRY(cells, input::prepareCells(chosen.dataset, model.card, model.tokenizer, reading, context));
    ReceivedSums sums(universe.ids, chosen.groups.size());
    LEXICELL_CHECK(input::forEachBatch(
        cells, model, "Reading attention",
        [&](const input::CellBatch &batch) -> Result<void> {
            return model.geneAttention ? addDirectly(sums, chosen, model, batch, context)
                                       : addFromMaps(sums, chosen, model, batch, context);
        },
        context));
    return sums;
}

GroupAttention groupAttention(const ReceivedSums &sums, const GroupCells &chosen, std::size_t group, std::size_t genes,
                              bool byContrast)
{
    GroupAttention result{
        chosen.groups[group], chosen.sizes[group], {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, 0, 0.0, unknown, {}, unknown};
    const std::int64_t enough = std::clamp<std::int64_t>(chosen.sizes[group] / 2, 1, enoughCells);
    for (std::size_t gene = 0; gene < genes; ++gene) {
        const auto &own = sums.of(group, gene);
        ReceivedSums::Sums rest;
        for (std::size_t other = 0; other < chosen.groups.size(); ++other) {
            if (other == group) continue;
            rest.attention += sums.of(other, gene).attention;
            rest.logarithm += sums.of(other, gene).logarithm;
            rest.cells += sums.of(other, gene).cells;
        }
        const auto n = static_cast<double>(own.cells), m = static_cast<double>(rest.cells);
        const bool counts = own.cells >= enough && rest.cells >= enough;
        result.mean.push_back(counts ? own.attention / n : unknown);
        result.meanOfRest.push_back(counts ? rest.attention / m : unknown);
        result.contrast.push_back(counts ? own.logarithm / n - rest.logarithm / m : unknown);
        result.meanDetected.push_back(own.detectedCells > 0 ? own.detected / static_cast<double>(own.detectedCells) : unknown);
        result.tokens.push_back(own.cells);
        if (counts) result.order.push_back(gene);
    }
    const std::vector<double> &ranked = byContrast ? result.contrast : result.mean;
    std::stable_sort(result.order.begin(), result.order.end(),
                     [&](std::size_t a, std::size_t b) { return ranked[a] > ranked[b]; });
    return result;
}

// The mean expression of every gene in each group's cells: what attention may only repeat.
Result<void> addMeans(GeneAttentionResult &result, const GroupCells &chosen, const GeneUniverse &universe,
                      const GeneAttentionOptions &options, JobContext &context)
{
    LEXICELL_TRY(matrix, chosen.dataset.matrix(options.layer));
    LEXICELL_TRY(values, baselines::logValues(matrix, context));
    const auto columns = static_cast<std::size_t>(values.columns);
    std::vector<double> sums(chosen.groups.size() * columns);
    for (std::size_t cell = 0; cell < chosen.groupOf.size(); ++cell)
        for (auto i = static_cast<std::size_t>(values.indptr[cell]); i < static_cast<std::size_t>(values.indptr[cell + 1]); ++i)
            sums[chosen.groupOf[cell] * columns + static_cast<std::size_t>(values.indices[i])] +=
                static_cast<double>(values.values[i]);
    for (std::size_t group = 0; group < result.groups.size(); ++group)
        for (const std::int64_t column : universe.columns)
            result.groups[group].meanExpression.push_back(sums[group * columns + static_cast<std::size_t>(column)] /
                                                          static_cast<double>(chosen.sizes[group]));
    return {};
}

// Wilcoxon's test of the same cells and genes beside the lists, and their mean expression.
Result<void> addTests(GeneAttentionResult &result, const GroupCells &chosen, const GeneUniverse &universe,
                      const GeneAttentionOptions &options, JobContext &context)
{
    const auto markers = wilcoxonTests(chosen.dataset, options.groupby, options.layer, context);
    if (!markers.ok()) {
        if (markers.error().kind == ErrorKind::OutOfMemory || markers.error().kind == ErrorKind::Cancelled)
            return markers.error();
        context.warn(warnings::noBaseline, "The lists have no test of expression beside them: " + markers.error().message);
        return {};
    }
    result.tested = true;
    for (GroupAttention &group : result.groups)
        for (const steps::MarkerTest &test : markers->tests) {
            if (test.group != group.group) continue;
            for (const std::int64_t column : universe.columns) {
                const auto at = static_cast<std::size_t>(column);
                group.deScore.push_back(test.genes.score[at]);
                group.deAdjusted.push_back(test.genes.adjusted[at]);
                group.detected.push_back(test.genes.share[at]);
            }
        }
    return addMeans(result, chosen, universe, options, context);
}

void compare(GroupAttention &group, std::size_t top, bool byContrast)
{
    if (group.deScore.empty()) return;
    group.deOrder = group.order;
    std::sort(group.deOrder.begin(), group.deOrder.end());
    std::stable_sort(group.deOrder.begin(), group.deOrder.end(),
                     [&](std::size_t a, std::size_t b) { return group.deScore[a] > group.deScore[b]; });
    const std::size_t count = std::min(top, group.order.size());
    std::vector<std::size_t> here(group.order.begin(), group.order.begin() + static_cast<std::ptrdiff_t>(count));
    std::sort(here.begin(), here.end());
    for (std::size_t i = 0; i < count; ++i)
        group.shared += std::binary_search(here.begin(), here.end(), group.deOrder[i]) ? 1 : 0;
    if (count > 0)
        group.sharedByChance = static_cast<double>(count) * static_cast<double>(count) / static_cast<double>(group.order.size());
    group.withDetection = spearman(byContrast ? group.contrast : group.mean, group.detected);
    group.withMeanExpression = spearman(byContrast ? group.contrast : group.mean, group.meanExpression);
}

Result<GeneAttentionResult> build(const data::Dataset &dataset, const LoadedModel &model, const GeneAttentionOptions &options,
                                  JobContext &context)
{
    LEXICELL_CHECK(checkGeneAttentionOptions(options));
    if (!model.geneAttention && !model.attention)
        return Error{errors::unsupported,
                     "The checkpoint " + model.card.name + " gives no attention. Choose one with the ability \"attention\".",
                     {}};
    const std::vector<std::string> all;
    LEXICELL_TRY(universe, geneUniverse(dataset, &model, options, {all, all}, context));
    LEXICELL_TRY(chosen, groupCells(dataset, options, fewestCells, options.seed, context));
    GeneAttentionResult result;
    const bool byContrast = options.rankBy == "contrast";
    {
        const JobPart part(context, 0.0, 0.9);
        LEXICELL_TRY(sums, readAttention(chosen, model, universe, options, context));
        for (std::size_t group = 0; group < chosen.groups.size(); ++group)
            result.groups.push_back(groupAttention(sums, chosen, group, universe.ids.size(), byContrast));
    }
    {
        const JobPart part(context, 0.9, 1.0);
        LEXICELL_CHECK(addTests(result, chosen, universe, options, context));
    }
    for (GroupAttention &group : result.groups) compare(group, static_cast<std::size_t>(options.top), byContrast);
    result.genes = std::move(universe.names);
    return result;
}

}  // namespace

Result<void> checkGeneAttentionOptions(const GeneAttentionOptions &options)
{
    LEXICELL_CHECK(checkGroupChoice(options));
    if (options.top < 1) return Error{errors::badOption, "top must be at least 1.", {}, {{"top"}}};
    return {};
}

std::vector<double> receivedAttention(const std::vector<float> &logits, std::int64_t heads, std::int64_t tokens,
                                      std::int64_t length, double headWidth)
{
    std::vector<double> received(static_cast<std::size_t>(length)), weights(received.size());
    const double scale = 1.0 / std::sqrt(headWidth), rows = static_cast<double>(heads * length);
    for (std::int64_t head = 0; head < heads; ++head)
        for (std::int64_t query = 0; query < length; ++query) {
            const float *row = logits.data() + (head * tokens + query) * tokens;
            const auto largest = static_cast<double>(*std::max_element(row, row + length));
            double sum = 0.0;
            for (std::size_t key = 0; key < weights.size(); ++key)
                sum += weights[key] = std::exp((static_cast<double>(row[key]) - largest) * scale);
            for (std::size_t key = 0; key < weights.size(); ++key) received[key] += weights[key] / sum / rows;
        }
    return received;
}

Result<GeneAttentionResult> geneAttention(const data::Dataset &dataset, const LoadedModel &model,
                                          const GeneAttentionOptions &options, JobContext &context)
{
    return guarded(
        "read the attention", [&] { return build(dataset, model, options, context); }, "Use fewer cells (max-cells).");
}

}  // namespace lexicell::models::tasks
