#include "core/genes/gene_search.h"

#include "core/genes/gene_spelling.h"

#include <algorithm>
#include <tuple>
#include <unordered_set>

namespace lexicell::genes {

namespace {

std::string folded(std::string_view text)
{
    std::string upper(text);
    for (char &c : upper)
        if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    return upper;
}

// The gene of the table for a column: by its name, else by its other identifier; null when ambiguous.
const GeneRecord *recordOf(const GeneTable &table, const std::string &name, const std::string &alternative)
{
    for (const std::string *text : {&name, &alternative}) {
        const GeneMeaning meaning = table.meaning(*text);
        if (meaning.genes.size() == 1) return &table.genes()[static_cast<std::size_t>(meaning.genes.front())];
    }
    return nullptr;
}

}  // namespace

GeneSearch::GeneSearch(const std::vector<std::string> &names, const std::vector<std::string> &alternative,
                       const std::shared_ptr<const GeneTable> &table)
    : m_names(names)
{
    const std::string none;
    for (std::size_t i = 0; i < names.size(); ++i) {
        const auto gene = static_cast<std::int32_t>(i);
        const std::string &other = i < alternative.size() ? alternative[i] : none;
        add(names[i], gene, MatchKind::Exact);
        if (other != names[i]) add(other, gene, ensemblId(other).empty() ? MatchKind::SecondName : MatchKind::Ensembl);
        for (const std::string *text : {&names[i], &other}) {  // "ENSG00000198851.4|CD3E" is found by either part
            const GeneNameParts parts = partsOf(*text);
            if (parts.symbol != *text) add(std::string(parts.symbol), gene, MatchKind::SecondName);
            if (parts.ensembl != *text) add(std::string(parts.ensembl), gene, MatchKind::Ensembl);
        }
        const GeneRecord *record = table ? recordOf(*table, names[i], other) : nullptr;
        if (!record) continue;
        if (record->symbol != names[i] && record->symbol != other) add(record->symbol, gene, MatchKind::SecondName);
        if (record->ensembl != names[i] && record->ensembl != other) add(record->ensembl, gene, MatchKind::Ensembl);
        for (const std::string &previous : record->previous) add(previous, gene, MatchKind::PreviousSymbol);
        for (const std::string &alias : record->aliases) add(alias, gene, MatchKind::Alias);
    }
    std::sort(m_keys.begin(), m_keys.end(),
              [](const Key &a, const Key &b) { return std::tie(a.folded, a.kind, a.gene) < std::tie(b.folded, b.kind, b.gene); });
}

void GeneSearch::add(const std::string &text, std::int32_t gene, MatchKind kind)
{
    if (!text.empty()) m_keys.push_back({folded(text), text, gene, kind});
}

std::int64_t GeneSearch::named(std::string_view name) const
{
    const GeneNameParts parts = partsOf(name);
    for (const std::string_view spelling : {name, parts.ensembl, parts.symbol}) {
        const std::int64_t gene = spelling.empty() ? -1 : spelled(spelling);
        if (gene >= 0) return gene;
    }
    return -1;
}

std::int64_t GeneSearch::spelled(std::string_view name) const
{
    const std::string wanted = folded(name);
    const auto before = [](const Key &key, const std::string &text) { return key.folded < text; };
    const Key *best = nullptr;
    bool several = false;
    for (auto key = std::lower_bound(m_keys.begin(), m_keys.end(), wanted, before); key != m_keys.end() && key->folded == wanted;
         ++key) {
        if (key->kind <= MatchKind::Ensembl && key->text == name) return key->gene;
        if (!best) best = &*key;  // sorted by kind, then in the data set's order
        else if (key->kind == best->kind && key->gene != best->gene) several = true;
    }
    if (!best || (several && best->kind >= MatchKind::PreviousSymbol)) return -1;
    return best->gene;
}

std::vector<GeneCandidate> GeneSearch::find(std::string_view typed, std::size_t limit) const
{
    const auto isBlank = [](char c) { return c == ' ' || c == '\t'; };
    while (!typed.empty() && isBlank(typed.front())) typed.remove_prefix(1);
    while (!typed.empty() && isBlank(typed.back())) typed.remove_suffix(1);
    const std::string wanted = folded(typed);
    if (wanted.empty()) return {};

    const auto before = [](const Key &key, const std::string &text) { return key.folded < text; };
    std::vector<const Key *> found;
    for (auto key = std::lower_bound(m_keys.begin(), m_keys.end(), wanted, before);
         key != m_keys.end() && key->folded.starts_with(wanted); ++key)
        found.push_back(&*key);
    if (found.size() < limit && wanted.size() >= 2)  // a part of a name, if few names begin so: "A1" of "S100A1"
        for (const Key &key : m_keys)
            if (key.kind <= MatchKind::SecondName && key.folded.find(wanted, 1) != std::string::npos) found.push_back(&key);

    const auto rank = [&](const Key &key) {
        const int place = key.folded.size() == wanted.size() ? 0 : key.folded.starts_with(wanted) ? 1 : 2;
        return std::make_tuple(place, key.kind, key.folded.size(), std::string_view(key.folded), key.gene);
    };
    std::sort(found.begin(), found.end(), [&](const Key *a, const Key *b) { return rank(*a) < rank(*b); });

    std::vector<GeneCandidate> candidates;
    std::unordered_set<std::int32_t> listed;
    for (const Key *key : found) {
        if (candidates.size() == limit) break;
        if (!listed.insert(key->gene).second) continue;
        candidates.push_back({key->gene, m_names[static_cast<std::size_t>(key->gene)], key->text, key->kind});
    }
    return candidates;
}

}  // namespace lexicell::genes
