#include "models/tasks/knock_out/protein_partners.h"

#include <algorithm>
#include <map>
#include <utility>

namespace lexicell::models::tasks {

Result<ProteinPartners> proteinPartners(const io::GenePairs &pairs, const GeneFinder &finder)
{
    const auto columns = static_cast<std::int64_t>(finder.names().size());
    ProteinPartners partners{std::vector<double>(finder.names().size(), 0.0), pairs.weighted,
                             static_cast<std::int64_t>(pairs.pairs.size()), 0};
    // A gene of the file is its column; another name is a gene of its own.
    std::vector<std::int64_t> geneOf;
    geneOf.reserve(pairs.genes.size());
    std::vector<bool> found(finder.names().size());
    for (const std::string &name : pairs.genes) {
        const std::int64_t column = finder.column(name);
        geneOf.push_back(column >= 0 ? column : columns + static_cast<std::int64_t>(geneOf.size()));
        if (column >= 0) found[static_cast<std::size_t>(column)] = true;
    }
    partners.genesInData = std::count(found.begin(), found.end(), true);
    if (partners.genesInData == 0)
        return Error{errors::unknownGene,
                     "No gene of the list of interactions is in the data set. Its names look like " + pairs.genes.front() +
                         "; names of genes or Ensembl ids of genes are needed.",
                     {},
                     {{"ppi"}, {"gene-column"}}};
    std::map<std::pair<std::int64_t, std::int64_t>, double> weights;  // two names of one gene may list a pair twice
    for (const io::GenePair &pair : pairs.pairs) {
        const std::int64_t a = geneOf[static_cast<std::size_t>(pair.a)], b = geneOf[static_cast<std::size_t>(pair.b)];
        if (a == b) continue;
        double &weight = weights.try_emplace(std::minmax(a, b), 0.0).first->second;
        weight = std::max(weight, pair.weight);
    }
    for (const auto &[pair, weight] : weights)
        for (const std::int64_t gene : {pair.first, pair.second})
            if (gene < columns) partners.degree[static_cast<std::size_t>(gene)] += weight;
    return partners;
}

}  // namespace lexicell::models::tasks
