// Over-representation of gene sets in lists of genes: the hypergeometric test against the genes that could have been drawn, and
// Benjamini and Hochberg's adjustment (1995) over the sets that are tested, for each list on its own.
//
// Genes are numbers 0 … background − 1. P(X >= overlap) for a list drawn without replacement.
#pragma once

#include "core/base/job_context.h"
#include "core/base/result.h"

#include <cstdint>
#include <vector>

namespace lexicell::analysis {

using GeneNumbers = std::vector<std::int32_t>;  // ascending, each once

struct EnrichmentOptions {
    std::int64_t fewest = 5;  // sets with fewer genes in the background are not tested
    std::int64_t most = 0;    // … and with more; 0: no limit
};

struct EnrichedSet {
    std::int64_t list = 0, set = 0;  // positions in the input
    GeneNumbers overlap;             // genes of both
    std::int64_t setSize = 0;        // in the background
    double expected = 0.0;           // list size x set size / background
    double fold = 0.0;               // overlap / expected
    double p = 1.0;
    double adjustedP = 1.0;
};

// P(X >= overlap) for `drawn` of `background` genes of which `marked` belong to the set.
double hypergeometricTail(std::int64_t overlap, std::int64_t background, std::int64_t marked, std::int64_t drawn);

// Every set within the limits against every list, by list and set. Sets without a gene of a list are tested too and count in the
// adjustment. Error class: cancelled.
Result<std::vector<EnrichedSet>> enrichment(const std::vector<GeneNumbers> &lists, const std::vector<GeneNumbers> &sets,
                                            std::int64_t background, const EnrichmentOptions &options, JobContext &context);

}  // namespace lexicell::analysis
