// What is written about a gene beside its identifiers: full name, place on the chromosome, groups that it belongs to.
//
// Apart from the gene table, because every step with gene names reads that one, and only a person who looks at a gene needs
// these texts. From resources/gene_ids (HGNC; the README there has source and date). Table files: tab-separated, gzip, columns
// symbol, name, location, groups; groups joined by "|".
#pragma once

#include "core/base/result.h"

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace lexicell::genes {

// A fact that the table does not tell is empty.
struct GeneDescription {
    std::string name;                 // "CD3 epsilon subunit of T-cell receptor complex"
    std::string location;             // cytogenetic band: "11q23.3"; "mitochondria"
    std::vector<std::string> groups;  // "CD molecule CD3e", "enzyme EC 2.7.10.1"
};

// The descriptions of one species. Immutable; shared between threads.
class GeneDescriptions {
  public:
    // Error classes: not_found, truncated, parse_error.
    static Result<std::shared_ptr<const GeneDescriptions>> load(const std::filesystem::path &file);
    // From the program's resources; read on the first call and kept. Null: the program has none of this species (all but
    // "human").
    static Result<std::shared_ptr<const GeneDescriptions>> ofSpecies(std::string_view species);

    // By the approved symbol, as GeneRecord::symbol.
    GeneDescription of(std::string_view symbol) const;
    std::size_t count() const { return m_rows.size(); }

    GeneDescriptions(const GeneDescriptions &) = delete;  // the rows point into the text
    GeneDescriptions &operator=(const GeneDescriptions &) = delete;

  private:
    struct Row {
        std::string_view name, location, groups;
    };
    GeneDescriptions() = default;

    std::string m_text;
    std::unordered_map<std::string_view, Row> m_rows;  // by symbol
};

}  // namespace lexicell::genes
