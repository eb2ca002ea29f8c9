#include "models/tasks/annotation_limits/annotation_trials.h"

#include "core/analysis/cell_tests.h"
#include "core/base/random.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <utility>

namespace lexicell::models::tasks {

namespace {

constexpr std::int64_t cellsWithoutSizes = 50;  // of the most frequent label, where no sizes are asked for

using Cells = std::vector<std::int64_t>;

std::vector<Cells> byLabel(const LabeledReference &reference, const Cells &cells)
{
    std::vector<Cells> labels(reference.classes.size());
    for (const std::int64_t cell : cells)
        if (const auto code = reference.codes[static_cast<std::size_t>(cell)]; code >= 0)
            labels[static_cast<std::size_t>(code)].push_back(cell);
    return labels;
}

// `counts`: [labels].
Cells drawn(const std::vector<Cells> &labels, const Cells &counts, std::int64_t seed)
{
    Cells cells;
    for (std::size_t label = 0; label < labels.size(); ++label)
        for (const std::int64_t cell : sampleOf(labels[label], counts[label], seed)) cells.push_back(cell);
    std::sort(cells.begin(), cells.end());
    return cells;
}

Cells imbalanced(std::size_t labels, std::int64_t most, std::int64_t ratio, std::int64_t seed)
{
    Cells order(labels);
    std::iota(order.begin(), order.end(), std::int64_t{0});
    Random random(static_cast<std::uint64_t>(seed), Random::streamOf("imbalance"));
    for (std::size_t i = labels; i > 1; --i) std::swap(order[i - 1], order[static_cast<std::size_t>(random.below(i))]);
    Cells counts(labels);
    for (std::size_t k = 0; k < labels; ++k) {
        const double share = labels > 1 ? static_cast<double>(k) / static_cast<double>(labels - 1) : 0.0;
        const double cells = static_cast<double>(most) * std::pow(static_cast<double>(ratio), -share);
        counts[static_cast<std::size_t>(order[k])] = std::max<std::int64_t>(1, std::llround(cells));
    }
    return counts;
}

void addSeed(std::vector<Trial> &trials, const LabeledReference &reference, const TrialOptions &options, std::int64_t run,
             JobContext &context)
{
    const std::int64_t seed = options.seed + run;
    const HeldOut held = holdOut(reference, options.heldOut, seed, context);
    const auto labels = byLabel(reference, held.train);
    const auto add = [&](LimitTest test, std::int64_t setting, std::int64_t markers, Cells train) {
        trials.push_back({{{test, std::to_string(setting)}},
                          run,
                          markers,
                          std::move(train),
                          held.test,
                          test == LimitTest::CellsOfLabel ? setting : 0});
    };
    for (const std::int64_t size : options.sizes)
        add(LimitTest::CellsOfLabel, size, 0, drawn(labels, Cells(labels.size(), size), seed));
    const std::int64_t most =
        options.sizes.empty() ? cellsWithoutSizes : *std::max_element(options.sizes.begin(), options.sizes.end());
    for (const std::int64_t ratio : options.ratios)
        add(LimitTest::Imbalance, ratio, 0, drawn(labels, imbalanced(labels.size(), most, ratio, seed), seed));
    for (const std::int64_t markers : options.markers) add(LimitTest::MarkersDeleted, markers, markers, held.train);
    Trial all{{}, run, 0, held.train, held.test, 0};
    if (!options.sizes.empty()) all.places.push_back({LimitTest::CellsOfLabel, "all"});
    if (!options.markers.empty()) all.places.push_back({LimitTest::MarkersDeleted, "0"});
    if (!all.places.empty()) trials.push_back(std::move(all));
}

void addBatches(std::vector<Trial> &trials, const LabeledReference &reference)
{
    std::map<std::string, Cells> batches;
    for (std::size_t cell = 0; cell < reference.batches.size(); ++cell)
        batches[reference.batches[cell]].push_back(static_cast<std::int64_t>(cell));
    if (batches.size() < 2) return;
    std::int64_t run = 0;
    for (const auto &[name, cells] : batches) {
        Trial trial{{{LimitTest::BatchLeftOut, name}}, run++, 0, {}, cells, 0};
        for (std::size_t cell = 0; cell < reference.batches.size(); ++cell)
            if (reference.batches[cell] != name) trial.train.push_back(static_cast<std::int64_t>(cell));
        trials.push_back(std::move(trial));
    }
}

}  // namespace

const char *toString(LimitTest test)
{
    switch (test) {
    case LimitTest::CellsOfLabel: return "cells_of_label";
    case LimitTest::BatchLeftOut: return "batch_left_out";
    case LimitTest::Imbalance: return "imbalance";
    case LimitTest::MarkersDeleted: break;
    }
    return "markers_deleted";
}

std::vector<Trial> makeTrials(const LabeledReference &reference, const TrialOptions &options, JobContext &context)
{
    std::vector<Trial> trials;
    const bool seeds = !options.sizes.empty() || !options.ratios.empty() || !options.markers.empty();
    for (std::int64_t run = 0; seeds && run < options.seeds; ++run) {
        JobContext quiet([](double, const std::string &) {});  // one warning of a leaky split is enough
        addSeed(trials, reference, options, run, run == 0 ? context : quiet);
    }
    if (options.leaveOutBatches) addBatches(trials, reference);
    return trials;
}

Result<std::vector<std::vector<std::int64_t>>> markerColumns(const data::CsrBlock &values, const LabeledReference &reference,
                                                             const std::vector<std::int64_t> &numbers, JobContext &context)
{
    std::vector<std::vector<std::int64_t>> columns(numbers.size());
    if (numbers.empty()) return columns;
    analysis::CellGroups groups{reference.codes, Cells(reference.classes.size())};
    for (const std::int32_t code : reference.codes)
        if (code >= 0) ++groups.sizes[static_cast<std::size_t>(code)];
    analysis::CellTestOptions welch{analysis::CellTest::Welch};
    for (std::size_t group = 0; group < groups.sizes.size(); ++group)
        if (groups.sizes[group] > 1) welch.groups.push_back(group);
    LEXICELL_TRY(tests, analysis::testCells(analysis::geneColumns(values, context.threads), groups, welch, context));
    for (const analysis::GroupTest &test : tests) {
        Cells genes(test.score.size());
        std::iota(genes.begin(), genes.end(), std::int64_t{0});
        std::stable_sort(genes.begin(), genes.end(), [&](auto a, auto b) {
            return test.score[static_cast<std::size_t>(a)] > test.score[static_cast<std::size_t>(b)];
        });
        for (std::size_t i = 0; i < numbers.size(); ++i)
            columns[i].insert(columns[i].end(), genes.begin(),
                              genes.begin() + std::min<std::ptrdiff_t>(numbers[i], std::ssize(genes)));
    }
    for (auto &all : columns) {
        std::sort(all.begin(), all.end());
        all.erase(std::unique(all.begin(), all.end()), all.end());
    }
    return columns;
}

}  // namespace lexicell::models::tasks
