// The genes of a simulated data set: real symbols with their roles. The same N always gives the same genes,
// whatever the seed, so that a model trained on one simulation fits another.
#pragma once

#include "core/base/result.h"

#include <cstdint>
#include <string>
#include <vector>

namespace lexicell::simulate {

enum class GeneRole { Marker, Module, Regulator, Housekeeping, Ribosomal, Mitochondrial, Other };

struct PanelGene {
    std::string symbol;
    std::string ensembl;
    GeneRole role = GeneRole::Other;
};

struct GenePanel {
    std::vector<PanelGene> genes;                           // sorted by symbol
    std::vector<std::string> knockouts;                     // regulators first, then other genes
    std::int64_t indexOf(const std::string &symbol) const;  // -1: not in the panel
};

// `genes` genes; `knockouts` of them are knocked out singly. Genes are taken first in turns from the markers of all types,
// the regulators that are knocked out and the modules; then ribosomal, mitochondrial, housekeeping and other genes.
// Error class `too_many_genes`: there are not that many protein-coding genes.
Result<GenePanel> chooseGenes(int genes, int knockouts);

}  // namespace lexicell::simulate
