// Finds the files of a folder that form a Matrix Market data set.
//
// Files belong together if their names agree apart from the word for their role ("GSM1_matrix.mtx.gz",
// "GSM1_barcodes.tsv.gz"; "matrix_S1", "features_S1"). A list whose name matches no matrix (one features.tsv for all
// samples of a series) belongs to the matrix with the same length.
#pragma once

#include "core/base/job_context.h"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace lexicell::io {

struct MtxFiles {
    std::filesystem::path matrix, features, barcodes;
    std::optional<std::filesystem::path> symbols;  // kallisto: one symbol for each line of `features`
    // True if the lists are named after the sides of the matrix: `features` for its columns, `barcodes` for its rows
    // (quants_mat_cols, quants_mat_rows). Their content then decides which one holds the genes.
    bool bySides = false;
};

// Throws Failure: missing_element (names the expected files and what the folder holds instead), choice_needed (several).
MtxFiles findMtxFiles(const std::filesystem::path &folder, JobContext &context);

// The lists that belong to this matrix; empty when no list beside it belongs to it.
// Throws Failure: missing_element when there is only one of the two, choice_needed when several fit.
std::optional<MtxFiles> listsBeside(const std::filesystem::path &matrix, JobContext &context);

// The matrix that a list of features or barcodes belongs to; empty when `list` is not named as such a list, or no matrix
// beside it belongs to it. Throws Failure: choice_needed (a list for several matrices).
std::optional<std::filesystem::path> matrixOfList(const std::filesystem::path &list, JobContext &context);

// Whether the name says that the file holds names of genes or cells and no matrix: "GSM1_barcodes.tsv.gz".
bool isNamedAsList(const std::filesystem::path &file);

}  // namespace lexicell::io
