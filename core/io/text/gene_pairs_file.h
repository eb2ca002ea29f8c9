// Reads a list of pairs of genes, such as protein interactions, plain or gzip: a pair a line, two names and, in every line or in
// none, a weight of at least 0, separated by tabs, commas or blanks. Lines that begin with # are comments; so is a first line
// whose third field is no number (a heading).
// Error classes: not_found, empty_file (no pair), parse_error (a line that is no pair, a weight that is no number), truncated,
// corrupt_data, out_of_memory, cancelled.
#pragma once

#include "core/base/job_context.h"
#include "core/base/result.h"

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace lexicell::io {

struct GenePair {
    std::int32_t a = 0, b = 0;  // places in GenePairs::genes, a < b
    double weight = 1.0;
};

struct GenePairs {
    std::vector<std::string> genes;  // each once, in the order of the file
    std::vector<GenePair> pairs;     // each once, with its largest weight; no gene with itself
    bool weighted = false;
};

Result<GenePairs> readGenePairs(const std::filesystem::path &file, JobContext &context);

}  // namespace lexicell::io
