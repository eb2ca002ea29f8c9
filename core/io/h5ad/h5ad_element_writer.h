// Writes elements of an h5ad file in the encodings of anndata 0.12.
//
// Elements that the real anndata cannot read (unknown encodings, data that need a plug-in filter) are left out with a
// warning of class left_out: the file must open elsewhere.
#pragma once

#include "core/base/job_context.h"
#include "core/data/expression_matrix.h"
#include "core/io/hdf5/hdf5_output.h"

#include <string>
#include <vector>

namespace lexicell::io {

class ElementWriter {
  public:
    ElementWriter(const Hdf5Output &output, JobContext &context) : m_output(output), m_context(context) {}

    // False when the element was left out.
    bool write(hid_t parent, const std::string &name, const data::Element &element);
    void writeDict(hid_t parent, const std::string &name, const data::Dict &dict);
    // obsm, varm, obsp, varp, raw/varm: frames get the axis' names. Elements that anndata accepts only as a column become frames.
    // `slot` is the name in warnings, if it differs from `name`.
    void writeAligned(hid_t parent, const std::string &name, const data::Dict &dict, const data::StringArray &axis,
                      const std::string &slot = {});
    // `place` is the table's name in warnings, if it differs from `name`. Returns the names of the stored columns.
    std::vector<std::string> writeTable(hid_t parent, const std::string &name, const data::Table &table,
                                        const std::string &place = {});
    // Written in pieces, for matrices in memory and in a file.
    void writeMatrix(hid_t parent, const std::string &name, const data::MatrixSource &matrix);
    void leftOut(const std::string &what, const std::string &why);
    // The names under which these are stored, different from the names in `reserved`; warns of changed names (class renamed).
    std::vector<std::string> names(const std::string &place, const std::vector<std::string> &keys,
                                   const std::vector<std::string> &reserved);

  private:
    std::vector<std::string> names(const std::string &place, const data::Dict &dict);
    void writeFrame(hid_t parent, const std::string &name, const std::string &place, const data::Table &table,
                    const data::StringArray &axis);
    void writeText(hid_t parent, const std::string &name, const data::StringArray &text);
    void writeCategorical(hid_t parent, const std::string &name, const data::Categorical &categorical);
    void writeNullable(hid_t parent, const std::string &name, const data::NullableArray &nullable);
    void writeSparse(hid_t parent, const std::string &name, const data::MatrixSource &matrix);
    void writeDense(hid_t parent, const std::string &name, const data::MatrixSource &matrix);
    void writeIndices(const Hdf5Handle &dataset, std::int64_t begin, const std::vector<std::int32_t> &indices);
    void writeIndptr(hid_t group, const std::vector<std::int64_t> &indptr);
    bool copy(hid_t parent, const std::string &name, const data::Opaque &opaque);

    const Hdf5Output &m_output;
    JobContext &m_context;
};

// HDF5 names cannot be empty or ".", and cannot hold a slash. Returns the stored names of `names` in one group. A valid name
// is kept even if an earlier invalid name could be changed into it.
std::vector<std::string> storedNames(const std::vector<std::string> &names, const std::vector<std::string> &reserved);

}  // namespace lexicell::io
