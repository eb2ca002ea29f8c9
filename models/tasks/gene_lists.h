// Lists of genes that a person gives: names, or a file that holds them.
#pragma once

#include "core/base/job_context.h"
#include "core/base/result.h"

#include <string>
#include <vector>

namespace lexicell::models::tasks {

// If the only name is a file, it holds the names, one per line; otherwise the names themselves.
// Error class: empty_file.
Result<std::vector<std::string>> geneNames(const std::vector<std::string> &given);

struct GeneList {
    std::string name;
    std::vector<std::string> genes;
};

// The same as lists with names. A CSV file whose heading has a column `module` (the nodes of a gene network) holds a list for
// each module but -1, of the genes in its first column; any other file is one list with the name of the file; names are the list
// "genes". Error classes: empty_file, bad_list (a line of such a CSV file has too few fields).
Result<std::vector<GeneList>> geneLists(const std::vector<std::string> &given);

// Whether this names gene sets: a file that ends in .gmt or .gmt.gz, or the bundled reactome or go-bp.
bool namesGeneSets(const std::vector<std::string> &given);

// The same, and each set of a GMT file or of the bundled ones as a list. Error classes: those of geneLists() and
// io::readGeneSets().
Result<std::vector<GeneList>> geneSetLists(const std::vector<std::string> &given, JobContext &context);

}  // namespace lexicell::models::tasks
