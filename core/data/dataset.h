// AnnData in C++: a cells x genes matrix with everything that is known about its cells and genes.
//
// A value: immutable parts behind shared pointers, so a copy costs little and a job can read one while the window moves on.
// Field names are AnnData's. What a file holds that is not understood is kept (Opaque) and written back untouched.
// https://anndata.readthedocs.io/en/latest/fileformat-prose.html
#pragma once

#include "core/base/job_context.h"
#include "core/data/element.h"
#include "core/data/expression_matrix.h"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace lexicell::data {

struct NamedMatrices {
    std::vector<std::pair<std::string, ExpressionMatrix>> entries;
    const ExpressionMatrix *find(const std::string &name) const;
    void set(const std::string &name, ExpressionMatrix matrix);
};

struct Raw {
    ExpressionMatrix x;  // [cells x raw genes]
    Table var;
    Dict varm;
};

struct Dataset {
    ExpressionMatrix x;  // [cells x genes]; empty when the file has none
    NamedMatrices layers;
    Table obs;  // one row per cell
    Table var;  // one row per gene
    Dict obsm;  // [cells x …]: Array, SparseMatrix or Table
    Dict varm;
    Dict obsp;  // [cells x cells]: SparseMatrix or Array
    Dict varp;
    Dict uns;
    std::optional<Raw> raw;
    Dict unknown;  // elements at the root that AnnData does not define

    std::filesystem::path file;  // where it was read from; empty when made here
    std::string format;          // "h5ad", "10x_h5", "10x_mtx", "mtx", "csv", "tsv", "loom", "simulated"
    std::string orientation;     // of a text table, as it was read: "cells-in-rows" or "genes-in-rows"

    std::int64_t cells() const { return obs.rows(); }
    std::int64_t genes() const { return var.rows(); }

    // "X" or "" for x, "raw" for raw.X, else a layer. Error class `missing_layer` names the layers there are.
    Result<ExpressionMatrix> matrix(const std::string &layer) const;

    // obs column as text labels with categories in the order shown; error class `missing_column`.
    Result<Categorical> labels(const std::string &column) const;
    // obsm entry as a dense row-major [cells x dims] array of float; error class `missing_embedding`.
    Result<Array> embedding(const std::string &key) const;
};

// Rows `cells` and columns `genes` of every part (nullptr: all). raw keeps all its genes. Loads what lies in the file.
// An element that is not understood (Opaque) stays where it lies and remembers what was kept. What has no rows to choose from
// is left out, and `context` told so (class left_out).
Result<Dataset> subset(const Dataset &dataset, const std::vector<std::int64_t> *cells, const std::vector<std::int64_t> *genes,
                       JobContext *context = nullptr);

// These rows of every entry, in the order given; entries without rows are not in the result.
Dict takeRows(const Dict &columns, const std::vector<std::int64_t> &rows);

// anndata's rule: the second and later "A" become "A-1", "A-2", …, skipping names that exist.
std::vector<std::string> makeUnique(const std::vector<std::string> &names);

}  // namespace lexicell::data
