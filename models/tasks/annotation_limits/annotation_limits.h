// How far the annotation of cells carries (capabilities C2): with few cells of each label to learn from, on a batch that is left
// out, with unequally frequent labels, and without the marker genes. Every method of `annotate` takes part, those on a model's
// vectors beside those without a model, in the same trials, with the mean over seeds, its interval, and the difference to the
// best method without a model.
#pragma once

#include "core/base/job_context.h"
#include "core/base/options.h"
#include "core/base/result.h"
#include "core/data/dataset.h"
#include "models/contracts/model.h"
#include "models/tasks/annotation_limits/annotation_trials.h"
#include "models/tasks/method_comparison.h"

#include <cstdint>
#include <string>
#include <vector>

namespace lexicell::models::tasks {

struct AnnotationLimitsOptions {
    std::string label;
    std::string batch;
    std::vector<std::string> sizes{"5", "10", "20", "50"};
    bool leaveOutBatches = true;
    std::vector<std::string> imbalance{"1", "10", "50"};
    std::vector<std::string> withoutMarkers{"5", "20"};
    int seeds = 5;
    double heldOut = 0.2;
    int neighbors = 15;
    bool singleR = false;
    int rounds = 500;
    int batchSize = 64;
    std::string precision = "fp32";
    std::string geneMatching = "resolve";
    std::string geneColumn;
    std::string layer;
    std::int64_t seed = 0;
};
template <class V> void describe(AnnotationLimitsOptions &o, V &&visit)
{
    visit(Option{"label", "obs column with the labels.", "", {}}, o.label);
    visit(
        Option{"batch",
               "obs column with donors or batches: whole ones are held out for the scores, and each is left out in turn; empty: "
               "cells are held out at random.",
               "",
               {}},
        o.batch);
    visit(Option{"sizes", "Cells of each label to learn from, a curve over these numbers; empty: no curve.", "cells", {}},
          o.sizes);
    visit(Option{"leave-out-batches", "Score each batch with methods that learned from the others.", "", {}}, o.leaveOutBatches);
    visit(Option{"imbalance",
                 "Cells of the most frequent label to learn from for one of the rarest; larger is less balanced; empty: not "
                 "tested.",
                 "",
                 {}},
          o.imbalance);
    visit(Option{"without-markers",
                 "Marker genes of each label that are deleted from the data, a curve over these numbers; empty: not tested. Each "
                 "number costs a model another pass over the cells.",
                 "genes",
                 {}},
          o.withoutMarkers);
    visit(Option{"seeds", "Draws of held-out and learned cells; larger gives steadier means and intervals.", "draws", {}},
          o.seeds);
    visit(Option{"held-out", "Share of the cells that is held out for the scores.", "", {}}, o.heldOut);
    visit(Option{"n-neighbors",
                 "Nearest cells that vote, at most as many as each label has to learn from; larger is smoother.",
                 "cells",
                 {}},
          o.neighbors);
    visit(Option{"singler", "Run SingleR too; it is the slowest of the methods without a model.", "", {}}, o.singleR);
    visit(Option{"rounds", "Draws of seeds for the 95 % intervals; larger gives steadier intervals; 0: none.", "draws", {}},
          o.rounds);
    visit(Option{"batch-size", "Cells in one forward pass; larger is faster until memory runs out.", "cells", {}}, o.batchSize);
    visit(
        Option{
            "precision", "Number type: fp32 is the reference; auto measures what is fastest here.", "", {"fp32", "auto", "bf16"}},
        o.precision);
    visit(Option{"gene-matching",
                 "exact: as upstream; resolve: also aliases, previous symbols, Ensembl ids.",
                 "",
                 {"resolve", "exact"}},
          o.geneMatching);
    visit(Option{"gene-column", "var column that names the genes; empty: the index.", "", {}}, o.geneColumn);
    visit(Option{"layer", "Matrix to read: X, raw or the name of a layer.", "", {}}, o.layer);
}

// Error class: bad_option.
Result<void> checkAnnotationLimitsOptions(const AnnotationLimitsOptions &options);

// The names of the scores, in the order of LimitRow::methods[…].scores.
inline constexpr const char *limitScores[] = {"accuracy", "macro_f1"};

// All methods at one setting of a test.
struct LimitRow {
    TrialPlace place;
    double trainedCells = 0.0, scoredCells = 0.0;  // mean over the runs
    std::vector<ComparedMethod> methods;           // the model's first
};

struct AnnotationLimits {
    std::vector<LimitRow> rows;  // by test, and within it by setting; the last row of batch_left_out is the mean over the batches
    std::vector<std::string> classes;
    std::int64_t batches = 0;                                         // that were left out
    std::vector<std::pair<std::int64_t, std::int64_t>> deletedGenes;  // markers of each label, genes of all
};

// The setting of the row with the mean over the batches.
inline constexpr const char *allBatches = "mean of batches";

// Warnings: leaky_split, left_out, reduced, those of embed(). Error classes: bad_option, missing_column, too_small (fewer than
// two labels), too_few_genes (none are left without markers), those of embed() and of the methods, cancelled, out_of_memory.
Result<AnnotationLimits> annotationLimits(const data::Dataset &dataset, const LoadedModel *model,
                                          const AnnotationLimitsOptions &options, JobContext &context);

}  // namespace lexicell::models::tasks
