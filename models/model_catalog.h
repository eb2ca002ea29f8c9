// The models that can be had: names, sizes, licences, and where to get each. A plain URL comes with its size and SHA-256, so
// that a download can be resumed and checked; where there is none, precise steps. Read from resources/models/catalog.json.
// Knows no network: the window downloads (ui/downloads.h), and only when a person asks for it.
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
    std::int64_t parameters = 0;  // 0: not known
    std::int64_t vocabulary = 0;  // 0: not known
    std::string licence;
    std::string homepage;
    std::vector<CatalogFile> files;         // empty: no plain URL exists
    std::string resource;                   // comes with the program (core/base/resources.h); empty: it does not
    std::vector<std::string> instructions;  // steps, or what to know about the downloaded file
};

// Error classes: not_found, cannot_read, parse_error, bad_catalog (the entry and the key are in the message).
Result<std::vector<CatalogEntry>> readModelCatalog(const std::filesystem::path &file);
// The program's own.
Result<std::vector<CatalogEntry>> modelCatalog();

// The entry that a checkpoint of this hash is a file of: where it comes from and its licence.
std::optional<CatalogEntry> findInCatalog(const std::string &sha256);

}  // namespace lexicell::models
