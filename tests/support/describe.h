// What a data set holds, as JSON in the form of "expect" in the format fixtures' manifest: names by sha256, matrices by
// sums, a position-sensitive checksum and probes, columns by their first values, uns as a tree with types. It does not use
// the readers. check_h5ad.py makes the same summary in Python with anndata.
#pragma once

#include "core/data/dataset.h"

#include <nlohmann/json.hpp>

#include <string>
#include <vector>

namespace lexicell::test {

nlohmann::json describe(const data::Dataset &dataset);
nlohmann::json describe(const data::Element &matrix);  // a 2-D Array, a SparseMatrix, a Table, or an array of other rank

// Compares every key of `want` with `got`, which may have further keys. Numbers within 1e-6 relative are equal.
std::vector<std::string> differences(const nlohmann::json &want, const nlohmann::json &got, const std::string &path = "");

}  // namespace lexicell::test
