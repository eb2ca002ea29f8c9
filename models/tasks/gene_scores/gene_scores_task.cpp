#include "models/tasks/gene_scores/gene_scores_task.h"

#include "core/steps/free_keys.h"
#include "core/steps/gene_scores.h"
#include "models/tasks/gene_lists.h"

namespace lexicell::models::tasks {

namespace {

using steps::GeneScoresOptions;

Result<TaskOutcome> run(const TaskInput &input, const OptionValues &values, JobContext &context)
{
    auto options = values.as<GeneScoresOptions>();
    LEXICELL_TRY(genes, geneNames(options.genes));
    options.genes = std::move(genes);
    if (input.brought) {
        const std::string free = steps::freeObsColumn(*input.brought, options.scoreName);
        if (free != options.scoreName)
            context.warn(warnings::keptColumns, "The file's own columns are kept. The new one is called " + free + ".");
        options.scoreName = free;
    }
    LEXICELL_TRY(scores, steps::geneScores(*input.dataset, options, context));
    TaskOutcome outcome{DatasetChange{std::move(scores.dataset)}};
    outcome.summary = {{"genes", scores.genes}, {"control_genes", scores.controlGenes}};
    return outcome;
}

Result<void> check(const OptionValues &values)
{
    auto options = values.as<GeneScoresOptions>();
    LEXICELL_CHECK(steps::checkGeneScoresOptions(options));
    if (auto genes = geneNames(options.genes); !genes.ok()) return genes.error();
    return {};
}

}  // namespace

TaskSpec geneScoresTask()
{
    return {.id = "gene-scores",
            .title = "Gene scores",
            .summary = "Score a set of genes in every cell, against control genes of similar expression: obs score.",
            .group = TaskGroup::Genes,
            .needs = {Need::Dataset},
            .options = OptionValues(GeneScoresOptions{}),
            .run = &run,
            .check = &check};
}

}  // namespace lexicell::models::tasks
