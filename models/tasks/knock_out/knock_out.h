// In-silico knock-outs and over-expressions: which genes move a cell's vector, how far, and toward what. The definitions are
// those of docs/knock-outs.md, in its paragraphs: the change (1), the numbers of a cell (2) and of a gene (3), the null of
// genes of like expression (4), the baselines (5).
//
// A high shift may only mean that a gene is widely expressed. Every number therefore stands beside its null and beside what mean
// expression and a PCA say.
#pragma once

#include "core/base/job_context.h"
#include "core/base/result.h"
#include "core/data/dataset.h"
#include "models/contracts/model.h"
#include "models/tasks/knock_out/changed_cells.h"
#include "models/tasks/knock_out/differential_baseline.h"
#include "models/tasks/knock_out/knock_out_options.h"
#include "models/tasks/knock_out/measured_truth.h"
#include "models/tasks/knock_out/null_genes.h"
#include "models/tasks/knock_out/opposite_change.h"
#include "models/tasks/knock_out/pair_effects.h"
#include "models/tasks/knock_out/tested_genes.h"
#include "models/tasks/knock_out/trial.h"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace lexicell::models::tasks {

enum class ShiftMetric { Shift, Toward, Along };
inline constexpr std::array<ShiftMetric, 3> shiftMetrics{ShiftMetric::Shift, ShiftMetric::Toward, ShiftMetric::Along};
const char *toString(ShiftMetric metric);  // shift, toward, along
double valueOf(const CellShift &shift, ShiftMetric metric);

// A gene in one metric; NaN: undefined.
struct MetricNumbers {
    Effect effect;
    NullTest null;
    double adjustedP = 0.0;
    double pca = 0.0;     // the effect of the same change in the PCA
    double second = 0.0;  // the effect in a second model
};

struct KnockOutGene {
    RequestedGene gene;
    bool tested = true;      // false: of the null alone
    std::int64_t cells = 0;  // that take part
    std::int64_t replaced = 0;
    std::int64_t unchanged = 0;
    std::array<MetricNumbers, 3> metrics = {};  // in the order of shiftMetrics
    double directionCosine = 0.0;               // cos(mean of E' − E, μ_B − μ_A)
    double meanExpression = 0.0, detection = 0.0;
    DifferentialGene differential = {};
    MeasuredGene measured = {};
    // Rows of KnockOut::genes, nearest first: the null of a tested gene. Empty where so many genes are tested that they are their
    // own pool.
    std::vector<std::size_t> nullGenes = {};

    const MetricNumbers &in(ShiftMetric metric) const { return metrics[static_cast<std::size_t>(metric)]; }
    MetricNumbers &in(ShiftMetric metric) { return metrics[static_cast<std::size_t>(metric)]; }
};

// Spearman's correlation of the tested genes' effects with what needs no model.
struct BaselineCorrelations {
    double meanExpression = 0.0, detection = 0.0, pca = 0.0;
    double second = 0.0;        // with the effects in a second model
    double differential = 0.0;  // with |log fold change| between the groups; NaN without a goal
};

struct KnockOut {
    std::string group;  // the value of the column `by`; empty: the only table
    GeneChange change;
    bool goal = false;                // toward and along are defined
    std::vector<KnockOutGene> genes;  // the tested ones in their order, then those of the null in file order
    std::array<BaselineCorrelations, 3> correlations;
    std::vector<std::int64_t> cells;         // that were changed: rows of the data set
    std::vector<TargetShifts> shifts;        // of `genes`: the numbers of their cells
    std::vector<PairEffect> pairEffects;     // places in `genes`
    std::optional<OppositeChange> opposite;  // of an over-expression with a goal
    bool hasSecond = false;                  // a second model was compared
    bool hasMeasured = false;                // perturbed cells were looked for
    std::int64_t controlCells = 0;           // of the perturbed cells
    std::int64_t goalCells = 0;
    std::int64_t eligible = 0, pool = 0;
    std::int64_t outsidePca = 0;               // tested genes that are not variable: no PCA effect
    std::int64_t passes = 0;                   // rows that went through the network, the intact cells among them
    std::int64_t pairs = 0, changedPairs = 0;  // (gene, cell): all, and those that take part

    std::vector<ShiftMetric> metrics() const;  // with a goal all, else the shift
    // The metric that a reader looks at first.
    ShiftMetric leading() const { return goal ? ShiftMetric::Toward : ShiftMetric::Shift; }
};

// How a run is done; the numbers are the same.
struct RunControl {
    UnfinishedRun *unfinished = nullptr;  // keeps what is computed and goes on from it
    Trial *trial = nullptr;               // only says what the run would take; the result has no effects
    bool opposite = true;                 // an over-expression with a goal is held against the removal of the genes
    bool checkOnly = false;               // only finds cells and genes; the result has no effects
};

// The result does not depend on the batch size, the number of threads or the order of the genes. Warnings: cells_as_replicates,
// one_replicate, small_null, unknown_genes, no_baseline, those of prepareCells(). Error classes: counts_needed, those of
// changeOf(), queryCells(), requestedGenes(), prepareCells() and changeCells(), too_few_genes (no gene is expressed in enough
// cells).
Result<KnockOut> knockOut(const data::Dataset &dataset, const LoadedModel &model, const KnockOutOptions &options,
                          JobContext &context, const RunControl &control = {});

// One result for each value of the column `by` that has enough cells, with null, z and p of its own, in the order of the column;
// without that column the only one. Warning: left_out (groups that cannot be computed, with the reason of the first). The error
// of the first group if none can.
Result<std::vector<KnockOut>> knockOutGroups(const data::Dataset &dataset, const LoadedModel &model,
                                             const KnockOutOptions &options, JobContext &context, const RunControl &control = {});

// Whether the run can start: what knockOutGroups() refuses before the network computes anything. Its warnings are left to the
// run. Error classes: those of knockOut() before the first pass, cancelled.
Result<void> checkKnockOut(const data::Dataset &dataset, const LoadedModel &model, const KnockOutOptions &options,
                           JobContext &context);

// Puts the effects of a second model beside those of the first, gene by gene, and correlates them.
void compareModels(KnockOut &result, const KnockOut &second);

}  // namespace lexicell::models::tasks
