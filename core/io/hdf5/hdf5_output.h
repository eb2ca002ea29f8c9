// Creates groups, datasets and attributes in a new HDF5 file, in the types of h5py and anndata: little-endian numbers,
// variable-length UTF-8 text, h5py's enumeration for bool, no object times (the same data give the same bytes).
//
// Uncompressed datasets of up to one chunk are contiguous. All others are stored in chunks of about 1 MB, so that windows are
// cheap to read. All functions throw Failure, also when the disk is full or the job was cancelled.
#pragma once

#include "core/base/job_context.h"
#include "core/data/element.h"
#include "core/io/hdf5/hdf5_handle.h"
#include "core/io/hdf5/write_driver.h"

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace lexicell::io {

struct NewDataset {
    data::DType type = data::DType::Float32;
    bool half = false;  // float32 values stored as half floats
    std::vector<std::int64_t> shape;
    bool shrinkable = false;
};

class Hdf5Output {
  public:
    struct Options {
        int gzipLevel = 0;
        bool wide = false;      // allow attributes over 64 KB (file format of HDF5 1.8)
        std::string head = {};  // text before the HDF5 data, under 512 bytes, by which programs know the file; empty: none
    };
    // Writes into `descriptor`; `file` is the final name, for messages.
    Hdf5Output(int descriptor, std::filesystem::path file, Options options, const JobContext &context);

    hid_t root() const { return m_file.id(); }
    Hdf5Handle group(hid_t parent, const std::string &name, const std::string &encoding, const std::string &version) const;
    void encode(hid_t object, const std::string &encoding, const std::string &version) const;
    void attribute(hid_t object, const std::string &name, const std::string &text) const;
    void attribute(hid_t object, const std::string &name, const std::vector<std::string> &texts) const;
    void attribute(hid_t object, const std::string &name, const std::vector<std::int64_t> &numbers) const;
    void attribute(hid_t object, const std::string &name, bool flag) const;
    void attribute(hid_t object, const std::string &name, std::int64_t number) const;

    Hdf5Handle numbers(hid_t parent, const std::string &name, const data::Array &values) const;
    Hdf5Handle text(hid_t parent, const std::string &name, const data::StringArray &values) const;
    Hdf5Handle records(hid_t parent, const std::string &name, const data::RecordArray &values) const;
    Hdf5Handle null(hid_t parent, const std::string &name) const;
    // Values of any HDF5 type, in their memory layout.
    Hdf5Handle bytes(hid_t parent, const std::string &name, hid_t type, const std::vector<hsize_t> &shape,
                     const std::vector<char> &values) const;

    // A dataset to be filled piece by piece along its first axis.
    Hdf5Handle create(hid_t parent, const std::string &name, const NewDataset &form) const;
    void write(const Hdf5Handle &dataset, std::int64_t begin, const data::Array &piece) const;  // piece: [rows x …]
    void shrink(const Hdf5Handle &dataset, std::int64_t length) const;  // `dataset`: one-dimensional and shrinkable

    // Flushes and closes, then checks for errors.
    void close();

  private:
    Hdf5Handle require(hid_t id) const;
    void require(herr_t status) const;

    void writeHead() const;
    void check() const;  // throws if the job was cancelled or an earlier write failed

    std::filesystem::path m_path;
    Options m_options;
    const JobContext &m_context;
    std::unique_ptr<WriteTarget> m_target;  // must outlive m_file
    Hdf5Handle m_file;
};

}  // namespace lexicell::io
