#include "tests/support/h5ad_cells.h"

#include <algorithm>
#include <stdexcept>

namespace lexicell::test {

namespace {

struct Entry {
    std::int64_t row;
    std::int32_t column;
    float value;
};

data::CsrBlock blockOf(std::vector<Entry> entries, std::int64_t rows, std::int64_t columns)
{
    std::sort(entries.begin(), entries.end(),
              [](const Entry &a, const Entry &b) { return a.row != b.row ? a.row < b.row : a.column < b.column; });
    data::CsrBlock block;
    block.rows = rows;
    block.columns = columns;
    block.indptr.assign(static_cast<std::size_t>(rows) + 1, 0);
    for (const Entry &entry : entries) {
        block.indices.push_back(entry.column);
        block.values.push_back(entry.value);
        ++block.indptr[static_cast<std::size_t>(entry.row) + 1];
    }
    for (std::size_t row = 1; row < block.indptr.size(); ++row) block.indptr[row] += block.indptr[row - 1];
    return block;
}

data::CsrBlock readDense(const Hdf5File &file, const std::string &matrix)
{
    const auto values = file.floats(matrix);
    if (values.shape.size() != 2) throw std::runtime_error(matrix + ": a matrix has two dimensions");
    std::vector<Entry> entries;
    for (std::int64_t row = 0; row < values.rows(); ++row)
        for (std::int64_t column = 0; column < values.columns(); ++column) {
            const float value = values.at(row, column);
            if (value != 0.0F) entries.push_back({row, static_cast<std::int32_t>(column), value});
        }
    return blockOf(std::move(entries), values.rows(), values.columns());
}

// anndata 0.6 called them h5sparse_format ("csr") and h5sparse_shape.
data::CsrBlock readSparse(const Hdf5File &file, const std::string &matrix)
{
    const bool old = file.hasAttribute(matrix, "h5sparse_format");
    const auto shape = file.numberAttribute(matrix, old ? "h5sparse_shape" : "shape");
    const bool byColumn = file.textAttribute(matrix, old ? "h5sparse_format" : "encoding-type").starts_with("csc");
    const auto values = file.floats(matrix + "/data").values;
    const auto indices = file.ints(matrix + "/indices").values, indptr = file.ints(matrix + "/indptr").values;
    if (indptr.size() != static_cast<std::size_t>(shape[byColumn ? 1 : 0]) + 1)
        throw std::runtime_error(matrix + ": indptr and shape disagree");
    std::vector<Entry> entries;
    for (std::size_t line = 0; line + 1 < indptr.size(); ++line)
        for (auto i = static_cast<std::size_t>(indptr[line]); i < static_cast<std::size_t>(indptr[line + 1]); ++i) {
            if (values[i] == 0.0F) continue;
            const auto across = static_cast<std::int64_t>(line);
            const std::int64_t row = byColumn ? indices[i] : across, column = byColumn ? across : indices[i];
            entries.push_back({row, static_cast<std::int32_t>(column), values[i]});
        }
    return blockOf(std::move(entries), static_cast<std::int64_t>(shape[0]), static_cast<std::int64_t>(shape[1]));
}

}  // namespace

data::CsrBlock readMatrix(const Hdf5File &file, const std::string &matrix)
{
    return file.isGroup(matrix) ? readSparse(file, matrix) : readDense(file, matrix);
}

std::vector<std::string> readIndex(const Hdf5File &file, const std::string &table)
{
    if (!file.isGroup(table)) return file.strings(table, file.fields(table).at(0)).values;
    const std::string name = file.hasAttribute(table, "_index") ? file.textAttribute(table, "_index") : "index";
    return file.strings(table + "/" + name).values;
}

data::Categorical readCategorical(const Hdf5File &file, const std::string &table, const std::string &column)
{
    const std::string place = table + "/" + column;
    Hdf5Values<std::int64_t> codes;
    Hdf5Values<std::string> categories;
    if (!file.isGroup(table)) {
        codes = file.ints(table, column);
        categories = file.strings("uns/" + column + "_categories");
    } else if (!file.isGroup(place)) {
        codes = file.ints(place);
        categories = file.strings(table + "/__categories/" + column);
    } else {
        codes = file.ints(place + "/codes");
        categories = file.strings(place + "/categories");
    }
    data::Categorical result;
    for (const auto code : codes.values) result.codes.push_back(static_cast<std::int32_t>(code));
    data::StringArray names;
    names.values = std::move(categories.values);
    names.shape = {static_cast<std::int64_t>(names.values.size())};
    result.categories = data::makeElement(std::move(names));
    return result;
}

H5adCells readCells(const std::filesystem::path &h5ad)
{
    const Hdf5File file(h5ad);
    H5adCells cells{readMatrix(file, "X"), readIndex(file, "var"), readIndex(file, "obs")};
    if (cells.cells.rows != static_cast<std::int64_t>(cells.names.size()) ||
        cells.cells.columns != static_cast<std::int64_t>(cells.genes.size()))
        throw std::runtime_error(h5ad.string() + ": X and the names disagree in size");
    return cells;
}

}  // namespace lexicell::test
