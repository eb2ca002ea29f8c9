// What an h5ad file holds, without reading its matrices: names, shapes and types, in milliseconds whatever the file's size.
// A file that is summarised may still be refused when it is read.
#pragma once

#include "core/base/result.h"
#include "core/data/expression_matrix.h"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace lexicell::io {

struct H5adSummary {
    std::int64_t cells = 0;
    std::int64_t genes = 0;
    // Of X; none when there is no X.
    std::optional<std::int64_t> stored;  // entries stored; none when dense: the non-zeros are not known then
    std::optional<data::DType> dtype;
    std::optional<data::Storage> storage;
    // From the first 65,536 stored values of X: false is certain, true is very likely; none without values.
    std::optional<bool> counts;
    std::vector<std::string> layers, obs, var, obsm, varm, obsp, varp, uns;
    bool hasRaw = false;
};

// Error classes as for readH5ad().
Result<H5adSummary> describeH5ad(const std::filesystem::path &path);

}  // namespace lexicell::io
