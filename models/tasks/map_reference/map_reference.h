// Label transfer from the nearest cells of a labeled reference in one space of a model, and the place of the cells on the
// reference's map (capability C10). Source: scGPT's reference mapping (upstream's tutorial at commit cebd6fa): zero-shot vectors,
// exact search, the most frequent label of the 10 nearest cells.
//
// Of equally many votes the label with the smaller mean squared distance wins, then the name. The confidence is the share of the
// votes. A cell is out of the reference if it is farther from its nearest reference cell than `quantile` (0.99) of the reference
// cells are from their own nearest other one; a batch effect moves whole data sets out. A cell without a gene that the model
// knows has no neighbors: its label is "unknown", its confidence 0, its distance NaN, and it is out of the reference; scores
// count it as wrong.
//
// Beside it, on the genes that both name: the same vote in a PCA of the reference, and logistic regression. If the data set has
// true labels, all are scored on the same cells.
#pragma once

#include "core/base/job_context.h"
#include "core/base/options.h"
#include "core/base/result.h"
#include "core/data/dataset.h"
#include "models/contracts/model.h"
#include "models/tasks/annotate/annotation_scores.h"
#include "models/tasks/annotate/method_labels.h"
#include "models/tasks/embed/embed.h"

#include <cstdint>
#include <string>
#include <vector>

namespace lexicell::models::tasks {

inline constexpr const char *usualLayout = "X_umap";

struct MapReferenceOptions : EmbedOptions {
    std::string reference;
    std::string label;
    std::string index;
    std::string search = "auto";
    int neighbors = 10;
    double quantile = 0.99;
    std::string layout = usualLayout;
    std::string truth;
    int rounds = 500;
    bool replaceIndex = false;  // no option of its own: the user allows replacing what is there
};
template <class V> void describe(MapReferenceOptions &o, V &&visit)
{
    visit(Option{"reference", "File with labeled cells.", "", {}}, o.reference);
    visit(Option{"label", "obs column of the reference with the labels.", "", {}}, o.label);
    visit(Option{"index",
                 "File that keeps the reference as the model sees it: made if it is absent, else used in place of embedding the "
                 "reference again; empty: none.",
                 "",
                 {}},
          o.index);
    visit(
        Option{"search",
               "Search of the nearest cells; auto: exact up to 50,000 reference cells, else hnsw, which is faster and may miss a "
               "few.",
               "",
               {"auto", "exact", "hnsw"}},
        o.search);
    visit(Option{"n-neighbors", "Nearest reference cells that vote; larger is smoother.", "cells", {}}, o.neighbors);
    visit(Option{"quantile",
                 "A cell is out of the reference if it is farther from its nearest reference cell than this share of the "
                 "reference cells are from their own; larger calls fewer cells out.",
                 "",
                 {}},
          o.quantile);
    visit(
        Option{"layout",
               "obsm key of the reference's map: each cell is placed at the mean of its neighbors there; without it there is no "
               "map.",
               "",
               {}},
        o.layout);
    visit(Option{"truth",
                 "obs column of the data set with true labels, to score with; empty: the column with the name of the "
                 "reference's labels, if it is there.",
                 "",
                 {}},
          o.truth);
    visit(Option{"rounds", "Draws of cells for the 95 % intervals; larger gives steadier intervals; 0: none.", "draws", {}},
          o.rounds);
    describe(static_cast<EmbedOptions &>(o), visit);
}

// Error class: bad_option.
Result<void> checkMapReferenceOptions(const MapReferenceOptions &options);

struct ReferenceMapping {
    EmbedResult embedded;               // of the cells of the data set
    std::vector<std::string> classes;   // labels of the reference, sorted
    std::vector<MethodLabels> methods;  // model-knn, knn-pca, logistic-l2; the class behind the last one is unknown
    std::int64_t neighbors = 0;
    std::vector<std::int64_t> rows;  // [cells x neighbors] of the reference file, nearest first; -1: the cell has none
    std::vector<double> distances;   // [cells] Euclidean, to the nearest reference cell; NaN: the cell has none
    std::vector<bool> outside;       // [cells] out of the reference
    double limit = 0.0;              // the distance above which a cell is out
    std::vector<float> layout;       // [cells x layoutColumns]; empty: the reference has no map
    std::int64_t layoutColumns = 0;
    std::int64_t genes = 0;           // that both name
    std::int64_t referenceCells = 0;  // with a label and a vector
    std::string search;               // "exact" or "hnsw"
    std::string index;                // of the file: "made" or "read"; empty: none was named
    std::string referenceHash;        // SHA-256 of the reference file

    std::vector<MethodScores> scores;               // as `methods`; empty: there are no true labels
    std::int64_t scoredCells = 0, newCells = 0;     // of a type that the reference has; of one that it lacks
    std::int64_t knownOutside = 0, newOutside = 0;  // of these, out of the reference
};

// Warnings: leaky_split (cells of the data set are in the reference), cells_left_out, replaced (the index) and those of embed().
// Error classes: bad_option, missing_column, missing_embedding (the map), too_small, too_few_genes, those of reading the
// reference, of embed(), of ReferenceIndex and of the methods; cancelled, out_of_memory.
Result<ReferenceMapping> mapReference(const data::Dataset &dataset, const LoadedModel &model, const MapReferenceOptions &options,
                                      JobContext &context);

}  // namespace lexicell::models::tasks
