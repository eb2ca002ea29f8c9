#include "core/io/matrix_market.h"

#include "core/io/number_parse.h"
#include "core/io/sparse_slices.h"

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
        throw file.badFileAsWhole("parse_error", "this is not a Matrix Market file: its first line must begin with "
                                                 "\"%%MatrixMarket matrix\". Export the matrix again.");
    const std::string &form = banner[2], &field = banner[3], &symmetry = banner[4];
    if (field == "complex" || symmetry == "hermitian")
        throw unsupported("unsupported_type", file.path().string() + ": the matrix holds complex numbers (" + field + ", " +
                                                  symmetry + "); counts are real.");
    if ((form != "coordinate" && form != "array") ||
        (field != "real" && field != "double" && field != "integer" && field != "pattern") ||
        (form == "array" && field == "pattern"))
        throw file.bad("parse_error", "\"" + form + " " + field + "\" is no Matrix Market form.");
    header.array = form == "array";
    header.pattern = field == "pattern";
    header.integer = field == "integer" || header.pattern;
    using Symmetry = MatrixMarketHeader::Symmetry;
    if (symmetry == "symmetric") header.symmetry = Symmetry::Symmetric;
    else if (symmetry == "skew-symmetric") header.symmetry = Symmetry::SkewSymmetric;
    else if (symmetry != "general") throw file.bad("parse_error", "\"" + symmetry + "\" is no Matrix Market symmetry.");
    if (header.array && header.symmetry != Symmetry::General)
        throw unsupported("unsupported_type", file.path().string() + ": a symmetric array matrix; write it as coordinates.");
}

// A number, or the reason why there is none
double readValue(const TextFile &file, std::string_view text)
{
    double value = 0.0;
    if (!parseNumber(trimmed(text), value))
        throw file.bad("parse_error",
                       text.empty() ? "a value is missing." : "\"" + std::string(text.substr(0, 40)) + "\" is not a number.");
    if (!std::isfinite(static_cast<float>(value)))
        throw file.bad("non_finite", "the value " + std::string(text.substr(0, 40)) + "; a matrix may only hold finite numbers.");
    return value;
}

std::int32_t readPlace(const TextFile &file, std::string_view &line, std::int64_t size, const char *what)
{
    const std::int64_t place = takeInteger(line);
    if (place < 0) throw file.bad("parse_error", std::string("a whole number is due as ") + what + " number.");
    if (place == 0)
        throw file.bad("index_out_of_range", std::string(what) + " 0: Matrix Market counts from 1. Export the matrix again.");
    if (place > size)
        throw file.bad("index_out_of_range",
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
            throw file.bad("parse_error",
                           "more entries than the " + std::to_string(header.entries) + " that the header promises.");
        const std::int32_t row = readPlace(file, line, header.rows, "row");
        const std::int32_t column = readPlace(file, line, header.columns, "column");
        const auto value = header.pattern ? 1.0f : static_cast<float>(readValue(file, line));
        if (header.pattern && !line.empty()) throw file.bad("parse_error", "a value in a matrix that is declared to have none.");
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
        throw file.badFileAsWhole("parse_error", "the header promises " + std::to_string(header.entries) +
                                                     " entries, the file has " + std::to_string(count) +
                                                     ": it was probably cut off. Get it again.");
}

void readArray(TextFile &file, const MatrixMarketHeader &header, Coordinates &entries)
{
    std::string_view line;
    std::int64_t count = 0;
    const std::int64_t size = header.rows * header.columns;
    while (file.nextLine(line)) {
        if (trimmed(line).empty()) continue;
        if (count == size)
            throw file.bad("parse_error", "more values than the " + std::to_string(size) + " that the header promises.");
        if (const double value = readValue(file, line); value != 0.0) {
            entries.rows.push_back(static_cast<std::int32_t>(count % header.rows));
            entries.columns.push_back(static_cast<std::int32_t>(count / header.rows));
            entries.values.push_back(static_cast<float>(value));
        }
        ++count;
    }
    if (count < size)
        throw file.badFileAsWhole("parse_error", "the header promises " + std::to_string(size) + " values, the file has " +
                                                     std::to_string(count) + ".");
}

}  // namespace

MatrixMarketHeader readMatrixMarketHeader(TextFile &file)
{
    MatrixMarketHeader header;
    readBanner(file, header);
    std::string_view line;
    do {
        if (!file.nextLine(line)) throw file.badFileAsWhole("parse_error", "the line with the size of the matrix is missing.");
    } while (trimmed(line).empty() || line.front() == '%');
    header.rows = takeInteger(line);
    header.columns = takeInteger(line);
    header.entries = header.array ? 0 : takeInteger(line);
    if (header.rows < 0 || header.columns < 0 || header.entries < 0 || !line.empty())
        throw file.bad("parse_error", "the size of the matrix is due here: rows, columns, entries.");
    constexpr std::int64_t most = std::numeric_limits<std::int32_t>::max();
    if (header.rows > most || header.columns > most)
        throw unsupported("unsupported_type", file.path().string() + ": a matrix of " + std::to_string(header.rows) + " x " +
                                                  std::to_string(header.columns) + " is too large; split it.");
    if (header.symmetry != MatrixMarketHeader::Symmetry::General && header.rows != header.columns)
        throw file.bad("parse_error", "a symmetric matrix must have as many rows as columns.");
    return header;
}

Coordinates readMatrixMarketEntries(TextFile &file, const MatrixMarketHeader &header)
{
    Coordinates entries;
    // The header's word is not enough to reserve memory: an entry takes 4 bytes at least, and gzip shrinks them to a fifth.
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
