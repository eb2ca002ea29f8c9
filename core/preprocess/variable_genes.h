// Highly variable genes as scanpy.pp.highly_variable_genes (1.11) defines them, with n_top_genes given.
//
//   seurat       log-normalized values; mean and variance (n - 1) of expm1(value), dispersion ln(variance / mean), z score
//                within 20 equal bins of ln(1 + mean). Satija et al. 2015.
//   cell_ranger  log-normalized values; dispersion variance / mean, (dispersion - median) / MAD within bins at the
//                10, 15, … 100 % percentiles of the mean. Zheng et al. 2017.
//   seurat_v3    counts; variance of counts standardized by a loess trend of log10 variance on log10 mean and clipped at
//                sqrt(cells). Stuart et al. 2019.
//
// With batches, genes are ranked within each and merged: seurat and cell_ranger by the number of batches that chose the
// gene, then the mean normalized dispersion; seurat_v3 by the median rank, then the number of batches.
#pragma once

#include "core/base/result.h"
#include "core/data/expression_matrix.h"

#include <cstdint>
#include <string>
#include <vector>

namespace lexicell::preprocess {

enum class HvgFlavor { Seurat, CellRanger, SeuratV3 };
Result<HvgFlavor> hvgFlavor(const std::string &name);  // error class `bad_option`
const char *toString(HvgFlavor flavor);

// One code per cell; empty: one batch. Cells with code -1 (missing) belong to none and are left out.
struct Batches {
    std::vector<std::int32_t> codes;
    std::vector<std::string> names;
};

// Per gene. Fields that a flavor does not have stay empty.
struct VariableGenesResult {
    std::vector<bool> highlyVariable;
    std::vector<double> means;        // seurat: ln(1 + mean); cell_ranger: of log values; seurat_v3: of counts
    std::vector<double> dispersions;  // NaN where undefined
    std::vector<double> dispersionsNorm;
    std::vector<double> variances;         // seurat_v3, n - 1
    std::vector<double> variancesNorm;     // seurat_v3; mean over batches
    std::vector<double> rank;              // seurat_v3: 0 is the most variable, median over batches; NaN: never in a top list
    std::vector<std::int32_t> batchCount;  // with batches: how many chose the gene
    std::vector<bool> intersection;        // with batches, dispersion flavors: chosen in all

    std::vector<std::int64_t> genes() const;  // indices of the chosen genes, ascending
};

// `values`: log-normalized for seurat and cell_ranger, counts for seurat_v3. Error class `singular_loess` (seurat_v3 on few
// shallow cells) names the batch.
Result<VariableGenesResult> variableGenes(const data::CsrBlock &values, HvgFlavor flavor, int nTopGenes,
                                          const Batches &batches = {});

}  // namespace lexicell::preprocess
