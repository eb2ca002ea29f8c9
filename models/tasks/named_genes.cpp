#include "models/tasks/named_genes.h"

#include <filesystem>
#include <fstream>

namespace lexicell::models::tasks {

Result<std::vector<std::string>> namedGenes(const std::vector<std::string> &genes)
{
    std::error_code error;
    if (genes.size() != 1 || !std::filesystem::is_regular_file(genes.front(), error)) return genes;
    std::ifstream file(genes.front());
    std::vector<std::string> names;
    for (std::string line; std::getline(file, line);) {
        while (!line.empty() && (line.back() == '\r' || line.back() == ' ' || line.back() == '\t')) line.pop_back();
        if (!line.empty()) names.push_back(line);
    }
    if (file.bad() || names.empty())
        return Error{errors::emptyFile,
                     "There is no gene in " + genes.front() + ". Write one name per line, or give genes separated by commas."};
    return names;
}

}  // namespace lexicell::models::tasks
