// Gene identifiers: finds the gene that a name means.
//
// A name may be an approved symbol, a previous symbol, an alias, an Ensembl id with or without version, two of these
// (SYMBOL_ENSG…, ENSG…|SYMBOL), one of them behind a genome (GRCh38_SYMBOL) or as R wrote it (HLA.DRA): see gene_spelling.h.
// Case is ignored where the result is unambiguous (mouse "Cd3e" matches a human vocabulary only by its upper-case spelling,
// and reported as case_only). The tables are compact, in resources/gene_ids (HGNC, MGI, GENCODE; the README there has the
// licenses). Table files: tab-separated, gzip, columns symbol, ensembl, biotype, aliases, previous; lists joined by "|".
#pragma once

#include "core/base/result.h"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace lexicell::genes {

// Strongest first. SecondName: the data set's other identifier (var["gene_ids"], var["feature_name"]) is in the vocabulary.
enum class MatchKind { Exact, SecondName, Ensembl, PreviousSymbol, Alias, CaseOnly, Unmatched };
const char *toString(MatchKind kind);  // "exact", "second_name", "ensembl", "previous_symbol", "alias", "case_only", "unmatched"

struct GeneMatch {
    std::int64_t target = -1;  // position in the vocabulary, -1: none
    MatchKind kind = MatchKind::Unmatched;
};

struct GeneMatchReport {
    std::vector<GeneMatch> matches;  // one per query name, in order
    std::int64_t matched = 0;
    std::vector<std::pair<MatchKind, std::int64_t>> byKind;  // matches per kind; only kinds that occur, strongest first
    std::vector<std::string> ambiguous;                      // names of several genes: left unmatched
};

struct GeneRecord {
    std::string symbol;
    std::string ensembl;                    // without version; may be empty
    std::vector<std::string> otherEnsembl;  // further ids of this symbol in GENCODE
    std::vector<std::string> aliases;
    std::vector<std::string> previous;
    std::string biotype;
};

// The genes of a name under its strongest kind: an approved symbol outranks an Ensembl id, then previous symbols, then
// aliases ("SEPT2" was SEPTIN2's symbol, and is an alias of SEPTIN6: it means SEPTIN2).
struct GeneMeaning {
    MatchKind kind = MatchKind::Unmatched;  // Exact: approved symbol
    std::vector<std::int64_t> genes;        // several: ambiguous
};

// The identifier table of one species. Immutable; shared between threads.
class GeneTable {
  public:
    // Error classes: not_found, truncated, parse_error.
    static Result<std::shared_ptr<const GeneTable>> load(const std::filesystem::path &file, const std::string &species = {});
    // "human" or "mouse", from the program's resources; read once and kept.
    static Result<std::shared_ptr<const GeneTable>> ofSpecies(const std::string &species);
    // The best table for names of this species: mouse for mouse and rat, whose symbols are written alike; else human.
    static Result<std::shared_ptr<const GeneTable>> nearest(const std::string &species);

    const std::vector<GeneRecord> &genes() const { return m_genes; }
    // All genes that `name` may mean, approved symbols first.
    std::vector<std::int64_t> find(const std::string &name) const;
    GeneMeaning meaning(std::string_view name) const;
    bool spells(std::string_view name) const { return entryOf(name) >= 0; }  // the name is in the table as written
    const std::string &species() const { return m_species; }                 // "human", "mouse"; empty: unknown

    GeneTable(const GeneTable &) = delete;  // the index points into the records
    GeneTable &operator=(const GeneTable &) = delete;

  private:
    struct NameEntry {
        std::int32_t gene;
        MatchKind kind;
        std::int32_t next;  // the next entry of the same name, -1: none; strongest first
    };
    GeneTable() = default;
    Result<void> parse(std::string_view text, const std::filesystem::path &file);
    void buildIndex();
    void addName(std::string_view name, std::int32_t gene, MatchKind kind);
    std::int32_t firstEntry(std::string_view name) const;
    std::int32_t entryOf(std::string_view spelling) const;

    std::string m_species;  // empty: read from a file of unknown species
    std::vector<GeneRecord> m_genes;
    std::vector<NameEntry> m_entries;
    std::unordered_map<std::string_view, std::int32_t> m_first;  // name -> its first entry
};

// The Ensembl gene id in "ENSG00000141510", "ENSG00000141510.12", "TP53_ENSG00000141510", without its version; else empty.
std::string_view ensemblId(std::string_view name);

// "human", "mouse", "rat", further species by their Ensembl ids alone ("zebrafish", "macaque", "pig"), or "" when unknown.
// Decided by Ensembl prefix and genome, else by the case of letters. Symbols of mouse and rat are written alike; without the
// rat's own marks ("Mt-…", "RT1-…", ENSRNOG) they count as mouse.
std::string likelySpecies(const std::vector<std::string> &names);

enum class GeneMatching { Exact, Resolve };

// Maps data-set names onto a vocabulary (of symbols, Ensembl ids or SYMBOL_ENSG…).
// Exact: equal names only; a name that repeats in the data gets the same target each time, as in the upstream models.
// Resolve: exact names first. Then other identifiers, only for names still unmatched whose target is still free, the
// stronger kind first, the earlier name first within a kind. `alternative` holds per name a second identifier
// (var["feature_name"], var["gene_ids"]) or is empty. A part of a name (GRCh38_CD3D, CD3D|ENSG…) counts as a second name.
// Without a table only exact, second-name and case-only matches are made.
GeneMatchReport matchGenes(const std::vector<std::string> &names, const std::vector<std::string> &vocabulary,
                           GeneMatching matching, const GeneTable *table, const std::vector<std::string> &alternative = {});

}  // namespace lexicell::genes
