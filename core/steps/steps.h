// The analysis steps on a whole Dataset, as called by the window and the command line. Each reads its input
// under AnnData's keys, computes, and returns a Dataset with the result added under scanpy's keys and provenance in
// uns["lexicell"]. X and the layers stay unchanged: normalized values are temporary. The numerics are in pca.h,
// neighbors.h, umap.h, leiden.h; scanpy's definitions and defaults hold.
//
// Keys: results computed on PCA take scanpy's plain keys (neighbors, X_umap, leiden); on another representation `X_scGPT`
// they carry its name (neighbors_scGPT, X_umap_scGPT, leiden_scGPT); `keyAdded` overrides the suffix. Parameters are stored where
// scanpy puts them: uns["pca"], uns["hvg"], uns["neighbors"], uns["umap"], uns["leiden"], and with a suffix where scanpy's
// own key_added would: obsp["neighbors_scGPT_connectivities"], uns["X_umap_scGPT"].
//
// Cells that a model could not embed (obs["lexicell_embedded"] False) are left out when their representation is used, with a
// warning: no neighbors, NaN in the layout, no cluster.
//
// Error classes: counts_needed (the matrix holds no counts; the message names one that does), non_finite, empty_data,
// too_small, no_cells_left, no_mt_genes (a filter by them was requested), missing_layer, missing_column, missing_embedding,
// missing_neighbors, shape_mismatch, singular_loess, bad_option, out_of_memory. Warning classes: reduced (a number was lowered to
// what the data allow), cells_left_out, no_mt_genes, replaced (a result of this name existed).
#pragma once

#include "core/base/job_context.h"
#include "core/base/options.h"
#include "core/base/result.h"
#include "core/data/dataset.h"

#include <cstdint>
#include <string>

namespace lexicell::steps {

struct QcOptions {
    int minGenes = 200;       // genes per cell
    int minCells = 3;         // cells per gene
    double maxPctMt = 100.0;  // percent
    std::string layer;
    std::string geneColumn;  // var column with the symbols; empty: the index, or a usual column beside Ensembl ids
};
template <class V> void describe(QcOptions &o, V &&visit)
{
    visit(Option{"min-genes", "Drop cells with fewer detected genes; larger keeps only rich cells.", "genes", {}}, o.minGenes);
    visit(Option{"min-cells", "Drop genes seen in fewer cells; larger keeps only common genes.", "cells", {}}, o.minCells);
    visit(Option{"max-pct-mt", "Drop cells with a larger share of mitochondrial counts.", "percent", {}}, o.maxPctMt);
    visit(Option{"layer", "Matrix to read: X, raw or the name of a layer.", "", {}}, o.layer);
    visit(Option{"gene-column", "var column with the gene symbols, for the mitochondrial genes; empty: the index.", "", {}},
          o.geneColumn);
}

struct PcaOptions {
    std::string hvgFlavor = "seurat";
    int nTopGenes = 2000;
    int nPcs = 50;
    std::string batch;  // obs column: variable genes are chosen within batches and merged
    std::string layer;
    bool logNormalized = false;  // the matrix is log-normalized; false: it must hold counts
    std::string keyAdded;        // as scanpy's key_added: obsm, varm and uns; empty: X_pca, PCs, pca
    std::string varSuffix;       // of the columns of var and of uns["hvg"]
    std::int64_t seed = 0;
};
template <class V> void describe(PcaOptions &o, V &&visit)
{
    visit(Option{"hvg-flavor", "Ranking of the variable genes.", "", {"seurat", "seurat_v3", "cell_ranger"}}, o.hvgFlavor);
    visit(
        Option{
            "n-top-genes", "Number of variable genes for the PCA; larger keeps subtler differences and more noise.", "genes", {}},
        o.nTopGenes);
    visit(Option{"n-pcs", "Number of principal components.", "components", {}}, o.nPcs);
    visit(Option{"batch", "obs column with batches: variable genes are chosen within each and merged.", "", {}}, o.batch);
    visit(Option{"layer", "Matrix to read: X, raw or the name of a layer.", "", {}}, o.layer);
    visit(Option{"log-normalized", "The matrix is log-normalized already: use it as it is.", "", {}}, o.logNormalized);
    visit(Option{"key-added", "Key of the result in obsm, varm and uns; empty: X_pca, PCs and pca.", "", {}}, o.keyAdded);
    visit(Option{"var-suffix", "Suffix of the columns that are added to var; empty: scanpy's names.", "", {}}, o.varSuffix);
}

struct NeighborsOptions {
    std::string rep;              // obsm key; empty: X_pca
    int nNeighbors = 15;          // the cell itself included, as in scanpy
    int nPcs = 0;                 // use only the first nPcs columns; 0: all
    std::string method = "auto";  // exact up to 50,000 cells, hnsw above
    std::string keyAdded;
    std::int64_t seed = 0;
};
template <class V> void describe(NeighborsOptions &o, V &&visit)
{
    visit(Option{"rep", "obsm key to compute on; empty: X_pca.", "", {}}, o.rep);
    visit(Option{"n-neighbors", "Size of a cell's neighborhood, itself included; larger shows coarser structure.", "cells", {}},
          o.nNeighbors);
    visit(Option{"neighbors-n-pcs", "Use only this many first columns of the representation; 0: all.", "columns", {}}, o.nPcs);
    visit(Option{"neighbors-method", "Exact search, or HNSW (approximate, for large data).", "", {"auto", "exact", "hnsw"}},
          o.method);
    visit(Option{"key-added", "Suffix of the keys of the results.", "", {}}, o.keyAdded);
}

struct UmapOptions {
    double minDist = 0.5;
    double spread = 1.0;
    int epochs = 0;      // 0: umap-learn's rule (500 up to 10,000 cells, else 200)
    int components = 2;  // dimensions of the layout: 2 or 3
    std::string rep;
    std::string neighborsKey;  // uns key of the graph; empty: that of `rep` and `keyAdded`
    std::string keyAdded;
    std::int64_t seed = 0;
};
template <class V> void describe(UmapOptions &o, V &&visit)
{
    visit(Option{"min-dist", "Smallest distance of points in the layout; larger makes clusters wider.", "", {}}, o.minDist);
    visit(Option{"spread", "Scale of the layout.", "", {}}, o.spread);
    visit(Option{"n-components", "Dimensions of the layout: 2 or 3.", "dimensions", {}}, o.components);
    visit(Option{"umap-epochs", "Rounds of optimization; 0: 500 up to 10,000 cells, else 200.", "rounds", {}}, o.epochs);
    visit(Option{"rep", "Representation whose neighbors are laid out; empty: X_pca.", "", {}}, o.rep);
    visit(Option{"neighbors-key", "uns key of the neighbors to use; empty: those of the representation.", "", {}},
          o.neighborsKey);
    visit(Option{"key-added", "Suffix of the keys of the results.", "", {}}, o.keyAdded);
}

struct LeidenOptions {
    double resolution = 1.0;
    int iterations = -1;  // -1: until the quality stops improving
    std::string rep;
    std::string neighborsKey;  // uns key of the graph; empty: that of `rep` and `keyAdded`
    std::string keyAdded;
    std::int64_t seed = 0;
};
template <class V> void describe(LeidenOptions &o, V &&visit)
{
    visit(Option{"resolution", "Larger gives more and smaller clusters.", "", {}}, o.resolution);
    visit(Option{"leiden-iterations", "Number of rounds; -1: until the quality stops improving.", "rounds", {}}, o.iterations);
    visit(Option{"rep", "Representation whose neighbors are clustered; empty: X_pca.", "", {}}, o.rep);
    visit(Option{"neighbors-key", "uns key of the neighbors to use; empty: those of the representation.", "", {}},
          o.neighborsKey);
    visit(Option{"key-added", "Suffix of the keys of the results.", "", {}}, o.keyAdded);
}

// normalize -> HVG -> PCA (unless `rep` names an obsm key) -> neighbors -> UMAP -> Leiden
struct AnalyzeOptions {
    std::string rep;
    std::string hvgFlavor = "seurat";
    int nTopGenes = 2000;
    int nPcs = 50;
    int nNeighbors = 15;
    double minDist = 0.5;
    double resolution = 1.0;
    std::string batch;
    std::string layer;
    bool logNormalized = false;
    std::string keyAdded;
    std::string pcaKey;     // PcaOptions::keyAdded
    std::string varSuffix;  // PcaOptions::varSuffix
    std::int64_t seed = 0;
};
template <class V> void describe(AnalyzeOptions &o, V &&visit)
{
    visit(Option{"rep", "obsm key to start from, for example X_scGPT; empty: PCA is computed.", "", {}}, o.rep);
    visit(Option{"hvg-flavor", "Ranking of the variable genes.", "", {"seurat", "seurat_v3", "cell_ranger"}}, o.hvgFlavor);
    visit(
        Option{
            "n-top-genes", "Number of variable genes for the PCA; larger keeps subtler differences and more noise.", "genes", {}},
        o.nTopGenes);
    visit(Option{"n-pcs", "Number of principal components.", "components", {}}, o.nPcs);
    visit(Option{"n-neighbors", "Size of a cell's neighborhood, itself included; larger shows coarser structure.", "cells", {}},
          o.nNeighbors);
    visit(Option{"min-dist", "Smallest distance of points in the layout; larger spreads clusters out.", "", {}}, o.minDist);
    visit(Option{"resolution", "Larger gives more and smaller clusters.", "", {}}, o.resolution);
    visit(Option{"batch", "obs column with batches: variable genes are chosen within each and merged.", "", {}}, o.batch);
    visit(Option{"layer", "Matrix to read: X, raw or the name of a layer.", "", {}}, o.layer);
    visit(Option{"log-normalized", "The matrix is log-normalized already: use it as it is.", "", {}}, o.logNormalized);
    visit(Option{"key-added", "Suffix of the keys of the results.", "", {}}, o.keyAdded);
    visit(Option{"pca-key", "Key of the PCA in obsm, varm and uns; empty: X_pca, PCs and pca.", "", {}}, o.pcaKey);
    visit(Option{"var-suffix", "Suffix of the columns that are added to var; empty: scanpy's names.", "", {}}, o.varSuffix);
}

// Adds obs n_genes_by_counts, total_counts, total_counts_mt, pct_counts_mt, pct_counts_in_top_50_genes and var mt,
// n_cells_by_counts, mean_counts, pct_dropout_by_counts, total_counts, all before filtering. Then filters cells, and
// genes by the remaining cells (every part of the data set follows).
Result<data::Dataset> qualityControl(const data::Dataset &dataset, const QcOptions &options, JobContext &context);
// obsm X_pca, varm PCs, uns pca, var highly_variable (+ the flavor's columns)
Result<data::Dataset> pca(const data::Dataset &dataset, const PcaOptions &options, JobContext &context);
// obsp connectivities, distances; uns neighbors
Result<data::Dataset> neighbors(const data::Dataset &dataset, const NeighborsOptions &options, JobContext &context);
Result<data::Dataset> umap(const data::Dataset &dataset, const UmapOptions &options, JobContext &context);      // obsm X_umap
Result<data::Dataset> leiden(const data::Dataset &dataset, const LeidenOptions &options, JobContext &context);  // obs leiden
Result<data::Dataset> analyze(const data::Dataset &dataset, const AnalyzeOptions &options, JobContext &context);

// Suffix of result keys for a representation: "" for X_pca, "scGPT" for X_scGPT, or `keyAdded` when given.
std::string keySuffix(const std::string &rep, const std::string &keyAdded);

}  // namespace lexicell::steps
