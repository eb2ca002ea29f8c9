#include "core/io/mtx/matrix_market.h"

#include "core/io/text/number_parse.h"
#include "core/io/hdf5/sparse_slices.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace lexicell::io {

namespace {

std::string lowerCase(std::string_view text)
{
    std::string lower(text);
    for (char &c : lower)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    return lower;
}

std::vector<std::string> words(std::string_view line)
{
    std::vector<std::string> found;
    while (!(line = trimmed(line)).empty()) {
        const std::size_t end = line.find_first_of(" \t");
        found.push_back(lowerCase(line.substr(0, end)));
        line.remove_prefix(std::min(end, line.size()));
    }
    return found;
}

void readBanner(TextFile &file, MatrixMarketHeader &header)
{
    std::string_view line;
    const bool any = file.nextLine(line);
    const std::vector<std::string> banner = any ? words(line) : std::vector<std::string>();
    if (banner.size() != 5 || banner[0] != "%%matrixmarket" || banner[1] != "matrix")
        throw file.badFileAsWhole(errors::parseError, "this is not a Matrix Market file: its first line must begin with "
                                                      "\"%%MatrixMarket matrix\". Export the matrix again.");
    const std::string &form = banner[2], &field = banner[3], &symmetry = banner[4];
    if (field == "complex" || symmetry == "hermitian")
        throw unsupported(errors::unsupportedType, file.path().string() + ": the matrix holds complex numbers (" + field + ", " +
                                                       symmetry + "); counts are real.");
    if ((form != "coordinate" && form != "array") ||
        (field != "real" && field != "double" && field != "integer" && field != "pattern") ||
        (form == "array" && field == "pattern"))
        throw file.bad(errors::parseError, "\"" + form + " " + field + "\" is not a Matrix Market form.");
    header.array = form == "array";
    header.pattern = field == "pattern";
    header.integer = field == "integer" || header.pattern;
    using Symmetry = MatrixMarketHeader::Symmetry;
    if (symmetry == "symmetric") header.symmetry = Symmetry::Symmetric;
    else if (symmetry == "skew-symmetric") header.symmetry = Symmetry::SkewSymmetric;
    else if (symmetry != "general") throw file.bad(errors::parseError, "\"" + symmetry + "\" is not a Matrix Market symmetry.");
    if (header.array && header.symmetry != Symmetry::General)
        throw unsupported(errors::unsupportedType, file.path().string() + ": a symmetric array matrix; write it as coordinates.");
}

// A number, or the reason why the text is not a number
double readValue(const TextFile &file, std::string_view text)
{
    double value = 0.0;
    if (!parseNumber(trimmed(text), value))
        throw file.bad(errors::parseError,
                       text.empty() ? "a value is missing." : "\"" + std::string(text.substr(0, 40)) + "\" is not a number.");
    if (!std::isfinite(static_cast<float>(value)))
        throw file.bad(errors::nonFinite,
                       "the value " + std::string(text.substr(0, 40)) + "; a matrix may only hold finite numbers.");
    return value;
}

std::int32_t readPlace(const TextFile &file, std::string_view &line, std::int64_t size, const char *what)
{
    const std::int64_t place = takeInteger(line);
    if (place < 0) throw file.bad(errors::parseError, std::string("a whole number is needed as ") + what + " number.");
    if (place == 0)
        throw file.bad(errors::indexOutOfRange, std::string(what) + " 0: Matrix Market counts from 1. Export the matrix again.");
    if (place > size)
        throw file.bad(errors::indexOutOfRange,
                       std::string(what) + " " + std::to_string(place) + " of " + std::to_string(size) + ".");
    return static_cast<std::int32_t>(place - 1);
}

void readCoordinates(TextFile &file, const MatrixMarketHeader &header, Coordinates &entries)
{
    using Symmetry = MatrixMarketHeader::Symmetry;
    std::string_view line;
    std::int64_t count = 0;
    while (file.nextLine(line)) {
        if (trimmed(line).empty()) continue;
        if (count == header.entries)
            throw file.bad(errors::parseError,
                           "more entries than the " + std::to_string(header.entries) + " that the header declares.");
        const std::int32_t row = readPlace(file, line, header.rows, "row");
        const std::int32_t column = readPlace(file, line, header.columns, "column");
        const auto value = header.pattern ? 1.0f : static_cast<float>(readValue(file, line));
        if (header.pattern && !line.empty())
            throw file.bad(errors::parseError, "a value in a matrix that is declared to have none.");
        entries.rows.push_back(row);
        entries.columns.push_back(column);
        entries.values.push_back(value);
        ++count;
        if (header.symmetry != Symmetry::General && row != column) {
            entries.rows.push_back(column);
            entries.columns.push_back(row);
            entries.values.push_back(header.symmetry == Symmetry::Symmetric ? value : -value);
        }
    }
    if (count < header.entries)
        throw file.badFileAsWhole(errors::parseError, "the header declares " + std::to_string(header.entries) +
                                                          " entries, the file has " + std::to_string(count) +
                                                          ". It is probably incomplete. Get it again.");
}

void readArray(TextFile &file, const MatrixMarketHeader &header, Coordinates &entries)
{
    std::string_view line;
    std::int64_t count = 0;
    const std::int64_t size = header.rows * header.columns;
    while (file.nextLine(line)) {
        if (trimmed(line).empty()) continue;
        if (count == size)
            throw file.bad(errors::parseError, "more values than the " + std::to_string(size) + " that the header declares.");
        if (const double value = readValue(file, line); value != 0.0) {
            entries.rows.push_back(static_cast<std::int32_t>(count % header.rows));
            entries.columns.push_back(static_cast<std::int32_t>(count / header.rows));
            entries.values.push_back(static_cast<float>(value));
        }
        ++count;
    }
    if (count < size)
        throw file.badFileAsWhole(errors::parseError, "the header declares " + std::to_string(size) + " values, the file has " +
                                                          std::to_string(count) + ".");
}

}  // namespace

MatrixMarketHeader readMatrixMarketHeader(TextFile &file)
{
    MatrixMarketHeader header;
    readBanner(file, header);
    std::string_view line;
    do {
        if (!file.nextLine(line))
            throw file.badFileAsWhole(errors::parseError, "the line with the size of the matrix is missing.");
    } while (trimmed(line).empty() || line.front() == '%');
    header.rows = takeInteger(line);
    header.columns = takeInteger(line);
    header.entries = header.array ? 0 : takeInteger(line);
    if (header.rows < 0 || header.columns < 0 || header.entries < 0 || !line.empty())
        throw file.bad(errors::parseError, "the size of the matrix must be here: rows, columns, entries.");
    constexpr std::int64_t most = std::numeric_limits<std::int32_t>::max();
    if (header.rows > most || header.columns > most)
        throw unsupported(errors::unsupportedType, file.path().string() + ": a matrix of " + std::to_string(header.rows) + " x " +
                                                       std::to_string(header.columns) + " is too large; split it.");
    if (header.symmetry != MatrixMarketHeader::Symmetry::General && header.rows != header.columns)
        throw file.bad(errors::parseError, "a symmetric matrix must have as many rows as columns.");
    return header;
}

Coordinates readMatrixMarketEntries(TextFile &file, const MatrixMarketHeader &header)
{
    Coordinates entries;
    // The header's count alone must not reserve memory: an entry takes at least 4 bytes, and gzip shrinks them to a fifth.
    const auto plausible = static_cast<std::int64_t>(file.bytesOnDisk() / 4 * (file.isCompressed() ? 5 : 1));
    const auto expected = static_cast<std::size_t>(std::min(header.entries, plausible));
    entries.rows.reserve(expected);
    entries.columns.reserve(expected);
    entries.values.reserve(expected);
    if (header.array) readArray(file, header, entries);
    else readCoordinates(file, header, entries);
    return entries;
}

data::SparseMatrix toCellsByGenes(Coordinates entries, bool rowsAreGenes, std::int64_t cells, std::int64_t genes)
{
    const std::vector<std::int32_t> &geneOf = rowsAreGenes ? entries.rows : entries.columns;
    const std::vector<std::int32_t> &cellOf = rowsAreGenes ? entries.columns : entries.rows;
    data::SparseMatrix matrix;
    matrix.layout = data::SparseMatrix::Layout::Csc;
    matrix.rows = cells;
    matrix.columns = genes;
    matrix.indptr.assign(static_cast<std::size_t>(genes) + 1, 0);
    matrix.indices.resize(geneOf.size());
    matrix.values = data::Array(data::DType::Float32, {static_cast<std::int64_t>(geneOf.size())});
    for (const std::int32_t gene : geneOf) ++matrix.indptr[static_cast<std::size_t>(gene) + 1];
    for (std::size_t g = 0; g < static_cast<std::size_t>(genes); ++g) matrix.indptr[g + 1] += matrix.indptr[g];
    std::vector<std::int64_t> next(matrix.indptr.begin(), matrix.indptr.end() - 1);
    float *values = matrix.values.as<float>();
    for (std::size_t k = 0; k < geneOf.size(); ++k) {
        const auto place = static_cast<std::size_t>(next[static_cast<std::size_t>(geneOf[k])]++);
        matrix.indices[place] = cellOf[k];
        values[place] = entries.values[k];
    }
    sortSlices(matrix);
    return matrix;
}

}  // namespace lexicell::io
