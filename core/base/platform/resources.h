// Files that come with the program: gene tables, the sample. Search order: $LEXICELL_RESOURCES, beside the
// program (../share/lexicell), the source tree of the build.
#pragma once

#include "core/base/result.h"

#include <filesystem>
#include <string>

namespace lexicell {

// name: "gene_ids/human.tsv.gz". Error class `missing_resource`.
Result<std::filesystem::path> resourceFile(const std::string &name);
std::filesystem::path programFolder();  // folder of the running program; empty when unknown

}  // namespace lexicell
