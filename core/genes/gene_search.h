// Finds a gene of a data set while its name is typed: by symbol, alias, former symbol or Ensembl id, ignoring case.
//
// Built once per data set; find() is a binary search and takes far less than a millisecond. Immutable and thread-safe.
#pragma once

#include "core/genes/gene_table.h"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace lexicell::genes {

struct GeneCandidate {
    std::int64_t gene = -1;  // column of the data set
    std::string name;        // as in the data set
    std::string matched;     // the name that begins with (or contains) the typed text: "H3F3A"
    // Exact: the data set's name. SecondName: its other identifier, or the approved symbol. Else the kind of name of `matched`
    MatchKind kind = MatchKind::Exact;
};

class GeneSearch {
  public:
    GeneSearch() = default;
    // `alternative`: a second identifier per gene (var["gene_ids"]) or empty. `table` may be null: only these names are searched.
    GeneSearch(const std::vector<std::string> &names, const std::vector<std::string> &alternative,
               const std::shared_ptr<const GeneTable> &table);

    // Best first: whole names before beginnings before parts of names, the data set's own names before symbols, ids and
    // aliases, short names before long ones. Every gene at most once; none for blank text.
    std::vector<GeneCandidate> find(std::string_view typed, std::size_t limit = 20) const;

    // The gene with this whole name of any kind, ignoring case; of a repeated name the first gene. -1:
    // no gene, or an alias or former symbol of several genes.
    std::int64_t named(std::string_view name) const;

  private:
    struct Key {
        std::string folded;  // upper case
        std::string text;
        std::int32_t gene;
        MatchKind kind;
    };
    void add(const std::string &text, std::int32_t gene, MatchKind kind);
    std::int64_t spelled(std::string_view name) const;

    std::vector<std::string> m_names;
    std::vector<Key> m_keys;  // sorted by folded text
};

}  // namespace lexicell::genes
