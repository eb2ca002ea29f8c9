// Finding a gene of a data set while its name is typed: by symbol, alias, former symbol or Ensembl id, whatever the case.
//
// Made once per data set; find() is a binary search and takes far less than a millisecond. Immutable, for any thread.
#pragma once

#include "core/data/gene_ids.h"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace lexicell::data {

struct GeneCandidate {
    std::int64_t gene = -1;  // column of the data set
    std::string name;        // as the data set has it
    std::string matched;     // what the typed text is the beginning (or part) of: "H3F3A"
    // Exact: the data set's name; SecondName: its other identifier, or the approved symbol; else what `matched` is
    MatchKind kind = MatchKind::Exact;
};

class GeneSearch {
  public:
    GeneSearch() = default;
    // `alternative`: a second identifier per gene (var["gene_ids"]) or empty. `table` may be null: then by these names only.
    GeneSearch(const std::vector<std::string> &names, const std::vector<std::string> &alternative,
               const std::shared_ptr<const GeneTable> &table);

    // Best first: whole names before beginnings before parts of names, the data set's own names before symbols, ids and
    // aliases, short names before long ones. Every gene at most once; none for blank text.
    std::vector<GeneCandidate> find(std::string_view typed, std::size_t limit = 20) const;

    // The gene that has this whole name, by whichever of its names, whatever the case; of a name that comes twice the first. -1:
    // none, or an alias or former symbol of several.
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

}  // namespace lexicell::data
