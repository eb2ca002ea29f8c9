// Reads one named dataset of an HDF5 file as numbers or text: what parity tests need of expected.h5 and of fixture
// inputs, without the readers that are under test. Row-major. A missing dataset or attribute throws std::runtime_error,
// which fails the running test.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace lexicell::test {

template <class T> struct Hdf5Values {
    std::vector<std::int64_t> shape;  // empty: a scalar
    std::vector<T> values;

    std::int64_t rows() const { return shape.empty() ? 1 : shape[0]; }
    std::int64_t columns() const { return shape.size() < 2 ? 1 : shape[1]; }
    T at(std::int64_t row, std::int64_t column) const { return values[static_cast<std::size_t>(row * columns() + column)]; }
};

class Hdf5File {
  public:
    explicit Hdf5File(std::filesystem::path path);
    Hdf5File(const Hdf5File &) = delete;
    Hdf5File &operator=(const Hdf5File &) = delete;
    ~Hdf5File();

    bool has(const std::string &name) const;
    bool isGroup(const std::string &name) const;
    std::vector<std::string> children(const std::string &group) const;  // links of a group in name order; "/" for the root
    std::vector<std::int64_t> shape(const std::string &dataset) const;

    Hdf5Values<double> doubles(const std::string &dataset) const;  // any numeric type
    Hdf5Values<float> floats(const std::string &dataset) const;
    // `field`: one member of a compound dataset
    Hdf5Values<std::int64_t> ints(const std::string &dataset, const std::string &field = {}) const;
    Hdf5Values<std::string> strings(const std::string &dataset, const std::string &field = {}) const;  // fixed or variable length
    std::vector<std::string> fields(const std::string &dataset) const;  // members of a compound dataset, in their order

    bool hasAttribute(const std::string &object, const std::string &attribute) const;
    std::string textAttribute(const std::string &object, const std::string &attribute) const;
    std::vector<double> numberAttribute(const std::string &object, const std::string &attribute) const;

  private:
    template <class T>
    Hdf5Values<T> numbers(const std::string &dataset, std::int64_t memoryType, const std::string &field = {}) const;

    std::filesystem::path m_path;
    std::int64_t m_file = -1;
};

}  // namespace lexicell::test
