#include "models/tasks/knock_out/truth_summary.h"

#include "models/tasks/knock_out/known_genes.h"

#include <algorithm>
#include <string>
#include <utility>

namespace lexicell::models::tasks {

namespace {

constexpr std::size_t mostHits = 50;  // that a summary lists

using Json = nlohmann::ordered_json;

Json toJson(const Retrieval &found)
{
    return {{"auroc", found.auroc},
            {"average_precision", found.averagePrecision},
            {"base_rate", found.baseRate},
            {"genes", found.genes}};
}

void addScores(Json &object, const KnownGeneScores &scores)
{
    object["model"] = toJson(scores.model);
    object["pca"] = toJson(scores.pca);
    object["de"] = toJson(scores.differential);
    object["mean_expression"] = toJson(scores.meanExpression);
}

Json toJson(const TargetRanking &ranking)
{
    Json object = toJson(ranking.found);
    object["expected_auroc"] = ranking.expectedAuroc;
    object["p"] = ranking.p;
    object["curve"] = {{"genes", ranking.counts}, {"targets", ranking.targets}};
    return object;
}

}  // namespace

Result<std::optional<ChosenTargets>> chosenTargets(const data::Dataset &dataset, const LoadedModel &model,
                                                   const KnockOutOptions &options, JobContext &context)
{
    if (options.targets.empty()) return std::optional<ChosenTargets>();
    LEXICELL_TRY(set, readTargets(options, context));
    LEXICELL_TRY(column, input::chooseGeneColumn(dataset, model.tokenizer->vocabulary(), options));
    const GeneFinder finder(std::move(column), options.geneMatching == "exact");
    LEXICELL_TRY(columns, targetColumns(set, finder, context));
    ChosenTargets targets{std::move(set), std::move(columns)};
    if (options.ppi.empty()) return std::optional<ChosenTargets>(std::move(targets));
    LEXICELL_TRY(pairs, io::readGenePairs(options.ppi, context));
    LEXICELL_TRY(partners, proteinPartners(pairs, finder));
    targets.partners = std::move(partners);
    return std::optional<ChosenTargets>(std::move(targets));
}

Result<void> checkTargets(const KnockOutOptions &options)
{
    if (options.targets.empty()) return {};
    JobContext silent;  // the run gives the warnings
    LEXICELL_CHECK(readTargets(options, silent));
    if (!options.ppi.empty()) LEXICELL_CHECK(io::readGenePairs(options.ppi, silent));
    return {};
}

void addKnownGenes(Json &summary, const data::Dataset &dataset, const KnockOutOptions &options, const KnockOut &result)
{
    std::vector<std::string> types;
    if (!options.from.empty()) types.push_back(options.from);
    if (!options.toward.empty()) types.push_back(options.toward);
    if (types.empty() && !result.group.empty()) types.push_back(result.group);
    auto known = knownGenes(dataset, types);
    if (known.empty() && options.from.empty()) known = knownGenes(dataset, {});  // grouped by something else
    if (known.empty()) return;
    summary["known_genes"] = {{"source", "markers of the simulated cell types"}};
    addScores(summary["known_genes"], findingKnownGenes(result, known));
}

void addMeasured(Json &summary, const KnockOut &result)
{
    if (!result.hasMeasured) return;
    const MeasuredScores found = findingMeasuredGenes(result);
    summary["measured"] = {{"source", "genes knocked out in the data"},
                           {"genes", found.genes},
                           {"control_cells", result.controlCells},
                           {"effective", found.effective},
                           {"spearman", {{"model", found.spearman}, {"mean_expression", found.spearmanMeanExpression}}}};
    addScores(summary["measured"], found.scores);
}

Result<void> addTargets(Json &summary, const ChosenTargets &targets, const KnockOut &result, const KnockOutOptions &options,
                        const JobContext &context)
{
    const auto &partners = targets.partners;
    LEXICELL_TRY(found, targetHits(result, targets.columns, static_cast<std::uint64_t>(options.seed), context,
                                   partners ? &partners->degree : nullptr));
    Json hits = Json::array();
    for (std::size_t i = 0; i < std::min(found.hits.size(), mostHits); ++i)
        hits.push_back({{"gene", found.hits[i].gene},
                        {"rank", found.hits[i].rank},
                        {"z", found.hits[i].z},
                        {"p_adj", found.hits[i].adjustedP}});
    summary["targets"] = {{"name", targets.set.name},
                          {"given", targets.set.genes.size()},
                          {"in_data", targets.columns.size()},
                          {"tested", found.tested},
                          {"ranked_by", found.byZ ? "z" : "effect"},
                          {"draws", targetDraws},
                          {"hits", std::move(hits)},
                          {"model", toJson(found.model)},
                          {"pca", toJson(found.pca)},
                          {"de", toJson(found.differential)},
                          {"mean_expression", toJson(found.meanExpression)}};
    if (!partners || !found.degree) return {};
    summary["targets"]["ppi_degree"] = toJson(*found.degree);
    summary["targets"]["ppi"] = {{"pairs", partners->pairs},
                                 {"genes_in_data", partners->genesInData},
                                 {"degree", partners->weighted ? "sum of weights" : "partners"}};
    return {};
}

}  // namespace lexicell::models::tasks
