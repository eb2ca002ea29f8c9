// A summary of a data set for a quick look: names, shapes and types.
#pragma once

#include "core/data/expression_matrix.h"
#include "core/io/read_dataset.h"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace lexicell::io {

using FeatureTypes = std::vector<std::pair<std::string, std::int64_t>>;  // type and its number of features

struct DatasetSummary {
    std::string format;  // as Dataset::format
    std::int64_t cells = 0;
    std::int64_t genes = 0;
    // Of X; none when there is no X.
    std::optional<std::int64_t> stored;  // entries that are not zero; empty when X is dense and was not read
    std::optional<data::DType> dtype;
    std::optional<data::Storage> storage;
    // h5ad: from the first 65,536 stored values of X. False is certain, true very likely; empty without values.
    std::optional<bool> counts;
    std::vector<std::string> layers, obs, var, obsm, varm, obsp, varp, uns;
    bool hasRaw = false;
    FeatureTypes otherFeatureTypes;  // 10x: left out by options.featureType
};

// Summarizes an h5ad without reading its matrices (describeH5ad); reads files of the other formats. A file that is summarized may
// still be refused when it is read. Error classes as for readDataset().
Result<DatasetSummary> describeDataset(const std::filesystem::path &path, const ReadOptions &options, JobContext &context);

// The types that were left out when a 10x file was read: uns["other_feature_types"].
FeatureTypes otherFeatureTypes(const data::Dataset &dataset);

}  // namespace lexicell::io
