#include "core/genes/gene_table.h"

#include "core/genes/gene_spelling.h"

#include <algorithm>
#include <array>

namespace lexicell::genes {

namespace {

std::string upperCase(std::string_view text)
{
    std::string upper(text);
    for (char &c : upper)
        if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    return upper;
}

class Matcher {
  public:
    Matcher(const std::vector<std::string> &names, const std::vector<std::string> &vocabulary, const GeneTable *table,
            const std::vector<std::string> &alternative)
        : m_names(names), m_vocabulary(vocabulary), m_alternative(alternative), m_table(table), m_taken(vocabulary.size(), false)
    {
        m_report.matches.resize(names.size());
        m_tokens.reserve(vocabulary.size());
        for (std::size_t t = 0; t < vocabulary.size(); ++t) m_tokens.try_emplace(vocabulary[t], static_cast<std::int64_t>(t));
    }

    void matchExact()
    {
        for (std::size_t i = 0; i < m_names.size(); ++i)
            if (const std::int64_t token = tokenNamed(m_names[i]); token >= 0) take(i, token, MatchKind::Exact);
    }

    void resolve()
    {
        if (!m_alternative.empty())
            for (std::size_t i = 0; i < m_names.size(); ++i)
                if (!isMatched(i) && !m_alternative[i].empty())
                    takeIfFree(i, tokenNamed(m_alternative[i]), MatchKind::SecondName);
        m_ambiguous.assign(m_names.size(), false);
        if (!allMatched()) resolveByParts(false);
        if (m_table && !allMatched()) resolveByTable();
        if (!allMatched()) resolveByParts(true);
        if (!allMatched()) resolveByCase();
    }

    GeneMatchReport finish()
    {
        std::array<std::int64_t, static_cast<std::size_t>(MatchKind::Unmatched)> counts{};
        for (const GeneMatch &match : m_report.matches)
            if (match.target >= 0) ++counts[static_cast<std::size_t>(match.kind)];
        for (std::size_t kind = 0; kind < counts.size(); ++kind) {
            if (counts[kind] > 0) m_report.byKind.emplace_back(static_cast<MatchKind>(kind), counts[kind]);
            m_report.matched += counts[kind];
        }
        for (std::size_t i = 0; i < m_ambiguous.size(); ++i)
            if (m_ambiguous[i] && !isMatched(i)) m_report.ambiguous.push_back(m_names[i]);
        return std::move(m_report);
    }

  private:
    struct Candidate {
        std::size_t name;
        std::int64_t token;
        MatchKind kind;
    };
    struct GeneToken {
        std::int64_t token = -1;
        MatchKind kind = MatchKind::Unmatched;
    };

    bool isMatched(std::size_t i) const { return m_report.matches[i].target >= 0; }

    bool allMatched() const
    {
        return std::all_of(m_report.matches.begin(), m_report.matches.end(), [](const GeneMatch &m) { return m.target >= 0; });
    }

    std::int64_t tokenNamed(std::string_view name) const
    {
        const auto found = name.empty() ? m_tokens.end() : m_tokens.find(name);
        return found == m_tokens.end() ? -1 : found->second;
    }

    void take(std::size_t i, std::int64_t token, MatchKind kind)
    {
        m_report.matches[i] = {token, kind};
        m_taken[static_cast<std::size_t>(token)] = true;
    }

    void takeIfFree(std::size_t i, std::int64_t token, MatchKind kind)
    {
        if (token >= 0 && !isMatched(i) && !m_taken[static_cast<std::size_t>(token)]) take(i, token, kind);
    }

    // The vocabulary may be older or newer than the data, so its tokens are looked up in the table like the names.
    void findTokensOfGenes()
    {
        m_tokenOfGene.assign(m_table->genes().size(), {});
        for (std::size_t t = 0; t < m_vocabulary.size(); ++t) {
            const GeneMeaning meaning = m_table->meaning(m_vocabulary[t]);
            if (meaning.genes.size() != 1) continue;
            GeneToken &known = m_tokenOfGene[static_cast<std::size_t>(meaning.genes.front())];
            if (meaning.kind < known.kind) known = {static_cast<std::int64_t>(t), meaning.kind};
        }
    }

    void addCandidate(std::size_t i, const GeneMeaning &meaning, std::vector<Candidate> &candidates) const
    {
        if (meaning.genes.size() != 1) return;
        const GeneToken &known = m_tokenOfGene[static_cast<std::size_t>(meaning.genes.front())];
        if (known.token < 0) return;
        // The kind of a match is the weaker of its two ends. Two different symbols match only through SYMBOL_ENSG….
        candidates.push_back({i, known.token, std::max({known.kind, meaning.kind, MatchKind::Ensembl})});
    }

    // The symbol in a name of two parts, and the originals of a name that R changed. Names with an Ensembl id use the id first,
    // because the table covers ids best.
    void resolveByParts(bool withId)
    {
        for (std::size_t i = 0; i < m_names.size(); ++i) {
            if (isMatched(i)) continue;
            const GeneNameParts parts = partsOf(m_names[i]);
            if (isOfOtherSpecies(parts) || withId == parts.ensembl.empty()) continue;
            if (parts.symbol != m_names[i]) takeIfFree(i, tokenNamed(parts.symbol), MatchKind::SecondName);
            takeIfFree(i, tokenNamed(parts.ensembl), MatchKind::SecondName);
            if (isMatched(i) || !m_table || parts.symbol.empty() || m_table->spells(parts.symbol)) continue;
            for (const std::string &spelling : unmangled(parts.symbol))
                if (m_table->spells(spelling)) takeIfFree(i, tokenNamed(spelling), MatchKind::SecondName);
        }
    }

    // "mm10___Cd3e" in a mixture of species must not match the human gene of almost the same name.
    bool isOfOtherSpecies(const GeneNameParts &parts) const
    {
        return m_table && !parts.species.empty() && !m_table->species().empty() && parts.species != m_table->species();
    }

    void resolveByTable()
    {
        findTokensOfGenes();
        std::vector<Candidate> candidates;
        for (std::size_t i = 0; i < m_names.size(); ++i) {
            if (isMatched(i)) continue;
            const GeneMeaning meaning = m_table->meaning(m_names[i]);
            m_ambiguous[i] = meaning.genes.size() > 1;
            addCandidate(i, meaning, candidates);
            if (!m_alternative.empty() && !m_alternative[i].empty())
                addCandidate(i, m_table->meaning(m_alternative[i]), candidates);
        }
        std::stable_sort(candidates.begin(), candidates.end(),
                         [](const Candidate &a, const Candidate &b) { return a.kind < b.kind; });
        for (const Candidate &candidate : candidates) takeIfFree(candidate.name, candidate.token, candidate.kind);
    }

    void resolveByCase()
    {
        constexpr std::int64_t several = -2;
        std::unordered_map<std::string, std::int64_t> byUpperCase;
        byUpperCase.reserve(m_vocabulary.size());
        for (std::size_t t = 0; t < m_vocabulary.size(); ++t) {
            const auto [place, isNew] = byUpperCase.try_emplace(upperCase(m_vocabulary[t]), static_cast<std::int64_t>(t));
            if (!isNew && m_vocabulary[static_cast<std::size_t>(std::max<std::int64_t>(place->second, 0))] != m_vocabulary[t])
                place->second = several;
        }
        for (std::size_t i = 0; i < m_names.size(); ++i) {
            if (isMatched(i) || m_ambiguous[i]) continue;
            const GeneNameParts parts = partsOf(m_names[i]);
            if (isOfOtherSpecies(parts)) continue;
            const std::string upper = upperCase(parts.symbol.empty() ? m_names[i] : parts.symbol);
            const auto found = byUpperCase.find(upper);
            if (found != byUpperCase.end()) {
                m_ambiguous[i] = found->second == several;
                takeIfFree(i, found->second, MatchKind::CaseOnly);
            } else if (m_table && upper != parts.symbol) {
                const GeneMeaning meaning = m_table->meaning(upper);
                if (meaning.kind == MatchKind::Exact && meaning.genes.size() == 1)
                    takeIfFree(i, m_tokenOfGene[static_cast<std::size_t>(meaning.genes.front())].token, MatchKind::CaseOnly);
            }
        }
    }

    const std::vector<std::string> &m_names;
    const std::vector<std::string> &m_vocabulary;
    const std::vector<std::string> &m_alternative;
    const GeneTable *m_table;
    std::unordered_map<std::string_view, std::int64_t> m_tokens;
    std::vector<bool> m_taken;
    std::vector<bool> m_ambiguous;
    std::vector<GeneToken> m_tokenOfGene;
    GeneMatchReport m_report;
};

}  // namespace

GeneMatchReport matchGenes(const std::vector<std::string> &names, const std::vector<std::string> &vocabulary,
                           GeneMatching matching, const GeneTable *table, const std::vector<std::string> &alternative)
{
    assert(alternative.empty() || alternative.size() == names.size());
    Matcher matcher(names, vocabulary, table, alternative);
    matcher.matchExact();
    if (matching == GeneMatching::Resolve) matcher.resolve();
    return matcher.finish();
}

}  // namespace lexicell::genes
