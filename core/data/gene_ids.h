// Gene identifiers: which gene a name means.
//
// A name may be an approved symbol, an alias, a previous symbol, or an Ensembl id with or without version; case is
// forgiven where that is unambiguous (mouse "Cd3e" against a human table only by an exact upper-case match, and reported
// as such). The table is compact, in resources/gene_ids (HGNC, CC0; GENCODE ids).
#pragma once

#include "core/base/result.h"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

namespace lexicell::data {

enum class MatchKind { Exact, Ensembl, Alias, PreviousSymbol, CaseOnly, Unmatched };
const char *toString(MatchKind kind);

struct GeneMatch {
    std::int64_t target = -1;  // position in the vocabulary, -1: none
    MatchKind kind = MatchKind::Unmatched;
};

struct GeneMatchReport {
    std::vector<GeneMatch> matches;  // one per query name, in order
    std::int64_t matched = 0;
    std::vector<std::pair<MatchKind, std::int64_t>> byKind;  // how many matched how
    std::vector<std::string> ambiguous;                      // names that mean several genes: left unmatched
};

struct GeneRecord {
    std::string symbol;
    std::string ensembl;  // without version; may be empty
    std::vector<std::string> aliases;
    std::vector<std::string> previous;
    std::string biotype;
};

// The identifier table of one species.
class GeneTable {
  public:
    static Result<std::shared_ptr<const GeneTable>> load(const std::filesystem::path &file);
    const std::vector<GeneRecord> &genes() const { return m_genes; }
    // All genes that `name` may mean, approved symbols first.
    std::vector<std::int64_t> find(const std::string &name) const;

  private:
    std::vector<GeneRecord> m_genes;
    std::unordered_map<std::string, std::vector<std::pair<std::int64_t, MatchKind>>> m_names;
};

enum class GeneMatching { Exact, Resolve };

// Maps data-set names onto a vocabulary. Exact names first; then, with Resolve, other identifiers, only for names still
// unmatched whose target is still free. `alternative` holds per name a second
// identifier (var["feature_name"], gene_ids) or is empty.
GeneMatchReport matchGenes(const std::vector<std::string> &names, const std::vector<std::string> &vocabulary,
                           GeneMatching matching, const GeneTable *table,
                           const std::vector<std::string> &alternative = {});

}  // namespace lexicell::data
