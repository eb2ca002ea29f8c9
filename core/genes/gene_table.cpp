#include "core/genes/gene_table.h"

#include "core/base/guarded.h"
#include "core/base/platform/resources.h"
#include "core/genes/gene_spelling.h"
#include "core/genes/table_text.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <map>
#include <mutex>
#include <utility>

namespace lexicell::genes {

namespace {

struct SpeciesSign {
    std::string_view prefix, species;
};
constexpr std::array ensemblPrefixes{SpeciesSign{"ENSG0", "human"},     SpeciesSign{"ENSMUSG", "mouse"},
                                     SpeciesSign{"ENSRNOG", "rat"},     SpeciesSign{"ENSDARG", "zebrafish"},
                                     SpeciesSign{"ENSMMUG", "macaque"}, SpeciesSign{"ENSSSCG", "pig"}};

std::string_view speciesOfId(std::string_view id)
{
    for (const SpeciesSign &sign : ensemblPrefixes)
        if (id.starts_with(sign.prefix)) return sign.species;
    return {};
}

// By the case of letters in approved symbols: human TP53, mouse and rat Trp53. Clone names and lower-case names are ignored.
std::string_view speciesOfSymbol(std::string_view symbol)
{
    if (symbol.starts_with("Mt-") || symbol.starts_with("RT1-")) return "rat";
    if (symbol.size() < 3 || !std::isupper(static_cast<unsigned char>(symbol[0]))) return {};
    const auto second = static_cast<unsigned char>(symbol[1]), third = static_cast<unsigned char>(symbol[2]);
    if (std::isupper(second) && std::isupper(third)) return "human";
    return std::islower(second) && !std::isupper(third) ? "mouse" : std::string_view();
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

std::string_view ensemblId(std::string_view name) { return partsOf(name).ensembl; }

std::string likelySpecies(const std::vector<std::string> &names)
{
    std::map<std::string_view, std::int64_t> counts;
    for (const std::string &name : names) {
        const GeneNameParts parts = partsOf(name);
        std::string_view species = parts.species;
        if (species.empty() && !parts.ensembl.empty()) species = speciesOfId(parts.ensembl);
        else if (species.empty()) species = speciesOfSymbol(parts.symbol);
        if (!species.empty()) ++counts[species];
    }
    // Mouse and rat symbols are written alike, so a few names typical of the rat decide for all.
    if (counts["rat"] > 0 && counts["mouse"] > 0) counts["rat"] += std::exchange(counts["mouse"], 0);
    std::int64_t all = 0;
    for (const auto &[species, count] : counts) all += count;
    for (const auto &[species, count] : counts)
        if (count > 2 * (all - count)) return std::string(species);
    return {};
}

Result<std::shared_ptr<const GeneTable>> GeneTable::load(const std::filesystem::path &file, const std::string &species)
{
    return guarded("read the gene table " + file.string(), [&]() -> Result<std::shared_ptr<const GeneTable>> {
        LEXICELL_TRY(text, readGzip(file));
        const std::shared_ptr<GeneTable> table(new GeneTable);
        table->m_species = species;
        LEXICELL_CHECK(table->parse(text, file));
        table->buildIndex();
        return std::shared_ptr<const GeneTable>(table);
    });
}

Result<std::shared_ptr<const GeneTable>> GeneTable::ofSpecies(const std::string &species)
{
    LEXICELL_TRY(file, resourceFile("gene_ids/" + species + ".tsv.gz"));
    // Read once: every step that uses gene names needs a table.
    static std::mutex mutex;
    static std::map<std::string, std::shared_ptr<const GeneTable>> tables;
    const std::lock_guard lock(mutex);
    std::shared_ptr<const GeneTable> &known = tables[file.string()];
    if (known) return known;
    LEXICELL_TRY(table, load(file, species));
    known = table;
    return known;
}

Result<std::shared_ptr<const GeneTable>> GeneTable::nearest(const std::string &species)
{
    return ofSpecies(species == "mouse" || species == "rat" ? "mouse" : "human");
}

Result<void> GeneTable::parse(std::string_view text, const std::filesystem::path &file)
{
    const Error damaged{errors::parseError,
                        "The gene table " + file.string() +
                            " does not have the columns symbol, ensembl, biotype, aliases, previous.",
                        {}};
    bool header = true;
    bool good = true;
    forEachPart(text, '\n', [&](std::string_view line) {
        if (line.empty()) return;
        std::array<std::string_view, 5> fields;
        const std::size_t count = splitFields(line, fields);
        if (header) {
            good = good && count == fields.size() && fields[0] == "symbol" && fields[1] == "ensembl";
            header = false;
            return;
        }
        if (count != fields.size() || fields[0].empty()) {
            good = false;
            return;
        }
        GeneRecord gene;
        gene.symbol = fields[0];
        gene.otherEnsembl = listed(fields[1]);
        if (!gene.otherEnsembl.empty()) {
            gene.ensembl = gene.otherEnsembl.front();
            gene.otherEnsembl.erase(gene.otherEnsembl.begin());
        }
        gene.biotype = fields[2];
        gene.aliases = listed(fields[3]);
        gene.previous = listed(fields[4]);
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
    // Names are added weakest kind first. Each new entry goes in front, so that a chain runs from strong to weak.
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

std::int32_t GeneTable::entryOf(std::string_view spelling) const
{
    const auto found = m_first.find(spelling);
    return found == m_first.end() ? -1 : found->second;
}

std::int32_t GeneTable::firstEntry(std::string_view name) const
{
    if (const std::int32_t entry = entryOf(name); entry >= 0) return entry;
    const GeneNameParts parts = partsOf(name);
    // In a mixture of species, equal names of two species are different genes.
    if (!parts.species.empty() && !m_species.empty() && parts.species != m_species) return -1;
    for (const std::string_view part : {parts.ensembl, parts.symbol})
        if (const std::int32_t entry = part.empty() ? -1 : entryOf(part); entry >= 0) return entry;
    for (const std::string &spelling : unmangled(parts.symbol))
        if (const std::int32_t entry = entryOf(spelling); entry >= 0) return entry;
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

}  // namespace lexicell::genes
