// Cells, names and categories of a fixture's h5ad file, read without the readers under test: CSR, CSC and dense matrices, the
// layouts of anndata 0.6 (compound tables), 0.7 (categories beside the table) and today's. A malformed file throws
// std::runtime_error, which fails the running test.
#pragma once

#include "core/data/element.h"
#include "core/data/expression_matrix.h"
#include "tests/support/hdf5_values.h"

#include <filesystem>
#include <string>
#include <vector>

namespace lexicell::test {

struct H5adCells {
    data::CsrBlock cells;  // stored zeros left out, columns of a row ascending
    std::vector<std::string> genes, names;
};

H5adCells readCells(const std::filesystem::path &h5ad);

data::CsrBlock readMatrix(const Hdf5File &file, const std::string &matrix);          // "X", "layers/counts"
std::vector<std::string> readIndex(const Hdf5File &file, const std::string &table);  // "obs" or "var"
data::Categorical readCategorical(const Hdf5File &file, const std::string &table, const std::string &column);

}  // namespace lexicell::test
