// The manifest of the format fixtures: one entry a file, with what it must open to or how it must be refused.
#pragma once

#include "core/base/job_context.h"
#include "core/data/dataset.h"

#include <nlohmann/json.hpp>

#include <filesystem>
#include <string>
#include <vector>

namespace lexicell::test {

struct ManifestEntry {
    std::string file;     // relative to the manifest's folder (real.json: to the data root)
    std::string kind;     // h5ad, 10x_h5, 10x_mtx, mtx, csv, tsv, loom
    std::string outcome;  // open, warn, reject, open_or_reject; a test may say "open or warn"
    nlohmann::json json;  // the whole entry
};

std::vector<ManifestEntry> readManifest(const std::filesystem::path &manifest, const std::vector<std::string> &kinds);

// How the result of reading differs from the manifest's entry; empty: it does not.
std::vector<std::string> judge(const ManifestEntry &entry, const Result<data::Dataset> &result,
                               const std::vector<Warning> &warnings);

std::string joined(const std::vector<std::string> &lines);

}  // namespace lexicell::test
