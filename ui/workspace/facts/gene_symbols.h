// The names that var has for a gene beside its index.
#pragma once

#include "core/data/dataset.h"

#include <cstdint>
#include <string>
#include <vector>

namespace lexicell::ui {

// A second name of every gene: its symbol where the index holds identifiers, else an identifier; empty: var has none.
std::vector<std::string> secondGeneNames(const data::Dataset &dataset);
std::string geneSymbol(const data::Dataset &dataset, std::int64_t gene);  // by a column of symbols; empty: var has none

}  // namespace lexicell::ui
