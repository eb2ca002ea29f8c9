// Tests of every gene between groups of cells, as scanpy.tl.rank_genes_groups (1.11) defines them: each group against the rest
// of the cells, or against one group of reference. Cells count as independent replicates; pseudobulk.h takes donors instead.
//
// Wilcoxon: rank sum test by the normal approximation, without continuity correction unless asked for; with tieCorrect the
// variance is corrected for ties. Welch: t of unequal variances; Overestimated takes the size of the group for that of the
// reference too. A constant gene has score 0 and p 1. Log fold change: log2((expm1(a) + 1e-9)/(expm1(b) + 1e-9)) of the means a
// and b of ln(1 + x) values. One copy by columns and one pass over it; threads take genes, and the bits do not depend on their
// number.
#pragma once

#include "core/analysis/cell_groups.h"
#include "core/analysis/gene_columns.h"
#include "core/base/job_context.h"
#include "core/base/result.h"

#include <optional>
#include <vector>

namespace lexicell::analysis {

enum class CellTest { Wilcoxon, Welch, Overestimated };

struct CellTestOptions {
    CellTest test = CellTest::Wilcoxon;
    bool tieCorrect = true;                     // of Wilcoxon
    bool continuity = false;                    // of Wilcoxon: half a rank less, as scipy's mannwhitneyu
    std::optional<std::size_t> reference = {};  // a group; none: the rest of the cells, those in no group among them
    std::vector<std::size_t> groups = {};       // to test; empty: all (but the reference)
};

// Of one group, a value for each gene.
struct GroupTest {
    std::size_t group = 0;
    std::vector<double> score;           // z or t; positive: higher in the group
    std::vector<double> pValue;          // two-sided
    std::vector<double> adjusted;        // Benjamini-Hochberg over all genes
    std::vector<double> logFoldChange;   // log2
    std::vector<double> share;           // of the group's cells with a value other than 0
    std::vector<double> shareReference;  // of the reference's cells
};

// Tested groups and their references need 2 cells. Error class: cancelled.
Result<std::vector<GroupTest>> testCells(const GeneColumns &values, const CellGroups &groups, const CellTestOptions &options,
                                         JobContext &context);

}  // namespace lexicell::analysis
