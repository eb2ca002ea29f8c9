// Opens any supported file or folder as a Dataset: h5ad, MuData (h5mu), 10x h5 (v2, v3), a folder with matrix.mtx, a bare .mtx,
// loom, csv/tsv (optionally gzip). The format is recognized by content first, by name second. A list of features or barcodes
// (barcodes.tsv.gz) opens its matrix; Dataset::file is then the path of that matrix.
//
// Error classes are those of the format fixtures' manifest (truncated, not_hdf5, indptr_invalid, …). Unusual but readable
// input gives a warning with a class of the same kind. Further classes: not_found, unsupported_format (the message says
// what the file is and how to get one that can be read), missing_genome, missing_feature_type, cannot_read.
// Names are kept as they are in the file, duplicates too.
#pragma once

#include "core/base/job_context.h"
#include "core/base/options.h"
#include "core/base/result.h"
#include "core/data/dataset.h"

#include <filesystem>
#include <string>

namespace lexicell::io {

struct ReadOptions {
    std::string orientation = "auto";             // text tables: auto | cells-in-rows | genes-in-rows
    std::string genome;                           // 10x: which genome when there are several
    std::string featureType = "Gene Expression";  // or "all"; a file of one other type alone is read without choosing
    bool backed = false;                          // leave matrices of an h5ad in the file; false: read and check everything
};

template <class V> void describe(ReadOptions &o, V &&visit)
{
    visit(Option{"orientation", "Meaning of the rows of a text table.", "", {"auto", "cells-in-rows", "genes-in-rows"}},
          o.orientation);
    visit(Option{"genome", "10x: the genome to read when the file holds several.", "", {}}, o.genome);
    visit(Option{"feature-type", "10x: the feature type to read, or all.", "", {}}, o.featureType);
}

Result<data::Dataset> readDataset(const std::filesystem::path &path, const ReadOptions &options, JobContext &context);

}  // namespace lexicell::io
