// AnnData in C++: a [cells x genes] matrix with the annotations of its cells and genes.
//
// A value with immutable parts behind shared pointers: a copy is cheap, and a job can read one while the window changes its own.
// Field names are AnnData's. Elements that cannot be interpreted are kept (Opaque) and written back unchanged.
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
    ExpressionMatrix x;  // [cells x genes]; empty when X is None
    NamedMatrices layers;
    Table obs;  // one row per cell
    Table var;  // one row per gene
    Dict obsm;  // [cells x …]: Array, SparseMatrix or Table
    Dict varm;
    Dict obsp;  // [cells x cells]: SparseMatrix or Array
    Dict varp;
    Dict uns;
    std::optional<Raw> raw;
    Dict unknown;  // root elements that AnnData does not define

    std::filesystem::path file;  // the file it was read from; empty when made in the program
    std::string format;          // "h5ad", "10x_h5", "10x_mtx", "mtx", "csv", "tsv", "loom", "simulated"
    std::string orientation;     // of a text table as it was read: "cells-in-rows" or "genes-in-rows"

    std::int64_t cells() const { return obs.rows(); }
    std::int64_t genes() const { return var.rows(); }

    // "X" or "" for x, "raw" for raw.X, else a layer. The error `missing_layer` lists the existing layers.
    Result<ExpressionMatrix> matrix(const std::string &layer) const;

    // obs column as text labels with categories in the order shown. `option`: what asked for the column, named by the error.
    // Error class: missing_column.
    Result<Categorical> labels(const std::string &column, const std::string &option = {}) const;
    // obsm entry as a dense row-major [cells x dims] array of float; error class `missing_embedding`.
    Result<Array> embedding(const std::string &key) const;
};

// Rows `cells` and columns `genes` of every part (nullptr: all). raw keeps all its genes. Loads matrices that are in the file.
// An Opaque element stays in its file and records the kept rows. An element without rows to choose from
// is left out with a warning (class left_out).
Result<Dataset> subset(const Dataset &dataset, const std::vector<std::int64_t> *cells, const std::vector<std::int64_t> *genes,
                       JobContext *context = nullptr);

// These rows of every entry, in the order given; entries without rows are left out.
Dict takeRows(const Dict &columns, const std::vector<std::int64_t> &rows);

// anndata's rule: the second and later "A" become "A-1", "A-2", …, skipping names that exist.
std::vector<std::string> makeUnique(const std::vector<std::string> &names);

}  // namespace lexicell::data
