// Writes elements of an h5ad file in the encodings of anndata 0.12.
//
// What the real anndata could not read (an encoding it does not know, data that need a plug-in filter) is left out with a
// warning of class left_out: the file must open elsewhere.
#pragma once

#include "core/base/job_context.h"
#include "core/data/expression_matrix.h"
#include "core/io/hdf5_output.h"

#include <string>

namespace lexicell::io {

class ElementWriter {
  public:
    ElementWriter(const Hdf5Output &output, JobContext &context) : m_output(output), m_context(context) {}

    // False when the element was left out.
    bool write(hid_t parent, const std::string &name, const data::Element &element);
    void writeDict(hid_t parent, const std::string &name, const data::Dict &dict);
    void writeTable(hid_t parent, const std::string &name, const data::Table &table);
    // In pieces, whether it lies in memory or in a file.
    void writeMatrix(hid_t parent, const std::string &name, const data::MatrixSource &matrix);
    void leftOut(const std::string &what, const std::string &why);

  private:
    void writeText(hid_t parent, const std::string &name, const data::StringArray &text);
    void writeCategorical(hid_t parent, const std::string &name, const data::Categorical &categorical);
    void writeNullable(hid_t parent, const std::string &name, const data::NullableArray &nullable);
    void writeSparse(hid_t parent, const std::string &name, const data::MatrixSource &matrix);
    void writeDense(hid_t parent, const std::string &name, const data::MatrixSource &matrix);
    void writeIndices(const Hdf5Handle &dataset, std::int64_t begin, const std::vector<std::int32_t> &indices);
    void writeIndptr(hid_t group, const std::vector<std::int64_t> &indptr);
    bool copyOpaque(hid_t parent, const std::string &name, const data::Opaque &opaque);

    const Hdf5Output &m_output;
    JobContext &m_context;
};

// HDF5 names cannot be empty, "." or hold a slash: the name under which `key` is stored beside those `taken`.
std::string storableName(const std::string &key, const std::vector<std::string> &taken);

}  // namespace lexicell::io
