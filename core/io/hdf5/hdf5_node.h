// A group or dataset of an open HDF5 file, with its path for messages and safe access to its members.
//
// Links: hard links and soft links inside the file are followed, component by component. Soft links without a target or in
// circles, and every link to another file, are refused (error class dangling_link): opening a data set must never open
// another file. All members throw Failure.
#pragma once

#include "core/io/failure.h"
#include "core/io/hdf5/hdf5_handle.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace lexicell::io {

class Hdf5Node {
  public:
    static Hdf5Node openFile(const std::filesystem::path &file);  // the root group

    bool isGroup() const { return m_kind == H5I_GROUP; }
    bool isDataset() const { return m_kind == H5I_DATASET; }
    hid_t id() const { return m_object->id(); }
    const std::string &path() const { return m_path; }  // without the leading slash: "obs/cell_type"
    const std::filesystem::path &file() const { return *m_file; }
    std::string where() const;      // "obs/cell_type in /home/me/cells.h5ad"
    std::uint64_t address() const;  // the same for all hard links to one object

    std::vector<std::string> names() const;         // of a group's links, in order of name
    bool has(const std::string &name) const;        // whether a link of this name exists, even a broken one
    Hdf5Node child(const std::string &path) const;  // error classes missing_element, dangling_link
    // The object that the reference in attribute `name` points to; empty when there is no such attribute.
    std::optional<Hdf5Node> referenced(const std::string &attribute, const std::string &pathForMessages) const;

    bool hasAttribute(const std::string &name) const;
    std::vector<std::string> attributeNames() const;
    // Empty when absent; bad_encoding when the type is another.
    std::optional<std::string> textAttribute(const std::string &name) const;
    std::optional<std::vector<std::string>> textsAttribute(const std::string &name) const;
    std::optional<std::vector<std::int64_t>> integersAttribute(const std::string &name) const;

    // Errors about this node: "<path> in <file> <what>".
    Failure bad(const ErrorClass &errorClass, const std::string &what, std::string detail = {}) const;

  private:
    Hdf5Node(std::shared_ptr<const std::filesystem::path> file, std::shared_ptr<Hdf5Handle> object, std::string path);
    Hdf5Node open(const std::string &path, const std::string &shown, int linksLeft) const;

    std::shared_ptr<const std::filesystem::path> m_file;
    std::shared_ptr<Hdf5Handle> m_object;
    std::string m_path;
    H5I_type_t m_kind = H5I_BADID;
};

}  // namespace lexicell::io
