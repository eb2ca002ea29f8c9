#include "models/tasks/knock_out/gene_numbers.h"

#include "core/analysis/p_values.h"
#include "models/tasks/knock_out/rank_statistics.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <unordered_map>

namespace lexicell::models::tasks {

namespace {

constexpr double unknown = std::numeric_limits<double>::quiet_NaN();
constexpr Effect noEffect{unknown, unknown, unknown, unknown, 0};

std::vector<double> valuesOf(const std::vector<CellShift> &shifts, ShiftMetric metric)
{
    std::vector<double> values;
    values.reserve(shifts.size());
    for (const CellShift &shift : shifts) values.push_back(valueOf(shift, metric));
    return values;
}

// 0 where the change left every cell as it was, as for the numbers of a cell.
double directionCosine(const std::vector<double> &change, const std::vector<double> &direction)
{
    const bool moved = std::any_of(change.begin(), change.end(), [](double value) { return value != 0.0; });
    return moved ? cosine(change, direction) : 0.0;
}

std::vector<std::int32_t> replicatesOf(const CellNumbers &numbers, const TargetShifts &target)
{
    std::vector<std::int64_t> cells;
    for (const std::int64_t place : target.cells) cells.push_back(numbers.query.cells[static_cast<std::size_t>(place)]);
    return numbers.query.replicatesOf(cells);
}

Effect effectIn(const std::vector<CellShift> &shifts, ShiftMetric metric, const std::vector<std::int32_t> &replicates,
                std::int64_t minCells)
{
    return shifts.empty() ? noEffect : effectOf(valuesOf(shifts, metric), replicates, minCells);
}

Goal pcaGoal(const PcaBaseline &pca, const QueryCells &query)
{
    if (!query.hasGoal()) return {};
    const auto mean = [&](const std::vector<std::int64_t> &cells) {
        std::vector<std::vector<double>> rows;
        rows.reserve(cells.size());
        for (const std::int64_t cell : cells) rows.push_back(pca.scores(cell));
        return groupMean(rows, query.replicatesOf(cells));
    };
    return goalOf(mean(query.cells), mean(query.goal));
}

template <class Number> std::vector<double> ofTested(const KnockOut &result, Number &&number)
{
    std::vector<double> all;
    for (const KnockOutGene &gene : result.genes)
        if (gene.tested) all.push_back(number(gene));
    return all;
}

std::vector<double> effects(const KnockOut &result, ShiftMetric metric)
{
    return ofTested(result, [metric](const KnockOutGene &gene) { return gene.in(metric).effect.value; });
}

void correlate(KnockOut &result, ShiftMetric metric)
{
    const auto effect = effects(result, metric);
    auto &correlations = result.correlations[static_cast<std::size_t>(metric)];
    correlations.meanExpression = spearman(effect, ofTested(result, [](const auto &gene) { return gene.meanExpression; }));
    correlations.detection = spearman(effect, ofTested(result, [](const auto &gene) { return gene.detection; }));
    correlations.differential =
        spearman(effect, ofTested(result, [](const auto &gene) { return std::abs(gene.differential.logFoldChange); }));
    correlations.pca = spearman(effect, ofTested(result, [metric](const auto &gene) { return gene.in(metric).pca; }));
}

}  // namespace

const char *toString(ShiftMetric metric)
{
    switch (metric) {
    case ShiftMetric::Shift: return "shift";
    case ShiftMetric::Toward: return "toward";
    case ShiftMetric::Along: return "along";
    }
    return "";
}

double valueOf(const CellShift &shift, ShiftMetric metric)
{
    switch (metric) {
    case ShiftMetric::Shift: return shift.shift;
    case ShiftMetric::Toward: return shift.toward;
    case ShiftMetric::Along: return shift.along;
    }
    return unknown;
}

std::vector<ShiftMetric> KnockOut::metrics() const
{
    return goal ? std::vector<ShiftMetric>(shiftMetrics.begin(), shiftMetrics.end()) : std::vector{ShiftMetric::Shift};
}

void compareModels(KnockOut &result, const KnockOut &second)
{
    std::unordered_map<std::int64_t, const KnockOutGene *> others;  // by column
    for (const KnockOutGene &gene : second.genes)
        if (gene.gene.column >= 0) others.emplace(gene.gene.column, &gene);
    result.hasSecond = true;
    for (const ShiftMetric metric : result.metrics()) {
        for (KnockOutGene &gene : result.genes)
            if (const auto other = others.find(gene.gene.column); other != others.end())
                gene.in(metric).second = other->second->in(metric).effect.value;
        result.correlations[static_cast<std::size_t>(metric)].second =
            spearman(effects(result, metric), ofTested(result, [metric](const auto &gene) { return gene.in(metric).second; }));
    }
}

void takeEffects(KnockOut &result, const CellNumbers &numbers)
{
    for (std::size_t i = 0; i < result.genes.size(); ++i) {
        KnockOutGene &gene = result.genes[i];
        const TargetShifts &target = numbers.changed.targets[i];
        const auto replicates = replicatesOf(numbers, target);
        gene.cells = static_cast<std::int64_t>(target.cells.size());
        gene.replaced = target.replaced;
        gene.unchanged = target.unchanged;
        for (const ShiftMetric metric : shiftMetrics) {
            MetricNumbers &own = gene.in(metric);
            own = {noEffect, {0, unknown, unknown, unknown, unknown}, unknown, unknown, unknown};
            if (metric == ShiftMetric::Shift || result.goal)
                own.effect = effectIn(target.shifts, metric, replicates, numbers.minCells);
        }
        gene.directionCosine = result.goal && gene.cells > 0 ? directionCosine(target.change, numbers.goal.direction) : unknown;
        if (gene.gene.status == GeneStatus::Ok && std::isnan(gene.in(ShiftMetric::Shift).effect.value))
            gene.gene.status = GeneStatus::TooFewCells;
        if (canBeChanged(gene.gene)) result.pairs += static_cast<std::int64_t>(numbers.query.cells.size());
        result.changedPairs += gene.cells;
    }
}

void takePcaEffects(KnockOut &result, const CellNumbers &numbers, const PcaBaseline &pca, const GeneExpression &expression)
{
    const Goal goal = pcaGoal(pca, numbers.query);
    for (std::size_t i = 0; i < result.genes.size(); ++i) {
        KnockOutGene &gene = result.genes[i];
        const TargetShifts &target = numbers.changed.targets[i];
        const std::int64_t column = gene.gene.column;
        if (column < 0 || !pca.has(column)) {
            result.outsidePca += gene.tested && gene.cells > 0 ? 1 : 0;
            continue;
        }
        const double value =
            result.change.kind == ChangeKind::OverExpress ? expression.largest[static_cast<std::size_t>(column)] : 0.0;
        std::vector<CellShift> shifts;
        for (const std::int64_t place : target.cells) {
            const std::int64_t cell = numbers.query.cells[static_cast<std::size_t>(place)];
            shifts.push_back(cellShift(pca.scores(cell), pca.changed(cell, column, value), goal));
        }
        const auto replicates = replicatesOf(numbers, target);
        for (const ShiftMetric metric : result.metrics())
            gene.in(metric).pca = effectIn(shifts, metric, replicates, numbers.minCells).value;
    }
}

Result<void> takeDifferential(KnockOut &result, const data::CsrBlock &counts, const QueryCells &query, JobContext &context)
{
    if (!query.hasGoal()) return {};
    LEXICELL_TRY(genes, differentialGenes(counts, query.cells, query.goal, context));
    for (KnockOutGene &gene : result.genes)
        if (!genes.empty() && gene.gene.column >= 0) gene.differential = genes[static_cast<std::size_t>(gene.gene.column)];
    return {};
}

void takeMeasured(KnockOut &result, const PerturbedCells &cells, const std::vector<MeasuredGene> &measured)
{
    result.controlCells = static_cast<std::int64_t>(cells.control.size());
    for (KnockOutGene &gene : result.genes)
        for (std::size_t i = 0; i < measured.size(); ++i)
            if (gene.tested && gene.gene.column == cells.genes[i].gene) gene.measured = measured[i];
}

void compareWithNull(KnockOut &result, const NullFeatures &features, const std::vector<std::int64_t> &pool, JobContext &context)
{
    std::unordered_map<std::int64_t, std::size_t> rowOf;  // by column
    for (std::size_t i = 0; i < result.genes.size(); ++i)
        if (result.genes[i].gene.column >= 0 && result.genes[i].gene.status != GeneStatus::NotShortlisted)
            rowOf.emplace(result.genes[i].gene.column, i);
    const auto tested = std::count_if(result.genes.begin(), result.genes.end(), [](const auto &gene) { return gene.tested; });
    std::int64_t small = 0;
    for (KnockOutGene &gene : result.genes) {
        const std::int64_t place = gene.gene.column < 0 ? -1 : features.placeOf(gene.gene.column);
        if (!gene.tested || place < 0 || gene.gene.status == GeneStatus::NotShortlisted) continue;
        const auto nearest = nullGenesOf(features, place, pool);
        std::vector<std::size_t> others;
        others.reserve(nearest.size());
        for (const std::int64_t other : nearest) others.push_back(rowOf.at(features.genes[static_cast<std::size_t>(other)]));
        for (const ShiftMetric metric : result.metrics()) {
            std::vector<double> null;
            null.reserve(others.size());
            for (const std::size_t other : others) null.push_back(result.genes[other].in(metric).effect.value);
            gene.in(metric).null =
                nullTest(gene.in(metric).effect.value, null, metric == ShiftMetric::Shift ? Tails::Upper : Tails::Both);
        }
        small += gene.in(ShiftMetric::Shift).null.genes < fewestNullGenes ? 1 : 0;
        if (tested < testedForOwnPool) gene.nullGenes = std::move(others);
    }
    if (small > 0)
        context.warn(warnings::smallNull,
                     std::to_string(small) + " of the genes have fewer than " + std::to_string(fewestNullGenes) +
                         " genes of like expression, so they have no p value. Choose more cells, or lower the "
                         "minimum of cells.");
    for (const ShiftMetric metric : result.metrics()) {
        // A shortlist was drawn from more genes: those left out count as tests that found nothing.
        const auto adjusted = analysis::falseDiscoveryRates(ofTested(result, [metric](const auto &gene) {
            return gene.gene.status == GeneStatus::NotShortlisted ? 1.0 : gene.in(metric).null.p;
        }));
        auto next = adjusted.begin();
        for (KnockOutGene &gene : result.genes) {
            if (!gene.tested) continue;
            gene.in(metric).adjustedP = gene.gene.status == GeneStatus::NotShortlisted ? unknown : *next;
            ++next;
        }
        correlate(result, metric);
    }
}

}  // namespace lexicell::models::tasks
