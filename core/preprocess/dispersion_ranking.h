// The dispersion flavors of highly variable genes (seurat, cell_ranger) within one batch; see variable_genes.h.
#pragma once

#include "core/preprocess/gene_moments.h"

#include <vector>

namespace lexicell::preprocess {

struct DispersionRanking {  // per gene
    std::vector<double> means;
    std::vector<double> dispersions;
    std::vector<double> dispersionsNorm;
    std::vector<bool> highlyVariable;
};

// moments: of expm1(values) for seurat, of the log values for cell_ranger.
DispersionRanking rankByDispersion(const GeneMoments &moments, bool seurat, int nTopGenes);

}  // namespace lexicell::preprocess
