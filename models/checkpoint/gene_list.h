// The genes by row for a checkpoint without gene names: one symbol per line (.txt, .csv with or without the header `gene`), a
// plain pickled list of strings (Exceiver's gene-features.pkl), or the var index of an .h5ad (scBERT's panglao file).
// Error classes: not_found, cannot_read, parse_error, forbidden_global, bad_vocabulary (empty or repeated names).
#pragma once

#include "core/base/job_context.h"
#include "core/base/result.h"

#include <filesystem>
#include <string>
#include <vector>

namespace lexicell::models::checkpoint {

Result<std::vector<std::string>> readGeneList(const std::filesystem::path &file, JobContext &context);

}  // namespace lexicell::models::checkpoint
