// The genes (and antibodies, guides, peaks) of a 10x matrix, and which of them are read.
#pragma once

#include "core/data/dataset.h"
#include "core/io/failure.h"
#include "core/io/read_dataset.h"

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace lexicell::io {

struct Features {
    std::vector<std::string> names;  // [features] symbols where there are any
    // Further columns under scanpy's names ("gene_ids", "feature_types", "genome", …): StringArray or Array, [features].
    data::Dict columns;

    std::int64_t size() const { return static_cast<std::int64_t>(names.size()); }
    const std::vector<std::string> *texts(const std::string &column) const;  // null when there is no such column
};

struct ChosenFeatures {
    std::optional<std::vector<std::int64_t>> positions;        // empty: all of them
    std::vector<std::pair<std::string, std::int64_t>> others;  // types left out, with their number of features
};

// The features of options.featureType ("all": every one) and, when given, options.genome. Throws Failure: choice_needed
// (nothing chosen and no "Gene Expression" among several types), missing_feature_type, missing_genome.
ChosenFeatures chooseFeatures(const Features &features, const ReadOptions &options, const std::filesystem::path &file);

// A data set of 10x parts with the chosen features only. uns["other_feature_types"] lists the types left out, name ->
// number of features.
struct TenxParts {
    data::SparseMatrix matrix;  // [cells x features]
    std::vector<std::string> barcodes;
    data::Dict cellColumns;
    Features features;
};
data::Dataset assemble(TenxParts parts, const ChosenFeatures &chosen);

data::ElementPtr textColumn(std::vector<std::string> values);
// Makes these names the index of the table.
void setIndex(data::Table &table, std::vector<std::string> names);
// "gene_1", "gene_2", …
std::vector<std::string> madeUpNames(const std::string &word, std::int64_t count);
// Warns when X holds negative values (class `negative_counts`); X is then not treated as counts.
void warnAboutNegative(const data::ExpressionMatrix &matrix, const std::filesystem::path &file, JobContext &context);

}  // namespace lexicell::io
