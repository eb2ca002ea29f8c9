#include "models/tasks/gene_attention/gene_attention_task.h"

#include "models/tasks/enrich/enrich.h"
#include "models/tasks/gene_attention/gene_attention.h"
#include "models/tasks/output_place.h"
#include "models/tasks/result_files.h"

#include <algorithm>
#include <limits>
#include <optional>
#include <utility>
#include <variant>

namespace lexicell::models::tasks {

namespace {

constexpr const char *byWilcoxon = ", Wilcoxon";  // a list's name after its group's

std::size_t listed(const GroupAttention &group, int top) { return std::min(static_cast<std::size_t>(top), group.order.size()); }

bool isIn(const std::vector<std::size_t> &order, std::size_t count, std::size_t gene)
{
    const auto end = order.begin() + static_cast<std::ptrdiff_t>(std::min(count, order.size()));
    return std::find(order.begin(), end, gene) != end;
}

Table toTable(const GeneAttentionResult &result, int top)
{
    constexpr double unknown = std::numeric_limits<double>::quiet_NaN();
    std::vector<std::string> groups, genes, deGenes;
    std::vector<std::int64_t> ranks, tokens, inBoth;
    std::vector<double> contrast, mean, rest, detectedMean, deScore, deAdjusted, detected, expression;
    for (const GroupAttention &group : result.groups)
        for (std::size_t i = 0; i < listed(group, top); ++i) {
            const std::size_t gene = group.order[i];
            groups.push_back(group.group);
            ranks.push_back(static_cast<std::int64_t>(i) + 1);
            genes.push_back(result.genes[gene]);
            contrast.push_back(group.contrast[gene]);
            mean.push_back(group.mean[gene]);
            rest.push_back(group.meanOfRest[gene]);
            detectedMean.push_back(group.meanDetected[gene]);
            tokens.push_back(group.tokens[gene]);
            const bool tested = !group.deScore.empty();
            deScore.push_back(tested ? group.deScore[gene] : unknown);
            deAdjusted.push_back(tested ? group.deAdjusted[gene] : unknown);
            detected.push_back(tested ? group.detected[gene] : unknown);
            expression.push_back(tested ? group.meanExpression[gene] : unknown);
            inBoth.push_back(tested && isIn(group.deOrder, listed(group, top), gene) ? 1 : 0);
            deGenes.push_back(tested ? result.genes[group.deOrder[i]] : std::string());
        }
    return {{{"group", std::move(groups)},
             {"rank", std::move(ranks)},
             {"gene", std::move(genes)},
             {"contrast", std::move(contrast), "ln"},
             {"attention", std::move(mean)},
             {"attention_rest", std::move(rest)},
             {"attention_detected", std::move(detectedMean)},
             {"cells", std::move(tokens), "cells"},
             {"wilcoxon_score", std::move(deScore)},
             {"wilcoxon_padj", std::move(deAdjusted)},
             {"pct_nz_group", std::move(detected)},
             {"mean_expression", std::move(expression), "ln"},
             {"in_wilcoxon_list", std::move(inBoth)},
             {"wilcoxon_gene", std::move(deGenes)}}};
}

nlohmann::ordered_json summaryOf(const GeneAttentionResult &result, const LoadedModel &model, const GeneAttentionOptions &options)
{
    nlohmann::ordered_json groups = nlohmann::ordered_json::array();
    for (const GroupAttention &group : result.groups) {
        nlohmann::ordered_json entry{{"group", group.group}, {"cells", group.cells}, {"genes_ranked", group.order.size()}};
        if (result.tested)
            entry.update({{"shared_with_wilcoxon", group.shared},
                          {"shared_by_chance", group.sharedByChance},
                          {"correlation_with_detection", group.withDetection},
                          {"correlation_with_mean_expression", group.withMeanExpression}});
        groups.push_back(std::move(entry));
    }
    return {{"genes", result.genes.size()},
            {"attention", model.geneAttention ? "received, as the model gives it" : "received, from the maps of the last layer"},
            {"rank_by", options.rankBy},
            {"top", options.top},
            {"tested", result.tested},
            {"chance_formula", "top x top / genes ranked"},
            {"groups", std::move(groups)}};
}

void append(Table &all, Table more)
{
    if (all.columns.empty()) {
        all = std::move(more);
        return;
    }
    for (std::size_t i = 0; i < all.columns.size(); ++i)
        std::visit(
            [&](auto &values) {
                const auto &added = std::get<std::decay_t<decltype(values)>>(more.columns[i].values);
                values.insert(values.end(), added.begin(), added.end());
            },
            all.columns[i].values);
}

std::vector<std::string> namesOf(const GeneAttentionResult &result, const std::vector<std::size_t> &order, std::size_t count)
{
    std::vector<std::string> names;
    const std::size_t most = std::min(count, order.size());
    names.reserve(most);
    for (std::size_t i = 0; i < most; ++i) names.push_back(result.genes[order[i]]);
    return names;
}

// The sets of one group's lists. Only the genes that have a rank in the group can be in its lists, so they are the background.
Result<Enrichment> enrichmentOf(const GeneAttentionResult &result, const GroupAttention &group, const io::GeneSets &sets,
                                const GeneAttentionOptions &options, JobContext &context)
{
    const std::size_t count = listed(group, options.top);
    std::vector<GeneList> lists{{group.group, namesOf(result, group.order, count)}};
    if (!group.deOrder.empty()) lists.push_back({group.group + byWilcoxon, namesOf(result, group.deOrder, count)});
    EnrichOptions testing;
    testing.geneMatching = options.geneMatching;
    return enrich(lists, namesOf(result, group.order, group.order.size()), sets, testing, context);
}

// The gene sets of the lists, as a further file.
Result<void> addEnrichment(TaskOutcome &outcome, const GeneAttentionResult &result, const GeneAttentionOptions &options,
                           JobContext &context)
{
    LEXICELL_TRY(file, io::geneSetsFile(options.gmt));
    LEXICELL_TRY(sets, io::readGeneSets(file, context));
    Table table;
    std::optional<Error> reason;  // of a group without a set to test
    std::string left;
    std::int64_t significant = 0, byTest = 0, most = 0;
    for (const GroupAttention &group : result.groups) {
        if (context.cancelled()) return cancelled();
        JobContext own;  // groups would warn of the same species again and again
        auto made = group.order.empty() ? Error{errors::tooSmall, "No group has a list of genes to test.", {}}
                                        : enrichmentOf(result, group, sets, options, own);
        if (!made.ok()) {
            if (made.error().kind == ErrorKind::OutOfMemory) return made.error();
            if (!reason) reason = made.error();
            left += (left.empty() ? "" : ", ") + group.group;
            continue;
        }
        for (const Warning &warning : own.warnings())
            if (warning.is(warnings::otherSpecies) && table.columns.empty())
                context.warn(warnings::otherSpecies, warning.message);
        for (const auto &tested : made->results)
            if (tested.adjustedP < 0.05) ++(tested.list > 0 ? byTest : significant);
        most = std::max(most, made->testedSets);
        append(table, enrichmentTable(*made, sets));
    }
    if (table.columns.empty()) return *reason;
    if (reason)
        context.warn(warnings::leftOut, "Groups whose lists could not be tested for gene sets: " + left + ". " + reason->message);
    outcome.files.push_back({options.enrichment, resultCsv(table)});
    outcome.summary["enrichment"] = {{"output", options.enrichment},
                                     {"sets_tested", most},
                                     {"background", "genes with a rank in the group"},
                                     {"significant", significant},
                                     {"significant_wilcoxon", byTest}};
    return {};
}

Result<TaskOutcome> run(const TaskInput &input, const OptionValues &values, JobContext &context)
{
    const auto &options = values.as<GeneAttentionOptions>();
    if (!options.enrichment.empty()) LEXICELL_CHECK(checkFilePlace(options.enrichment, input.replace));
    LEXICELL_TRY(result, geneAttention(*input.dataset, *input.model, options, context));
    TaskOutcome outcome{toTable(result, options.top), summaryOf(result, *input.model, options)};
    if (!options.enrichment.empty()) LEXICELL_CHECK(addEnrichment(outcome, result, options, context));
    return outcome;
}

// Reports errors before LibTorch is loaded.
Result<void> check(const OptionValues &values)
{
    const auto &options = values.as<GeneAttentionOptions>();
    if (!options.enrichment.empty()) LEXICELL_CHECK(checkGeneSets(options.gmt));
    return checkGeneAttentionOptions(options);
}

}  // namespace

TaskSpec geneAttentionTask()
{
    return {.id = "gene-attention",
            .title = "Genes by attention",
            .summary = "The genes that receive most of a model's attention in each group of cells, beside Wilcoxon's test.",
            .group = TaskGroup::Genes,
            .needs = {Need::Dataset, Need::Model},
            .model = ModelUse::Required,
            .writes = Writes::Csv,
            .output = "CSV with a line for each group and rank: group, rank, gene, contrast (difference of the mean logarithm of "
                      "attention to the other cells), attention, attention_rest (means), attention_detected (over cells with a "
                      "count of the gene), cells (with the gene as a token), wilcoxon_score, wilcoxon_padj, pct_nz_group, "
                      "mean_expression (ln(1 + counts per 10,000) over the group's cells), "
                      "in_wilcoxon_list (1: among the same number of genes by Wilcoxon's score), wilcoxon_gene (of this rank).",
            .options = OptionValues(GeneAttentionOptions{}),
            .run = &run,
            .check = &check};
}

}  // namespace lexicell::models::tasks
