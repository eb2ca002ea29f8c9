#include "core/io/text/table_orientation.h"

#include "core/genes/gene_table.h"
#include "core/genes/gene_spelling.h"

#include <algorithm>

namespace lexicell::io {

namespace {

constexpr std::size_t kSample = 200;  // number of names in a sample, evenly spread

template <class F> double share(const std::vector<std::string> &names, F &&is)
{
    const std::size_t step = std::max<std::size_t>(1, names.size() / kSample);
    std::size_t seen = 0, hits = 0;
    for (std::size_t i = 0; i < names.size(); i += step, ++seen) hits += is(names[i]);
    return seen ? static_cast<double>(hits) / static_cast<double>(seen) : 0.0;
}

Orientation byCorner(const std::string &corner)
{
    switch (genes::namesUnder(corner)) {
    case genes::NamesOf::GeneSymbols:
    case genes::NamesOf::GeneIds: return Orientation::GenesInRows;
    case genes::NamesOf::Cells: return Orientation::CellsInRows;
    default: return Orientation::Unknown;
    }
}

}  // namespace

bool looksLikeBarcode(const std::string &name)
{
    std::size_t run = 0;
    for (const char c : name) {
        run = c == 'A' || c == 'C' || c == 'G' || c == 'T' ? run + 1 : 0;
        if (run >= 8) return true;
    }
    return false;
}

double shareOfBarcodes(const std::vector<std::string> &names) { return share(names, looksLikeBarcode); }

double shareOfGenes(const std::vector<std::string> &names)
{
    double most = 0.0;
    for (const char *species : {"human", "mouse"}) {
        const auto table = genes::GeneTable::ofSpecies(species);
        if (!table.ok()) continue;  // works in an installation without tables
        most = std::max(most, share(names, [&](const std::string &name) {
                            return (*table)->meaning(name).kind <= genes::MatchKind::PreviousSymbol;
                        }));
    }
    return most;
}

Orientation guessOrientation(const std::vector<std::string> &rowNames, const std::vector<std::string> &columnNames,
                             const std::string &corner)
{
    const double rowBarcodes = shareOfBarcodes(rowNames), columnBarcodes = shareOfBarcodes(columnNames);
    if (std::max(rowBarcodes, columnBarcodes) >= 0.5 && rowBarcodes != columnBarcodes)
        return rowBarcodes > columnBarcodes ? Orientation::CellsInRows : Orientation::GenesInRows;
    if (const Orientation said = byCorner(corner); said != Orientation::Unknown) return said;
    const double rowGenes = shareOfGenes(rowNames), columnGenes = shareOfGenes(columnNames);
    if (std::max(rowGenes, columnGenes) < 0.2 || std::max(rowGenes, columnGenes) < 2.0 * std::min(rowGenes, columnGenes))
        return Orientation::Unknown;
    return rowGenes > columnGenes ? Orientation::GenesInRows : Orientation::CellsInRows;
}

}  // namespace lexicell::io
