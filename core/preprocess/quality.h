// Quality metrics of cells and genes, as scanpy.pp.calculate_qc_metrics defines them, on counts.
#pragma once

#include "core/data/expression_matrix.h"

#include <cstdint>
#include <string>
#include <vector>

namespace lexicell::preprocess {

struct CellMetrics {                          // one entry per cell
    std::vector<std::int32_t> genesByCounts;  // genes with a count above 0
    std::vector<double> totalCounts;
    std::vector<double> totalCountsMt;
    std::vector<double> pctCountsMt;            // percent; NaN for a cell without counts, as in scanpy
    std::vector<double> pctCountsInTop50Genes;  // percent of the counts in the cell's 50 highest genes; NaN likewise
};

struct GeneMetrics {  // one entry per gene
    std::vector<std::int32_t> cellsByCounts;
    std::vector<double> meanCounts;
    std::vector<double> totalCounts;
    std::vector<double> pctDropoutByCounts;  // percent of the cells without the gene
};

// Mitochondrial genes by their symbols (genes::isMitochondrial), also where a symbol is a part of a name. If no
// symbol has the prefix, NCBI's names without it (ND1, COX1, CYTB …) count if several of them are present.
std::vector<bool> mitochondrialGenes(const std::vector<std::string> &symbols);

CellMetrics cellMetrics(const data::CsrBlock &counts, const std::vector<bool> &mitochondrial, int threads);
GeneMetrics geneMetrics(const data::CsrBlock &counts);

}  // namespace lexicell::preprocess
