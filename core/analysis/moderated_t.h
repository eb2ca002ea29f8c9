// Moderated t of one condition against another over few samples: ordinary least squares for every gene, and a residual variance
// that is shrunk towards a trend over the gene's mean level. limma-trend: Smyth 2004, Law et al. 2014, limma 3.54.
#pragma once

#include "core/analysis/pseudobulk.h"

#include <vector>

namespace lexicell::analysis {

struct SampleDesign {
    std::vector<int> condition;  // [samples] 0: reference, 1: tested
    std::vector<int> replicate;  // [samples] 0, 1, …; empty: samples are not paired
    // Residual degrees of freedom; 0 or less: there is nothing to estimate the variance from.
    int residual() const;
};

struct ModeratedT {
    std::vector<double> logFoldChange;  // [genes] coefficient of the condition, in the unit of the values
    std::vector<double> t, pValue;      // [genes]
    std::vector<double> sigma;          // [genes] residual standard deviation
    std::vector<double> priorVariance;  // [genes]
    double priorDegrees = 0.0;          // infinity: the variances differ no more than by chance
    double residualDegrees = 0.0, totalDegrees = 0.0;
};

// values: [samples x genes], logarithms. The design must have residual degrees of freedom, and there must be a gene.
ModeratedT moderatedT(const SampleMatrix &values, const SampleDesign &design);

}  // namespace lexicell::analysis
