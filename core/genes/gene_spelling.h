// The parts of a gene name, and which columns and headings hold gene names. All this knowledge is here. Matching,
// quality control, search, pretraining and the readers use it.
#pragma once

#include "core/data/element.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace lexicell::genes {

class GeneTable;

// The parts of "ENSG00000167286.7|CD3D", "CD3D_ENSG00000167286", "GRCh38___CD3D", "mm10-Cd3d", "CD3D|915" (symbol and Entrez
// id). Views into the name.
struct GeneNameParts {
    std::string_view symbol;   // empty: the name is only an id
    std::string_view ensembl;  // without its version; empty: none
    std::string_view species;  // "human", "mouse", … from the genome prefix of the name; empty: none
};
GeneNameParts partsOf(std::string_view name);

// The spellings that R's make.names ("HLA.DRA", "X0610005C13Rik") or Seurat ("Y-RNA") may have changed into this symbol,
// likeliest first. Most are not genes: the caller checks them against a table of genes.
std::vector<std::string> unmangled(std::string_view symbol);

// A gene of the mitochondrial genome by its symbol: human "MT-…", mouse "mt-…", rat "Mt-…", fly "mt:…", R's "MT.…".
bool isMitochondrial(std::string_view symbol);

// What a heading says about the names below it. Case and punctuation do not matter: "Gene.ID", "gene_id" and "GeneID" are one.
enum class NamesOf {
    Nothing,      // no known heading
    GeneSymbols,  // "gene_name", "SYMBOL", "feature_name"
    GeneIds,      // "ENSEMBL", "gene_ids", "ENTREZID"
    Cells,        // "barcode", "cell_id"
    Rows,         // row names of any kind: "", "index", "X", "Unnamed: 0"
};
NamesOf namesUnder(std::string_view heading);

// Names of var's text columns with symbols or with identifiers, the most usual heading first.
std::vector<std::string> symbolColumns(const data::Table &var);
std::vector<std::string> identifierColumns(const data::Table &var);
// A column of text, also when it is stored as categories; empty when there is no such column.
std::optional<std::vector<std::string>> textOf(const data::Table &table, const std::string &column);

// One symbol per gene where there is one: the symbol in a name of two parts, or the column of symbols where the index holds
// identifiers, or from the table the approved symbol of an identifier and the original of a name that R changed. A name
// of no known gene stays unchanged.
std::vector<std::string> geneSymbols(const data::Table &var, const GeneTable *table = nullptr);
std::string geneSymbol(const std::string &name, const GeneTable *table);

}  // namespace lexicell::genes
