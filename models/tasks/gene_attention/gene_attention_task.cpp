#include "models/tasks/gene_attention/gene_attention_task.h"

#include "core/files/atomic_file.h"
#include "models/tasks/enrich/enrich.h"
#include "models/tasks/gene_attention/gene_attention.h"
#include "models/tasks/output_place.h"
#include "models/tasks/result_files.h"

#include <algorithm>
#include <limits>

namespace lexicell::models::tasks {

namespace {

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
    std::vector<double> contrast, mean, rest, detectedMean, deScore, deAdjusted, detected;
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
                          {"correlation_with_detection", group.withDetection}});
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

Result<nlohmann::ordered_json> writeEnrichment(const GeneAttentionResult &result, const GeneAttentionOptions &options,
                                               JobContext &context)
{
    std::vector<GeneList> lists;
    const auto add = [&](const std::string &name, const std::vector<std::size_t> &order, std::size_t count) {
        GeneList list{name, {}};
        for (std::size_t i = 0; i < std::min(count, order.size()); ++i) list.genes.push_back(result.genes[order[i]]);
        if (!list.genes.empty()) lists.push_back(std::move(list));
    };
    for (const GroupAttention &group : result.groups) {
        add(group.group, group.order, listed(group, options.top));
        add(group.group + ", Wilcoxon", group.deOrder, listed(group, options.top));
    }
    if (lists.empty()) return Error{errors::tooSmall, "No group has a list of genes to test.", {}};
    LEXICELL_TRY(file, io::geneSetsFile(options.gmt));
    LEXICELL_TRY(sets, io::readGeneSets(file, context));
    EnrichOptions testing;
    testing.geneMatching = options.geneMatching;
    LEXICELL_TRY(made, enrich(lists, result.genes, sets, testing, context));
    LEXICELL_CHECK(files::writeTextFile(options.enrichment, resultCsv(enrichmentTable(made, sets))));
    std::int64_t significant = 0, byTest = 0;
    for (const auto &tested : made.results)
        if (tested.adjustedP < 0.05)
            ++(made.lists[static_cast<std::size_t>(tested.list)].ends_with(", Wilcoxon") ? byTest : significant);
    return nlohmann::ordered_json{{"output", options.enrichment},
                                  {"sets_tested", made.testedSets},
                                  {"background", made.background.size()},
                                  {"significant", significant},
                                  {"significant_wilcoxon", byTest}};
}

Result<TaskOutcome> run(const TaskInput &input, const OptionValues &values, JobContext &context)
{
    const auto &options = values.as<GeneAttentionOptions>();
    if (!options.enrichment.empty()) LEXICELL_CHECK(checkFilePlace(options.enrichment, input.replace));
    LEXICELL_TRY(result, geneAttention(*input.dataset, *input.model, options, context));
    TaskOutcome outcome{toTable(result, options.top), summaryOf(result, *input.model, options)};
    if (!options.enrichment.empty()) {
        LEXICELL_TRY(enrichment, writeEnrichment(result, options, context));
        outcome.summary["enrichment"] = std::move(enrichment);
    }
    return outcome;
}

Result<void> check(const OptionValues &values) { return checkGeneAttentionOptions(values.as<GeneAttentionOptions>()); }

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
                      "in_wilcoxon_list (1: among the same number of genes by Wilcoxon's score), wilcoxon_gene (of this rank).",
            .options = OptionValues(GeneAttentionOptions{}),
            .run = &run,
            .check = &check};
}

}  // namespace lexicell::models::tasks
