// The biology of simulated data: cell types of human blood with their marker genes, gene modules that vary
// together, and transcription factors with the module that each drives.
//
// Which gene belongs to which type or module is textbook knowledge (pbmc markers as in scanpy's and Seurat's pbmc3k
// tutorials; module membership after MSigDB's hallmark collections, Liberzon et al. 2015). Every number attached to it
// (proportions, effect sizes) is this simulator's own.
#pragma once

#include <string>
#include <vector>

namespace lexicell::simulate {

struct CellTypeProgram {
    std::string name;
    double proportion;                 // of all cells; they sum to 1
    std::vector<std::string> markers;  // strongest first; types of one lineage share some
};

struct GeneModule {
    std::string name;
    std::vector<std::string> genes;
};

struct Regulator {
    std::string gene;
    std::string module;  // the module whose genes it activates
};

// Buffering: one pathway; the double knock-out does no more than the stronger single. Synergistic: either gene compensates for
// the other; the double knock-out does more than the sum.
enum class Interaction { Additive, Buffering, Synergistic };

struct RegulatorPair {
    std::string first;
    std::string second;
    Interaction interaction;
};

const std::vector<CellTypeProgram> &cellTypes();
const std::vector<GeneModule> &geneModules();
const std::vector<Regulator> &regulators();  // in the order in which they are knocked out
const std::vector<RegulatorPair> &regulatorPairs();
const std::vector<std::string> &housekeepingGenes();
const std::vector<std::string> &ribosomalGenes();
const std::vector<std::string> &mitochondrialGenes();  // the 13 protein-coding ones

}  // namespace lexicell::simulate
