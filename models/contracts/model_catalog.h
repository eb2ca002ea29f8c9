// The models that users can get: names, sizes, licenses and sources. A direct URL comes with its size and SHA-256, so
// that a download can be resumed and checked; else there are exact steps. Read from resources/models/catalog.json.
// No network access here: the window downloads (ui/workspace/models/download.h), and only on request.
#pragma once

#include "core/base/result.h"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace lexicell::models {

struct CatalogFile {
    std::string name;  // in the model's folder
    std::string url;
    std::int64_t bytes = 0;
    std::string sha256;  // lower-case hexadecimal
};

struct CatalogEntry {
    std::string id;  // name of its folder: a-z, 0-9 and _
    std::string name;
    std::string family;
    std::string summary;
    std::int64_t parameters = 0;  // 0: unknown
    std::int64_t vocabulary = 0;  // 0: unknown
    std::string license;
    std::string homepage;
    std::vector<CatalogFile> files;         // empty: no direct URL exists
    std::string resource;                   // comes with the program (core/base/resources.h); empty: not included
    std::vector<std::string> instructions;  // steps, or notes on the downloaded file
};

// Error classes: not_found, cannot_read, parse_error, bad_catalog (the entry and the key are in the message).
Result<std::vector<CatalogEntry>> readModelCatalog(const std::filesystem::path &file);
// The catalog that comes with the program.
Result<std::vector<CatalogEntry>> modelCatalog();

// The entry that lists a file with this hash; it gives the checkpoint's source and license.
std::optional<CatalogEntry> findInCatalog(const std::string &sha256);

}  // namespace lexicell::models
