#include "models/tasks/knock_out/knock_out_run.h"

#include "models/input/prepared_cells.h"
#include "models/tasks/knock_out/changed_cells.h"
#include "models/tasks/knock_out/gene_numbers.h"
#include "models/tasks/knock_out/query_cells.h"
#include "models/tasks/knock_out/query_expression.h"
#include "models/tasks/knock_out/shortlist.h"
#include "models/tasks/knock_out/warn_once.h"

#include <algorithm>
#include <chrono>
#include <limits>
#include <optional>

namespace lexicell::models::tasks {

namespace {

// Shares of the job's time
constexpr double afterPreparing = 0.04, afterIntact = 0.1, afterRaised = 0.75, afterChanges = 0.95;

Result<void> checkCounts(const input::PreparedCells &cells)
{
    if (!cells.survey.values.contradictsCounts()) return {};
    return Error{
        errors::countsNeeded,
        "The matrix does not hold counts. Knock-outs need them: genes are compared with genes of like expression, in counts "
        "per 10,000. Choose the matrix that holds the counts.",
        {},
        {{"layer"}}};
}

void warnOfFewCells(const QueryCells &query, const KnockOutOptions &options, JobContext &context)
{
    const auto count = static_cast<std::int64_t>(query.cells.size());
    if (count >= options.minCells) return;
    warnOnce(context, warnings::smallNull,
             "Only " + std::to_string(count) + " cells are changed, but min-cells is " + std::to_string(options.minCells) +
                 ", so no gene is compared with genes of like expression: there is no z and no p value. Choose more cells, or "
                 "lower the minimum.",
             {{"min-cells"}});
}

// Which genes are tested, and which are computed for the null alone.
struct Plan {
    std::vector<std::string> names;        // of all genes of the file
    std::vector<RequestedGene> requested;  // tested, also those that cannot be
    std::vector<std::int64_t> others;      // columns of the null alone, in file order
    NullFeatures features;
    std::vector<std::int64_t> pool;  // places in features
};

Result<Plan> planOf(const data::Dataset &dataset, const input::PreparedCells &cells, const GeneExpression &expression,
                    const KnockOutOptions &options, JobContext &context)
{
    Plan plan;
    std::vector<bool> known;
    for (const std::int64_t id : cells.coverage.geneIds) known.push_back(id >= 0);
    plan.features = nullFeatures(expression, known, options.minCells);
    LEXICELL_TRY(names, requestedGenes(dataset, cells, options, context));
    plan.requested = std::move(names.requested);
    if (options.allExpressed)
        for (const std::int64_t gene : plan.features.genes)
            plan.requested.push_back({names.names[static_cast<std::size_t>(gene)], gene, GeneStatus::Ok});
    if (plan.requested.empty())
        return Error{errors::tooFewGenes,
                     "No gene that the model knows is expressed in at least " + std::to_string(options.minCells) +
                         " of the cells to change. Choose more cells, or lower the minimum.",
                     {},
                     {{"min-cells"}}};
    for (RequestedGene &gene : plan.requested)
        if (gene.status == GeneStatus::Ok && plan.features.placeOf(gene.column) < 0) gene.status = GeneStatus::TooFewCells;
    plan.names = std::move(names.names);
    return plan;
}

void choosePool(Plan &plan, const KnockOutOptions &options)
{
    std::vector<std::int64_t> tested;
    for (const RequestedGene &gene : plan.requested)
        if (canBeChanged(gene)) tested.push_back(gene.column);
    const bool all = options.allExpressed && options.shortlist == 0;
    plan.pool = all ? std::vector<std::int64_t>() : poolOf(plan.features, tested, options.shortlist > 0);
    if (all)
        for (std::size_t i = 0; i < plan.features.genes.size(); ++i) plan.pool.push_back(static_cast<std::int64_t>(i));
    std::sort(tested.begin(), tested.end());
    for (const std::int64_t place : plan.pool) {
        const std::int64_t column = plan.features.genes[static_cast<std::size_t>(place)];
        if (!std::binary_search(tested.begin(), tested.end(), column)) plan.others.push_back(column);
    }
}

// One target for each gene, empty for those that are not changed.
std::vector<std::vector<std::int64_t>> targetsOf(const std::vector<RequestedGene> &genes, const input::PreparedCells &cells)
{
    std::vector<std::vector<std::int64_t>> targets;
    targets.reserve(genes.size());
    for (const RequestedGene &gene : genes)
        targets.push_back(canBeChanged(gene) ? std::vector{cells.coverage.geneIds[static_cast<std::size_t>(gene.column)]}
                                             : std::vector<std::int64_t>());
    return targets;
}

// Over-expression toward a goal: does the removal of the same genes move the cells the other way?
bool comparesWithRemoval(const GeneChange &change, const QueryCells &query)
{
    return change.kind == ChangeKind::OverExpress && query.hasGoal();
}

// Leaves the tested genes with the largest scores.
void shorten(Plan &plan, const std::vector<double> &scores, std::int64_t count)
{
    std::vector<std::size_t> known;
    std::vector<double> own;
    std::vector<std::int64_t> columns;
    for (std::size_t i = 0; i < plan.requested.size(); ++i) {
        if (!canBeChanged(plan.requested[i])) continue;
        known.push_back(i);
        own.push_back(scores[i]);
        columns.push_back(plan.requested[i].column);
    }
    const auto chosen = largestScores(own, columns, static_cast<std::size_t>(count));
    for (std::size_t i = 0; i < known.size(); ++i)
        if (!std::binary_search(chosen.begin(), chosen.end(), i)) plan.requested[known[i]].status = GeneStatus::NotShortlisted;
}

// Counted and timed instead of computed. A shortlist is not known yet: the genes of most cells cost most.
Result<void> tryRun(Trial &trial, Plan &plan, const GeneExpression &expression, const input::PreparedCells &cells,
                    const LoadedModel &model, TrialJob job, const KnockOutOptions &options, JobContext &context)
{
    if (options.shortlist > 0) {
        std::vector<double> detected;
        for (const RequestedGene &gene : plan.requested)
            detected.push_back(gene.column < 0 ? 0.0 : expression.detection(gene.column));
        shorten(plan, detected, options.shortlist);
        job.gradients = job.query.hasGoal() ? 1 : shortlistDirections;
    }
    choosePool(plan, options);
    for (const RequestedGene &gene : plan.requested)
        if (canBeChanged(gene)) job.targets.push_back(gene.column);
    job.tested = job.targets.size();
    job.targets.insert(job.targets.end(), plan.others.begin(), plan.others.end());
    job.pairs = options.pairs;
    job.cutsByRank = model.card.family == "scemb";
    return addTrial(trial, cells, model, job, context);
}

std::vector<KnockOutGene> genesOf(const Plan &plan, const GeneExpression &expression)
{
    constexpr double unknown = std::numeric_limits<double>::quiet_NaN();
    std::vector<KnockOutGene> genes;
    for (const RequestedGene &gene : plan.requested) genes.push_back({.gene = gene});
    for (const std::int64_t column : plan.others)
        genes.push_back({.gene = {plan.names[static_cast<std::size_t>(column)], column, GeneStatus::Ok}, .tested = false});
    for (KnockOutGene &gene : genes) {
        const std::int64_t column = gene.gene.column;
        gene.meanExpression = column < 0 ? unknown : expression.mean(column);
        gene.detection = column < 0 ? unknown : expression.detection(column);
    }
    return genes;
}

// Vectors of the query cells in their order, and the goal.
struct Intact {
    std::vector<CellVector> query;
    Goal goal;
    std::int64_t passes = 0;
    std::vector<CellVector> perturbed = {};  // of PerturbedCells::all()
};

Result<Intact> intactCells(const input::PreparedCells &cells, const LoadedModel &model, const QueryCells &query,
                           const std::vector<std::int64_t> &perturbed, JobContext &context)
{
    std::vector<std::int64_t> all = query.cells;
    all.insert(all.end(), query.goal.begin(), query.goal.end());
    all.insert(all.end(), perturbed.begin(), perturbed.end());
    std::sort(all.begin(), all.end());
    all.erase(std::unique(all.begin(), all.end()), all.end());
    LEXICELL_TRY(vectors, intactVectors(cells, model, all, context));
    const auto chosen = [&](const std::vector<std::int64_t> &which) {
        std::vector<CellVector> some;
        some.reserve(which.size());
        for (const std::int64_t cell : which)
            some.push_back(vectors[static_cast<std::size_t>(std::lower_bound(all.begin(), all.end(), cell) - all.begin())]);
        return some;
    };
    Intact result{chosen(query.cells), {}, static_cast<std::int64_t>(all.size())};
    if (query.hasGoal())
        result.goal = goalOf(groupMean(result.query, query.replicatesOf(query.cells)),
                             groupMean(chosen(query.goal), query.replicatesOf(query.goal)));
    result.perturbed = chosen(perturbed);
    return result;
}

// Every two tested genes that the model knows.
Result<void> changePairs(KnockOut &result, const input::PreparedCells &cells, const LoadedModel &model, PairJob job,
                         JobContext &context)
{
    std::vector<std::size_t> places;
    for (std::size_t i = 0; i < result.genes.size(); ++i) {
        const RequestedGene &gene = result.genes[i].gene;
        if (!result.genes[i].tested || !canBeChanged(gene)) continue;
        places.push_back(i);
        job.genes.push_back(cells.coverage.geneIds[static_cast<std::size_t>(gene.column)]);
    }
    LEXICELL_TRY(effects, pairEffects(cells, model, job, context));
    for (PairEffect &pair : effects.pairs) {
        pair.a = places[pair.a];
        pair.b = places[pair.b];
    }
    result.pairEffects = std::move(effects.pairs);
    result.passes += effects.passes;
    return {};
}

Result<std::optional<PcaBaseline>> pcaOf(data::CsrBlock counts, std::int64_t seed, JobContext &context)
{
    auto pca = PcaBaseline::make(std::move(counts), static_cast<std::uint64_t>(seed), context);
    if (pca.ok()) return std::optional<PcaBaseline>(std::move(*pca));
    if (pca.error().kind == ErrorKind::Cancelled) return pca.error();
    context.warn(warnings::noBaseline, "The PCA beside the model could not be computed. " + pca.error().message);
    return std::optional<PcaBaseline>();
}

std::vector<std::int64_t> testedColumns(const Plan &plan)
{
    std::vector<std::int64_t> columns;
    for (const RequestedGene &gene : plan.requested)
        if (canBeChanged(gene)) columns.push_back(gene.column);
    return columns;
}

}  // namespace

Result<KnockOut> knockOutWithin(const data::Dataset &dataset, const LoadedModel &model, const KnockOutOptions &options,
                                const std::vector<std::int64_t> *within, SharedWork &shared, JobContext &context,
                                const RunControl &control)
{
    const auto begin = std::chrono::steady_clock::now();
    LEXICELL_CHECK(checkKnockOutOptions(options));
    KnockOut result;
    LEXICELL_TRY(change, changeOf(options, model));
    result.change = change;
    if (options.shortlist > 0) LEXICELL_CHECK(checkShortlist(model, change));
    std::optional<JobPart> part(std::in_place, context, 0.0, afterPreparing);
    if (!shared.cells) {
        LEXICELL_TRY(prepared, input::prepareCells(dataset, model.card, model.tokenizer, options, context));
        shared.cells = std::move(prepared);
    }
    const input::PreparedCells &cells = *shared.cells;
    LEXICELL_CHECK(checkCounts(cells));
    LEXICELL_TRY(query, queryCells(dataset, cells, options, context, within));
    warnOfFewCells(query, options, context);
    LEXICELL_TRY(counts, cells.matrix.all());
    const GeneExpression expression = queryExpression(counts, query.cells);
    LEXICELL_TRY(plan, planOf(dataset, cells, expression, options, context));
    if (control.checkOnly) return result;
    if (control.trial) {
        control.trial->seconds += std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
        part.reset();
        const bool removes = control.opposite && comparesWithRemoval(change, query);
        LEXICELL_CHECK(
            tryRun(*control.trial, plan, expression, cells, model, {query, {}, 0, change, false, removes}, options, context));
        return result;
    }
    LEXICELL_TRY(perturbed, perturbedCells(dataset, cells, testedColumns(plan), options, within, context));
    result.hasMeasured = !perturbed.genes.empty();

    part.reset();
    part.emplace(context, afterPreparing, afterIntact);
    LEXICELL_TRY(intact,
                 intactCells(cells, model, query, result.hasMeasured ? perturbed.all() : std::vector<std::int64_t>(), context));
    part.reset();
    const bool opposite = control.opposite && comparesWithRemoval(change, query);
    part.emplace(context, afterIntact, opposite ? afterRaised : afterChanges);
    ChangeJob job{query.cells, intact.query, targetsOf(plan.requested, cells), change, intact.goal, control.unfinished};
    if (options.shortlist > 0) {
        LEXICELL_TRY(scores, shortlistScores(cells, model, job, context));
        shorten(plan, scores, options.shortlist);
    }
    choosePool(plan, options);
    result.genes = genesOf(plan, expression);
    std::vector<RequestedGene> all;
    for (const KnockOutGene &gene : result.genes) all.push_back(gene.gene);
    job.targets = targetsOf(all, cells);
    LEXICELL_TRY(changed, changeCells(cells, model, job, context));
    part.reset();
    if (opposite) {
        const JobPart removing(context, afterRaised, afterChanges);
        LEXICELL_TRY(compared, compareWithRemoval(cells, model, job, changed, plan.requested.size(), context));
        result.opposite = compared;
        result.passes += compared.passes;
    }
    part.emplace(context, afterChanges, 1.0);
    if (options.pairs)
        LEXICELL_CHECK(changePairs(
            result, cells, model, {query, intact.query, {}, change, intact.goal, options.minCells, control.unfinished}, context));
    LEXICELL_CHECK(takeDifferential(result, counts, query, context));
    if (result.hasMeasured) {
        LEXICELL_TRY(measured, measuredGenes(perturbed, intact.perturbed, counts, plan.names,
                                             static_cast<std::uint64_t>(options.seed), context));
        takeMeasured(result, perturbed, measured);
    }
    if (!shared.pca) {
        LEXICELL_TRY(made, pcaOf(std::move(counts), options.seed, context));
        shared.pca = std::move(made);
    }
    const std::optional<PcaBaseline> &pca = *shared.pca;

    result.goal = query.hasGoal();
    result.goalCells = static_cast<std::int64_t>(query.goal.size());
    result.eligible = static_cast<std::int64_t>(plan.features.genes.size());
    result.pool = static_cast<std::int64_t>(plan.pool.size());
    result.passes += intact.passes + changed.passes;
    takeEffects(result, {query, changed, intact.goal, options.minCells});
    if (pca) takePcaEffects(result, {query, changed, intact.goal, options.minCells}, *pca, expression);
    compareWithNull(result, plan.features, plan.pool, context);
    result.cells = std::move(query.cells);
    result.shifts = std::move(changed.targets);
    return result;
}

}  // namespace lexicell::models::tasks
