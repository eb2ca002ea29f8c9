// Rows of an awkward array (AIRR data, obsm of scirpy): nested lists and records, stored as a JSON form and one flat buffer per
// node. https://anndata.readthedocs.io/en/latest/fileformat-prose.html#awkward-arrays and awkward-array.org, "Form"
//
// Dropped rows are removed from the buffers, not only hidden.
#pragma once

#include "core/data/array.h"
#include "core/io/hdf5/hdf5_node.h"
#include "core/io/hdf5/hdf5_output.h"

#include <string>
#include <utility>
#include <vector>

namespace lexicell::io {

struct AwkwardArray {
    std::int64_t length = 0;
    std::string form;                                          // JSON
    std::vector<std::pair<std::string, data::Array>> buffers;  // "node0-offsets" …, with the types in the form
};

// These rows, in the order given. Throws Failure: bad_encoding for an unknown form, index_out_of_range.
AwkwardArray awkwardRows(const Hdf5Node &group, const std::vector<std::int64_t> &rows);
void writeAwkward(const Hdf5Output &output, hid_t parent, const std::string &name, const AwkwardArray &array);

}  // namespace lexicell::io
