#include "core/genes/gene_spelling.h"

#include "core/genes/gene_table.h"

#include <algorithm>
#include <array>
#include <utility>

namespace lexicell::genes {

namespace {

bool isDigit(char c) { return c >= '0' && c <= '9'; }
bool isUpper(char c) { return c >= 'A' && c <= 'Z'; }
bool isLetter(char c) { return isUpper(c) || (c >= 'a' && c <= 'z'); }
char lower(char c) { return isUpper(c) ? static_cast<char>(c - 'A' + 'a') : c; }

bool isSeparator(char c) { return std::string_view("|_-:;/,.() \t").find(c) != std::string_view::npos; }

std::string_view withoutSeparators(std::string_view text)
{
    while (!text.empty() && isSeparator(text.front())) text.remove_prefix(1);
    while (!text.empty() && isSeparator(text.back())) text.remove_suffix(1);
    return text;
}

bool isNumber(std::string_view text) { return !text.empty() && std::all_of(text.begin(), text.end(), isDigit); }

// The length of an Ensembl gene id at the front of `text`: ENS, letters of the species, G, eleven digits; 0: no id.
std::size_t idLength(std::string_view text)
{
    constexpr std::size_t digits = 11;
    if (!text.starts_with("ENS")) return 0;
    std::size_t at = 3;
    while (at < text.size() && isUpper(text[at])) ++at;
    if (at < 4 || text[at - 1] != 'G' || text.size() < at + digits || !isNumber(text.substr(at, digits))) return 0;
    const bool ends = text.size() == at + digits || isSeparator(text[at + digits]);
    return ends ? at + digits : 0;
}

// The length of the version after an id: ".12", ".12_PAR_Y" (GENCODE's copies on the Y chromosome).
std::size_t versionLength(std::string_view text)
{
    std::size_t at = 0;
    if (text.starts_with(".")) {
        while (at + 1 < text.size() && isDigit(text[at + 1])) ++at;
        if (at > 0) ++at;
        if (at < text.size() && !isSeparator(text[at])) at = 0;  // ".7SK" is not a version
    }
    if (text.substr(at).starts_with("_PAR_Y")) at += 6;
    return at;
}

struct Assembly {
    std::string_view name, species;
    bool numbered = true;  // a number follows, as in GRCh38
};
constexpr std::array assemblies{Assembly{"GRCh", "human"},
                                Assembly{"GRCH", "human"},
                                Assembly{"hg", "human"},
                                Assembly{"T2T-CHM", "human"},
                                Assembly{"GRCm", "mouse"},
                                Assembly{"GRCM", "mouse"},
                                Assembly{"mm", "mouse"},
                                Assembly{"mRatBN", "rat"},
                                Assembly{"Rnor_", "rat"},
                                Assembly{"GRCr", "rat"},
                                Assembly{"rn", "rat"},
                                Assembly{"GRCz", "zebrafish"},
                                Assembly{"danRer", "zebrafish"},
                                Assembly{"BDGP", "fly"},
                                Assembly{"dm", "fly"},
                                Assembly{"Mmul_", "macaque"},
                                Assembly{"rheMac", "macaque"},
                                Assembly{"Sscrofa", "pig"},
                                Assembly{"susScr", "pig"},
                                Assembly{"human", "human", false},
                                Assembly{"Human", "human", false},
                                Assembly{"HUMAN", "human", false},
                                Assembly{"mouse", "mouse", false},
                                Assembly{"Mouse", "mouse", false},
                                Assembly{"MOUSE", "mouse", false},
                                Assembly{"rat", "rat", false},
                                Assembly{"RAT", "rat", false}};

// Removes the genome from the front of a name: "GRCh38_", "hg19___", "mm10-", "GRCh38-2020-A_", "HUMAN-".
std::string_view takeGenome(std::string_view &name)
{
    for (const Assembly &assembly : assemblies) {
        if (!name.starts_with(assembly.name)) continue;
        std::string_view rest = name.substr(assembly.name.size());
        std::size_t digits = 0;
        while (digits < rest.size() && isDigit(rest[digits])) ++digits;
        if ((digits > 0) != assembly.numbered || digits > 2) continue;
        rest.remove_prefix(digits);
        if (rest.starts_with(".p") || (rest.starts_with(".") && rest.size() > 1 && isDigit(rest[1])))  // a patch: GRCh38.p13
            rest.remove_prefix(std::min(rest.find_first_of("_-:|"), rest.size()));
        if (rest.starts_with("-20") && rest.size() > 7 && isNumber(rest.substr(1, 4)) && rest[5] == '-' && isLetter(rest[6]))
            rest.remove_prefix(7);  // Cell Ranger's references: GRCh38-2020-A
        const std::size_t separators = std::min(rest.find_first_not_of("_-:|."), rest.size());
        if (separators == 0 || separators == rest.size()) continue;
        name = rest.substr(separators);
        return assembly.species;
    }
    return {};
}

// "TP53|7157": the part that is not a number.
std::string_view nameAmongNumbers(std::string_view name)
{
    for (std::string_view rest = name; !rest.empty();) {
        const std::size_t end = std::min(rest.find('|'), rest.size());
        const std::string_view part = withoutSeparators(rest.substr(0, end));
        if (!part.empty() && part != "?" && !isNumber(part)) return part;
        rest.remove_prefix(std::min(end + 1, rest.size()));
    }
    return name;
}

std::string folded(std::string_view heading)
{
    std::string word;
    for (const char c : heading)
        if (isLetter(c) || isDigit(c)) word += lower(c);
    return word;
}

// Most common first: CELLxGENE, 10x through scanpy, and others in use.
constexpr std::array symbolWords{"featurename",      "genesymbols",  "genesymbol",   "genename",  "genenames",  "geneshortname",
                                 "symbol",           "symbols",      "hgncsymbol",   "mgisymbol", "hugosymbol", "approvedsymbol",
                                 "externalgenename", "realgenename", "featurenames", "name",      "gene",       "genes",
                                 "varnames",         "feature",      "features"};
constexpr std::array identifierWords{"geneids",     "geneid",    "ensemblid", "ensembl",  "ensemblgeneid", "ensemblids",
                                     "ensemblgene", "ensgid",    "ensg",      "ensid",    "featureid",     "featureids",
                                     "accession",   "gencodeid", "entrez",    "entrezid", "entrezgene",    "entrezgeneid",
                                     "ncbigeneid",  "ncbigene",  "ncbiid",    "hgncid",   "mgiid",         "locusid"};
constexpr std::array cellWords{"cell",        "cells",        "cellid", "cellids", "cellname", "cellnames", "barcode", "barcodes",
                               "cellbarcode", "cellbarcodes", "bc",     "cb",      "bcwells",  "obsnames",  "spotid"};
constexpr std::array rowWords{"",   "id", "ids",    "index", "name",    "names",    "x",
                              "v1", "x1", "row",    "rows",  "rowname", "rownames", "unnamed0",
                              "no", "nr", "number", "key",   "sample",  "samples",  "sampleid"};

template <class Words> bool isIn(const Words &words, const std::string &word)
{
    return std::find(words.begin(), words.end(), word) != words.end();
}

bool isText(const data::ElementPtr &column) { return column->as<data::StringArray>() || column->as<data::Categorical>(); }

template <class Words> std::vector<std::string> columnsUnder(const data::Table &var, const Words &words)
{
    std::vector<std::string> columns;
    for (const std::string_view word : words)
        for (const auto &entry : var.columns.entries)
            if (folded(entry.first) == word && isText(entry.second)) columns.push_back(entry.first);
    return columns;
}

// A number (Entrez), or a few letters and many digits: Ensembl's ids, FBgn0031208, WBGene00000001.
bool looksLikeIdentifier(std::string_view name)
{
    constexpr std::size_t manyDigits = 6;
    name = name.substr(0, std::min(name.find('.'), name.size()));
    std::size_t letters = 0;
    while (letters < name.size() && isLetter(name[letters])) ++letters;
    const std::string_view digits = name.substr(letters);
    return isNumber(digits) && (letters == 0 || digits.size() >= manyDigits);
}

bool mostlyIdentifiers(const std::vector<std::string> &names)
{
    const auto ids = std::count_if(names.begin(), names.end(), [](const std::string &name) {
        const GeneNameParts parts = partsOf(name);
        return parts.ensembl.empty() ? looksLikeIdentifier(parts.symbol) : parts.symbol.empty();
    });
    return 2 * ids >= static_cast<std::int64_t>(names.size()) && ids > 0;
}

}  // namespace

GeneNameParts partsOf(std::string_view name)
{
    GeneNameParts parts;
    parts.species = takeGenome(name);
    parts.symbol = name;
    for (std::size_t at = name.find("ENS"); at != std::string_view::npos; at = name.find("ENS", at + 1)) {
        if (at > 0 && !isSeparator(name[at - 1])) continue;
        const std::size_t length = idLength(name.substr(at));
        if (length == 0) continue;
        const std::string_view tail = name.substr(at + length);
        const std::string_view before = withoutSeparators(name.substr(0, at));
        const std::string_view behind = withoutSeparators(tail.substr(versionLength(tail)));
        if (before.empty() && behind.size() == 1) break;  // "ENSG00000141510.x": neither a version nor a symbol
        parts.ensembl = name.substr(at, length);
        parts.symbol = before.empty() ? behind : before;
        return parts;
    }
    if (name.find('|') != std::string_view::npos) parts.symbol = nameAmongNumbers(name);
    if (const std::size_t place = parts.symbol.find("__chr"); place != std::string_view::npos && place > 0)
        parts.symbol = parts.symbol.substr(0, place);  // "A1BG__chr19", from CEL-Seq pipelines
    return parts;
}

std::vector<std::string> unmangled(std::string_view symbol)
{
    std::vector<std::string> spellings;
    const auto add = [&](std::string spelling) {
        if (spelling != symbol && std::find(spellings.begin(), spellings.end(), spelling) == spellings.end())
            spellings.push_back(std::move(spelling));
    };
    std::vector<std::string> starts{std::string(symbol)};
    // R's names begin with a letter: make.names puts an X before a digit.
    if (symbol.size() > 2 && symbol[0] == 'X' && isDigit(symbol[1])) starts.emplace_back(symbol.substr(1));
    for (const std::string &start : starts) {
        add(start);
        std::string dashes = start;
        std::replace(dashes.begin(), dashes.end(), '.', '-');
        add(dashes);
        if (const std::size_t last = start.rfind('.'); last != std::string::npos) {
            dashes[last] = '.';  // "RP11.34P13.7" was RP11-34P13.7
            add(dashes);
        }
        if (const std::size_t first = start.find('.'); first != std::string::npos) {
            std::string one = start;
            one[first] = '-';
            add(one);
        }
        for (const auto &[written, meant] : {std::pair('-', '_'), std::pair('_', '-')}) {  // Seurat writes dashes for underscores
            std::string other = start;
            std::replace(other.begin(), other.end(), written, meant);
            add(other);
        }
    }
    return spellings;
}

bool isMitochondrial(std::string_view symbol)
{
    return symbol.size() > 3 && lower(symbol[0]) == 'm' && lower(symbol[1]) == 't' &&
           std::string_view("-:._").find(symbol[2]) != std::string_view::npos;
}

NamesOf namesUnder(std::string_view heading)
{
    const std::string word = folded(heading);
    if (isIn(cellWords, word)) return NamesOf::Cells;
    if (isIn(identifierWords, word)) return NamesOf::GeneIds;
    if (isIn(rowWords, word)) return NamesOf::Rows;  // before the symbols: "name" may name cells
    if (isIn(symbolWords, word)) return NamesOf::GeneSymbols;
    for (const char *part : {"barcode", "cellid", "cellname"})
        if (word.find(part) != std::string::npos) return NamesOf::Cells;
    for (const char *part : {"entrez", "ensembl", "geneid"})
        if (word.find(part) != std::string::npos) return NamesOf::GeneIds;
    for (const char *part : {"genesymbol", "genename"})
        if (word.find(part) != std::string::npos) return NamesOf::GeneSymbols;
    return NamesOf::Nothing;
}

std::vector<std::string> symbolColumns(const data::Table &var) { return columnsUnder(var, symbolWords); }
std::vector<std::string> identifierColumns(const data::Table &var) { return columnsUnder(var, identifierWords); }

std::optional<std::vector<std::string>> textOf(const data::Table &table, const std::string &column)
{
    const data::Element *element = table.columns.find(column);
    if (!element) return std::nullopt;
    if (const auto *text = element->as<data::StringArray>()) return text->values;
    const auto *categorical = element->as<data::Categorical>();
    if (!categorical) return std::nullopt;
    return categorical->texts();
}

std::string geneSymbol(const std::string &name, const GeneTable *table)
{
    const GeneNameParts parts = partsOf(name);
    if (table && (parts.symbol.empty() || !table->spells(parts.symbol))) {
        const GeneMeaning meaning = table->meaning(name);
        if (meaning.genes.size() == 1) return table->genes()[static_cast<std::size_t>(meaning.genes.front())].symbol;
    }
    // Without symbols, the name itself is shown.
    return parts.symbol.empty() ? name : std::string(parts.symbol);
}

std::vector<std::string> geneSymbols(const data::Table &var, const GeneTable *table)
{
    std::vector<std::string> names = var.index.values;
    if (mostlyIdentifiers(names))
        for (const std::string &column : symbolColumns(var)) {
            auto symbols = textOf(var, column);
            if (!symbols || symbols->size() != names.size() || mostlyIdentifiers(*symbols)) continue;
            for (std::size_t i = 0; i < names.size(); ++i)
                if (!(*symbols)[i].empty()) names[i] = std::move((*symbols)[i]);
            break;
        }
    for (std::string &name : names) name = geneSymbol(name, table);
    return names;
}

}  // namespace lexicell::genes
