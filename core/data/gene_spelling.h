// What one name of a gene is made of, and which columns and headings hold names: the one place that knows it. Matching,
// quality control, search, pretraining and the readers all ask here.
#pragma once

#include "core/data/element.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace lexicell::data {

class GeneTable;

// "ENSG00000167286.7|CD3D", "CD3D_ENSG00000167286", "GRCh38___CD3D", "mm10-Cd3d", "CD3D|915" (symbol and Entrez id) taken
// apart. Views into the name.
struct GeneNameParts {
    std::string_view symbol;   // empty: the name is an id alone
    std::string_view ensembl;  // without its version; empty: there is none
    std::string_view species;  // "human", "mouse", … by the genome in front of the name; empty: there is none
};
GeneNameParts partsOf(std::string_view name);

// The spellings that R's make.names ("HLA.DRA", "X0610005C13Rik") or Seurat ("Y-RNA") may have changed into this symbol,
// likeliest first. Most are no gene: a table of genes has to decide.
std::vector<std::string> unmangled(std::string_view symbol);

// A gene of the mitochondrial genome by its symbol: human "MT-…", mouse "mt-…", rat "Mt-…", fly "mt:…", R's "MT.…".
bool isMitochondrial(std::string_view symbol);

// What a heading says of the names below it, whatever its case and punctuation: "Gene.ID", "gene_id" and "GeneID" are one.
enum class NamesOf {
    Nothing,      // no word for names
    GeneSymbols,  // "gene_name", "SYMBOL", "feature_name"
    GeneIds,      // "ENSEMBL", "gene_ids", "ENTREZID"
    Cells,        // "barcode", "cell_id"
    Rows,         // names of whatever is in the rows: "", "index", "X", "Unnamed: 0"
};
NamesOf namesUnder(std::string_view heading);

// Names of var's text columns with symbols or with identifiers, the most usual heading first.
std::vector<std::string> symbolColumns(const Table &var);
std::vector<std::string> identifierColumns(const Table &var);
// A column of text, also when it is stored as categories; none when there is no such column.
std::optional<std::vector<std::string>> textOf(const Table &table, const std::string &column);

// One symbol for each gene where there is one: the symbol in a name of two parts, the column of symbols where the index holds
// identifiers, and with a table the gene's approved symbol for an identifier alone and for what R made of a symbol. What means
// no known gene stays as it is.
std::vector<std::string> geneSymbols(const Table &var, const GeneTable *table = nullptr);
std::string geneSymbol(const std::string &name, const GeneTable *table);

}  // namespace lexicell::data
