// The keys of the results of the steps; steps.h describes the rule.
#pragma once

#include <string>

namespace lexicell::steps {

struct ResultKeys {
    std::string neighbors;       // uns
    std::string connectivities;  // obsp
    std::string distances;       // obsp
    std::string layout;          // obsm
    std::string layoutSettings;  // uns
    std::string clusters;        // obs and uns
};

// Of a PCA. columnSuffix: the suffix of the pcaColumns in var.
struct PcaKeys {
    std::string scores;        // obsm
    std::string loadings;      // varm
    std::string settings;      // uns
    std::string geneSettings;  // uns, settings of the choice of variable genes
    std::string columnSuffix;
};
inline constexpr const char *pcaColumns[] = {"highly_variable",
                                             "means",
                                             "dispersions",
                                             "dispersions_norm",
                                             "variances",
                                             "variances_norm",
                                             "highly_variable_nbatches",
                                             "highly_variable_rank",
                                             "highly_variable_intersection"};

// Columns that quality control adds.
inline constexpr const char *qualityObsColumns[] = {"n_genes_by_counts", "total_counts", "total_counts_mt", "pct_counts_mt",
                                                    "pct_counts_in_top_50_genes"};
inline constexpr const char *qualityVarColumns[] = {"mt", "n_cells_by_counts", "mean_counts", "pct_dropout_by_counts",
                                                    "total_counts"};

PcaKeys pcaKeys(const std::string &keyAdded, const std::string &varSuffix);
ResultKeys resultKeys(const std::string &rep, const std::string &keyAdded);
std::string representationKey(const std::string &rep);  // obsm key: "X_pca" when empty

}  // namespace lexicell::steps
