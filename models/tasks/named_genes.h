// Genes that a person names in an option: the names themselves, or a file with one name per line.
#pragma once

#include "core/base/result.h"

#include <string>
#include <vector>

namespace lexicell::models::tasks {

// If the only name is a file, its names. Error class: empty_file.
Result<std::vector<std::string>> namedGenes(const std::vector<std::string> &genes);

}  // namespace lexicell::models::tasks
