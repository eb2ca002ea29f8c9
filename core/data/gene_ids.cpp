#include "core/data/gene_ids.h"

#include "core/base/resources.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <new>
#include <zlib.h>

namespace lexicell::data {

namespace {

// Calls f(part) for each part of `text` between separators.
template <class F> void forEachPart(std::string_view text, char separator, F &&f)
{
    while (!text.empty()) {
        const std::size_t end = text.find(separator);
        f(text.substr(0, end));
        if (end == std::string_view::npos) return;
        text.remove_prefix(end + 1);
    }
}

std::vector<std::string> partsOf(std::string_view text)
{
    std::vector<std::string> parts;
    forEachPart(text, '|', [&](std::string_view part) { parts.emplace_back(part); });
    return parts;
}

Result<std::string> readGzip(const std::filesystem::path &file)
{
    gzFile stream = gzopen(file.c_str(), "rb");
    if (!stream) return Error{ErrorKind::NotFound, "not_found", "The gene table " + file.string() + " cannot be opened.", {}};
    gzbuffer(stream, 1u << 17);
    std::string text;
    std::array<char, 1 << 16> block;
    int got = 0;
    while ((got = gzread(stream, block.data(), block.size())) > 0) text.append(block.data(), static_cast<std::size_t>(got));
    const int closed = gzclose(stream);
    if (got < 0 || closed != Z_OK)
        return Error{
            ErrorKind::BadFile, "truncated", "The gene table " + file.string() + " is damaged. Install Lexicell again.", {}};
    return text;
}

// ENS, species letters, G, eleven digits
bool isBareEnsemblId(std::string_view text)
{
    constexpr std::size_t digits = 11;
    if (text.size() < 4 + digits || text.substr(0, 3) != "ENS") return false;
    const std::string_view letters = text.substr(3, text.size() - 3 - digits);
    const auto isUpper = [](char c) { return c >= 'A' && c <= 'Z'; };
    const auto isDigit = [](char c) { return c >= '0' && c <= '9'; };
    return letters.back() == 'G' && std::all_of(letters.begin(), letters.end(), isUpper) &&
           std::all_of(text.end() - digits, text.end(), isDigit);
}

}  // namespace

const char *toString(MatchKind kind)
{
    switch (kind) {
    case MatchKind::Exact: return "exact";
    case MatchKind::SecondName: return "second_name";
    case MatchKind::Ensembl: return "ensembl";
    case MatchKind::PreviousSymbol: return "previous_symbol";
    case MatchKind::Alias: return "alias";
    case MatchKind::CaseOnly: return "case_only";
    case MatchKind::Unmatched: break;
    }
    return "unmatched";
}

std::string_view ensemblId(std::string_view name)
{
    if (const std::size_t at = name.rfind("_ENS"); at != std::string_view::npos) name.remove_prefix(at + 1);
    if (name.ends_with("_PAR_Y")) name.remove_suffix(6);  // GENCODE's copies on the Y chromosome
    if (const std::size_t dot = name.find('.'); dot != std::string_view::npos) {
        const std::string_view version = name.substr(dot + 1);
        if (version.empty() || version.find_first_not_of("0123456789") != std::string_view::npos) return {};
        name = name.substr(0, dot);
    }
    return isBareEnsemblId(name) ? name : std::string_view();
}

std::string likelySpecies(const std::vector<std::string> &names)
{
    std::int64_t human = 0;
    std::int64_t mouse = 0;
    for (const std::string &name : names) {
        if (const std::string_view id = ensemblId(name); !id.empty()) {
            human += id.starts_with("ENSG");
            mouse += id.starts_with("ENSMUSG");
            continue;
        }
        // Approved symbols: human TP53, mouse Trp53. Clone names and lower-case names say nothing.
        if (name.size() < 3 || !std::isupper(static_cast<unsigned char>(name[0]))) continue;
        const bool upper = std::isupper(static_cast<unsigned char>(name[1])) && std::isupper(static_cast<unsigned char>(name[2]));
        const bool lower =
            std::islower(static_cast<unsigned char>(name[1])) && !std::isupper(static_cast<unsigned char>(name[2]));
        human += upper;
        mouse += lower;
    }
    if (human > 2 * mouse) return "human";
    if (mouse > 2 * human) return "mouse";
    return {};
}

Result<std::shared_ptr<const GeneTable>> GeneTable::load(const std::filesystem::path &file)
{
    try {
        LEXICELL_TRY(text, readGzip(file));
        const std::shared_ptr<GeneTable> table(new GeneTable);
        LEXICELL_CHECK(table->parse(text, file));
        table->buildIndex();
        return std::shared_ptr<const GeneTable>(table);
    } catch (const std::bad_alloc &) {
        return Error{
            ErrorKind::OutOfMemory, "out_of_memory", "There is not enough memory for the gene table " + file.string() + ".", {}};
    }
}

Result<std::shared_ptr<const GeneTable>> GeneTable::ofSpecies(const std::string &species)
{
    LEXICELL_TRY(file, resourceFile("gene_ids/" + species + ".tsv.gz"));
    return load(file);
}

Result<void> GeneTable::parse(std::string_view text, const std::filesystem::path &file)
{
    const Error damaged{ErrorKind::BadFile,
                        "parse_error",
                        "The gene table " + file.string() +
                            " does not have the columns symbol, ensembl, biotype, aliases, previous.",
                        {}};
    bool header = true;
    bool good = true;
    forEachPart(text, '\n', [&](std::string_view line) {
        if (line.empty()) return;
        std::array<std::string_view, 5> fields;
        std::size_t count = 0;
        while (count < 4) {
            const std::size_t tab = line.find('\t');
            if (tab == std::string_view::npos) break;
            fields[count++] = line.substr(0, tab);
            line.remove_prefix(tab + 1);
        }
        fields[count] = line;
        if (header) {
            good = good && count == 4 && fields[0] == "symbol" && fields[1] == "ensembl";
            header = false;
            return;
        }
        if (count != 4 || fields[0].empty()) {
            good = false;
            return;
        }
        GeneRecord gene;
        gene.symbol = fields[0];
        gene.otherEnsembl = partsOf(fields[1]);
        if (!gene.otherEnsembl.empty()) {
            gene.ensembl = gene.otherEnsembl.front();
            gene.otherEnsembl.erase(gene.otherEnsembl.begin());
        }
        gene.biotype = fields[2];
        gene.aliases = partsOf(fields[3]);
        gene.previous = partsOf(fields[4]);
        m_genes.push_back(std::move(gene));
    });
    if (!good || header) return damaged;
    return {};
}

void GeneTable::buildIndex()
{
    m_first.reserve(4 * m_genes.size());
    m_entries.reserve(4 * m_genes.size());
    const auto count = static_cast<std::int32_t>(m_genes.size());
    // Names are added weakest kind first: each new entry goes in front, so that a chain runs from strong to weak.
    for (std::int32_t g = count - 1; g >= 0; --g)
        for (const std::string &name : m_genes[static_cast<std::size_t>(g)].aliases) addName(name, g, MatchKind::Alias);
    for (std::int32_t g = count - 1; g >= 0; --g)
        for (const std::string &name : m_genes[static_cast<std::size_t>(g)].previous) addName(name, g, MatchKind::PreviousSymbol);
    for (std::int32_t g = count - 1; g >= 0; --g) {
        const GeneRecord &gene = m_genes[static_cast<std::size_t>(g)];
        for (const std::string &name : gene.otherEnsembl) addName(name, g, MatchKind::Ensembl);
        if (!gene.ensembl.empty()) addName(gene.ensembl, g, MatchKind::Ensembl);
    }
    for (std::int32_t g = count - 1; g >= 0; --g) addName(m_genes[static_cast<std::size_t>(g)].symbol, g, MatchKind::Exact);
}

void GeneTable::addName(std::string_view name, std::int32_t gene, MatchKind kind)
{
    const auto [place, isNew] = m_first.try_emplace(name, -1);
    m_entries.push_back({gene, kind, isNew ? -1 : place->second});
    place->second = static_cast<std::int32_t>(m_entries.size() - 1);
}

std::int32_t GeneTable::firstEntry(std::string_view name) const
{
    if (const auto found = m_first.find(name); found != m_first.end()) return found->second;
    if (const std::string_view id = ensemblId(name); !id.empty())
        if (const auto found = m_first.find(id); found != m_first.end()) return found->second;
    return -1;
}

std::vector<std::int64_t> GeneTable::find(const std::string &name) const
{
    std::vector<std::int64_t> genes;
    for (std::int32_t e = firstEntry(name); e >= 0; e = m_entries[static_cast<std::size_t>(e)].next) {
        const std::int64_t gene = m_entries[static_cast<std::size_t>(e)].gene;
        if (std::find(genes.begin(), genes.end(), gene) == genes.end()) genes.push_back(gene);
    }
    return genes;
}

GeneMeaning GeneTable::meaning(std::string_view name) const
{
    GeneMeaning result;
    for (std::int32_t e = firstEntry(name); e >= 0; e = m_entries[static_cast<std::size_t>(e)].next) {
        const NameEntry &entry = m_entries[static_cast<std::size_t>(e)];
        if (result.genes.empty()) result.kind = entry.kind;
        if (entry.kind != result.kind) break;
        if (result.genes.empty() || result.genes.back() != entry.gene) result.genes.push_back(entry.gene);
    }
    return result;
}

}  // namespace lexicell::data
