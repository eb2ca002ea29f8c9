// Rows of an awkward array (AIRR data, obsm of scirpy): nested lists and records, stored as a form in JSON and one flat buffer a
// node. https://anndata.readthedocs.io/en/latest/fileformat-prose.html#awkward-arrays and awkward-array.org, "Form"
//
// The rows are really cut: what was dropped is not in the result.
#pragma once

#include "core/data/array.h"
#include "core/io/hdf5_node.h"
#include "core/io/hdf5_output.h"

#include <string>
#include <utility>
#include <vector>

namespace lexicell::io {

struct AwkwardArray {
    std::int64_t length = 0;
    std::string form;                                          // JSON
    std::vector<std::pair<std::string, data::Array>> buffers;  // "node0-offsets" …, in the types that the form names
};

// These rows, in the order given. Throws Failure: bad_encoding for a form that is not known, index_out_of_range.
AwkwardArray awkwardRows(const Hdf5Node &group, const std::vector<std::int64_t> &rows);
void writeAwkward(const Hdf5Output &output, hid_t parent, const std::string &name, const AwkwardArray &array);

}  // namespace lexicell::io
