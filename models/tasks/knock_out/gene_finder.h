// Finds a gene of the data set by a name that a person or a file gives: exactly, or by any of the gene's names.
#pragma once

#include "core/genes/gene_search.h"
#include "models/input/gene_column.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace lexicell::models::tasks {

class GeneFinder {
  public:
    // `exact`: only the names as they are.
    GeneFinder(input::GeneColumn column, bool exact);

    std::int64_t column(const std::string &name) const;  // -1: the data set has no such gene
    const std::vector<std::string> &names() const { return m_column.names; }

  private:
    input::GeneColumn m_column;
    std::optional<genes::GeneSearch> m_search;
};

}  // namespace lexicell::models::tasks
