// Which files of a folder make up a Matrix Market data set.
//
// Files go together by what is left of their names without the word for what they are ("GSM1_matrix.mtx.gz",
// "GSM1_barcodes.tsv.gz"; "matrix_S1", "features_S1"). A list that belongs to no matrix by its name (one features.tsv for all
// samples of a series) goes with a matrix that it fits by its length.
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
    // The lists are called after the sides of the matrix: `features` are its columns, `barcodes` its rows (quants_mat_cols,
    // quants_mat_rows). Which of them holds the genes is for their content to say.
    bool bySides = false;
};

// Throws Failure: missing_element (says what was looked for and what the folder holds instead), choice_needed (several).
MtxFiles findMtxFiles(const std::filesystem::path &folder, JobContext &context);

// The lists that go with this matrix; none when no list beside it has to do with it.
// Throws Failure: missing_element when there is only one of the two, choice_needed when several fit.
std::optional<MtxFiles> listsBeside(const std::filesystem::path &matrix, JobContext &context);

// The matrix that a list of features or barcodes belongs to; none when `list` is not named as such a list, or no matrix beside
// it goes with it. Throws Failure: choice_needed (a list for several matrices).
std::optional<std::filesystem::path> matrixOfList(const std::filesystem::path &list, JobContext &context);

// By its name this holds names of genes or cells and no matrix: "GSM1_barcodes.tsv.gz".
bool isNamedAsList(const std::filesystem::path &file);

}  // namespace lexicell::io
