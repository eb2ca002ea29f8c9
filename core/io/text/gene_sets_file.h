// Reads gene sets from a GMT file, plain or gzip: one set a line, its name, a description (may be empty) and its genes, separated
// by tabs. Enrichr's layout is understood: an empty description, and a weight behind a gene ("TP53,1.0"), which is dropped.
//
// Format: https://software.broadinstitute.org/cancer/software/gsea/wiki/index.php/Data_formats. Error classes: not_found,
// empty_file (no set), parse_error (a line that is no set, or no text), truncated, corrupt_data, out_of_memory, cancelled.
#pragma once

#include "core/base/job_context.h"
#include "core/base/result.h"

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace lexicell::io {

struct GeneSet {
    std::string name;
    std::string description;
    std::vector<std::int32_t> genes;  // places in GeneSets::genes, ascending, each once
};

struct GeneSets {
    std::vector<std::string> genes;  // of all sets, each once, in the order of the file
    std::vector<GeneSet> sets;       // in the order of the file
};

// Warnings: left_out (lines with a name and no gene), duplicate_names (sets of one name; each is kept).
Result<GeneSets> readGeneSets(const std::filesystem::path &file, JobContext &context);

// "reactome" and "go-bp": the sets that come with the program (resources/gene_sets); any other text: the file of that name.
// Error class: missing_resource.
Result<std::filesystem::path> geneSetsFile(const std::string &nameOrFile);

}  // namespace lexicell::io
