// A gzip table of numbers or words between tabs, with a row of names, as real data come beside an original program.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace lexicell::test {

struct PackedTable {
    std::vector<std::string> names;              // of the columns
    std::vector<std::vector<std::string>> rows;  // as many fields as names

    std::vector<float> numbers() const;                                // [rows x columns]
    std::vector<std::int32_t> codes(const std::string &column) const;  // of its words, in the order of their first row
};

// A malformed file throws, which fails the running test.
PackedTable readPackedTable(const std::filesystem::path &file);

}  // namespace lexicell::test
