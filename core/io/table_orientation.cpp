#include "core/io/table_orientation.h"

#include "core/data/gene_ids.h"

#include <algorithm>
#include <array>

namespace lexicell::io {

namespace {

constexpr std::size_t kSample = 200;  // names looked at; evenly spread

template <class F> double share(const std::vector<std::string> &names, F &&is)
{
    const std::size_t step = std::max<std::size_t>(1, names.size() / kSample);
    std::size_t seen = 0, hits = 0;
    for (std::size_t i = 0; i < names.size(); i += step, ++seen) hits += is(names[i]);
    return seen ? static_cast<double>(hits) / static_cast<double>(seen) : 0.0;
}

bool isBarcode(const std::string &name)
{
    std::size_t run = 0;
    for (const char c : name) {
        run = c == 'A' || c == 'C' || c == 'G' || c == 'T' ? run + 1 : 0;
        if (run >= 8) return true;  // inDrop's halves are the shortest barcodes in use
    }
    return false;
}

Orientation byCorner(std::string corner)
{
    for (char &c : corner)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    constexpr std::array genes{"gene",   "genes",   "gene_id",     "geneid",  "gene_name",  "genename", "gene_symbol",
                               "symbol", "symbols", "hgnc_symbol", "ensembl", "ensembl_id", "feature",  "features"};
    constexpr std::array cells{"cell", "cells", "cell_id", "cellid", "cell_name", "barcode", "barcodes", "cell_barcode", "cb"};
    if (std::find(genes.begin(), genes.end(), corner) != genes.end()) return Orientation::GenesInRows;
    if (std::find(cells.begin(), cells.end(), corner) != cells.end()) return Orientation::CellsInRows;
    return Orientation::Unknown;
}

}  // namespace

Orientation guessOrientation(const std::vector<std::string> &rowNames, const std::vector<std::string> &columnNames,
                             const std::string &corner)
{
    const double rowBarcodes = share(rowNames, isBarcode), columnBarcodes = share(columnNames, isBarcode);
    if (std::max(rowBarcodes, columnBarcodes) >= 0.5 && rowBarcodes != columnBarcodes)
        return rowBarcodes > columnBarcodes ? Orientation::CellsInRows : Orientation::GenesInRows;
    if (const Orientation said = byCorner(corner); said != Orientation::Unknown) return said;
    double rowGenes = 0.0, columnGenes = 0.0;
    for (const char *species : {"human", "mouse"}) {
        const auto table = data::GeneTable::ofSpecies(species);
        if (!table.ok()) continue;  // an installation without tables still reads
        const auto isGene = [&](const std::string &name) {
            const data::GeneMeaning meaning = (*table)->meaning(name);
            return meaning.kind <= data::MatchKind::PreviousSymbol;
        };
        rowGenes = std::max(rowGenes, share(rowNames, isGene));
        columnGenes = std::max(columnGenes, share(columnNames, isGene));
    }
    if (std::max(rowGenes, columnGenes) < 0.2 || std::max(rowGenes, columnGenes) < 2.0 * std::min(rowGenes, columnGenes))
        return Orientation::Unknown;
    return rowGenes > columnGenes ? Orientation::GenesInRows : Orientation::CellsInRows;
}

}  // namespace lexicell::io
