// Matrix Market files: https://math.nist.gov/MatrixMarket/formats.html
//
// Coordinate and array form; fields real, integer, pattern; symmetry general, symmetric, skew-symmetric (both halves are
// returned). Complex and hermitian matrices are refused (unsupported_type).
#pragma once

#include "core/data/element.h"
#include "core/io/text/text_file.h"

#include <cstdint>
#include <vector>

namespace lexicell::io {

struct MatrixMarketHeader {
    enum class Symmetry { General, Symmetric, SkewSymmetric };
    bool array = false;    // all values, column by column; false: entries with their positions
    bool pattern = false;  // positions only: every entry is 1
    bool integer = false;
    Symmetry symmetry = Symmetry::General;
    std::int64_t rows = 0;
    std::int64_t columns = 0;
    std::int64_t entries = 0;  // number of entries that the header declares
};

// Entries in the order of the file.
struct Coordinates {
    std::vector<std::int32_t> rows, columns;  // from 0
    std::vector<float> values;
};

// Both throw Failure: parse_error, index_out_of_range, non_finite, unsupported_type, and those of TextFile.
MatrixMarketHeader readMatrixMarketHeader(TextFile &file);
Coordinates readMatrixMarketEntries(TextFile &file, const MatrixMarketHeader &header);

// The entries as a matrix of `cells` rows and `genes` columns, csc as from scanpy's read_10x_mtx. Entries of one place
// are added, as scipy does.
data::SparseMatrix toCellsByGenes(Coordinates entries, bool rowsAreGenes, std::int64_t cells, std::int64_t genes);

}  // namespace lexicell::io
