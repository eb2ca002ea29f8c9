// How many partners each gene has in a list of protein interactions: well-studied genes have many partners and are known targets,
// so their number is a baseline of a ranking that finds targets (capability C18).
#pragma once

#include "core/io/text/gene_pairs_file.h"
#include "models/tasks/knock_out/gene_finder.h"

#include <cstdint>
#include <string>
#include <vector>

namespace lexicell::models::tasks {

struct ProteinPartners {
    std::vector<double> degree;  // [genes of the file] different partners, or the sum of the weights; 0: not in the list
    bool weighted = false;
    std::int64_t pairs = 0;        // of the list
    std::int64_t genesInData = 0;  // of the list, in the file
};

// Partners count whether the file has them or not. Names of one gene are one partner. Error class: unknown_gene (no gene of the
// list is in the file).
Result<ProteinPartners> proteinPartners(const io::GenePairs &pairs, const GeneFinder &finder);

}  // namespace lexicell::models::tasks
