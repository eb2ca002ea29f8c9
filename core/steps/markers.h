// Marker genes: every gene tested between groups of cells, in complete tables, and the same numbers in uns["rank_genes_groups"]
// as scanpy stores them, so that scanpy plots them. Numerics: cell_tests.h (cells as replicates) and pseudobulk.h, moderated_t.h
// (counts summed by donor). X and the layers stay unchanged: normalized values are temporary.
//
// "rest" is all other cells, those without a group among them, as in scanpy. Groups that are too small for the test are left out
// with a warning; a group that was named is an error.
//
// Error classes: bad_option (no column, unknown group, a group against itself), missing_column, missing_layer, too_small (one
// group, one replicate), too_few_cells, too_few_genes, counts_needed, log_values_needed, non_finite, empty_data, shape_mismatch,
// cancelled, out_of_memory. Warning classes: cells_as_replicates, cells_left_out, left_out, replaced.
#pragma once

#include "core/analysis/cell_tests.h"
#include "core/base/job_context.h"
#include "core/base/options.h"
#include "core/base/result.h"
#include "core/data/dataset.h"

#include <cstdint>
#include <string>
#include <vector>

namespace lexicell::steps {

struct MarkersOptions {
    std::string groupby;
    std::string group;
    std::string reference = "rest";
    std::string method = "wilcoxon";
    bool tieCorrect = true;
    std::string pseudobulk;
    std::string design = "auto";
    std::string normalization = "TMM";
    int minCells = 10;
    std::string layer;
    bool logNormalized = false;
    std::string keyAdded;
};
template <class V> void describe(MarkersOptions &o, V &&visit)
{
    visit(Option{"groupby", "obs column with the groups of cells.", "", {}}, o.groupby);
    visit(Option{"group", "Group to test; empty: each of them.", "", {}}, o.group);
    visit(Option{"reference", "Group to compare with; rest: all other cells.", "", {}}, o.reference);
    visit(Option{"method",
                 "Test with cells as replicates. wilcoxon: ranks; t-test: means, unequal variances; t-test_overestim_var: the "
                 "same, with the reference taken as no larger than the group.",
                 "",
                 {"wilcoxon", "t-test", "t-test_overestim_var"}},
          o.method);
    visit(Option{"tie-correct", "Correct the variance of the Wilcoxon test for equal values.", "", {}}, o.tieCorrect);
    visit(
        Option{"pseudobulk",
               "obs column with donors or other replicates: counts are summed by them and tested by a moderated t; empty: cells "
               "are the replicates.",
               "",
               {}},
        o.pseudobulk);
    visit(Option{"design",
                 "Pseudobulk: compare within replicates (paired) or between them; auto: paired where two replicates have both "
                 "sides.",
                 "",
                 {"auto", "paired", "unpaired"}},
          o.design);
    visit(Option{"normalization", "Pseudobulk: factors of the libraries.", "", {"TMM", "none"}}, o.normalization);
    visit(
        Option{"min-cells", "Pseudobulk: leave out samples with fewer cells; larger keeps only well measured ones.", "cells", {}},
        o.minCells);
    visit(Option{"layer", "Matrix to read: X, raw or the name of a layer.", "", {}}, o.layer);
    visit(Option{"log-normalized", "The matrix is log-normalized already: use it as it is.", "", {}}, o.logNormalized);
    visit(Option{"key-added", "Key of the result in uns; empty: rank_genes_groups.", "", {}}, o.keyAdded);
}

// Errors in the options alone: bad_option.
Result<void> checkMarkersOptions(const MarkersOptions &options);

// One group against its reference.
struct MarkerTest {
    std::string group;
    std::int64_t cells = 0, referenceCells = 0;
    std::int64_t samples = 0, referenceSamples = 0;  // pseudobulk; else 0
    bool paired = false;
    analysis::GroupTest genes;       // NaN: the gene has too few counts for pseudobulk
    std::vector<std::size_t> order;  // genes by falling score
};

struct Markers {
    std::string test;  // the method, or "moderated-t"
    std::vector<MarkerTest> tests;
    data::Dataset dataset;  // with the entry in uns
};

Result<Markers> markers(const data::Dataset &dataset, const MarkersOptions &options, JobContext &context);

// The key in uns.
std::string markersKey(const std::string &keyAdded);

}  // namespace lexicell::steps
