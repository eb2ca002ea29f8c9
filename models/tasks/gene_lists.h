// Lists of genes that a person gives: names, or a file that holds them.
#pragma once

#include "core/base/job_context.h"
#include "core/base/result.h"

#include <string>
#include <vector>

namespace lexicell::models::tasks {

// If the only name is a file, it holds the names, one per line; otherwise the names themselves. A name that is written like a
// file (looksLikeFile()) is never taken for a gene. Error classes: empty_file, not_found (no such file), bad_option (a file among
// names).
Result<std::vector<std::string>> geneNames(const std::vector<std::string> &given);

// A name that ends in .txt, .csv, .tsv, .gmt or .gmt.gz, or holds a slash.
bool looksLikeFile(const std::string &name);

struct GeneList {
    std::string name;
    std::vector<std::string> genes;
};

// The same as lists with names. A CSV file whose heading has a column `module` (the nodes of a gene network) holds a list for
// each module but -1, of the genes in its first column; any other file is one list with the name of the file; names are the list
// "genes". Error classes: those of geneNames(), bad_list (a line of such a CSV file has too few fields).
Result<std::vector<GeneList>> geneLists(const std::vector<std::string> &given);

// Whether this names gene sets: a file that ends in .gmt or .gmt.gz, or the bundled reactome or go-bp.
bool namesGeneSets(const std::vector<std::string> &given);

// Whether the gene sets are there, before anything is computed for them: a file, or bundled ones. Error classes: not_found,
// missing_resource.
Result<void> checkGeneSets(const std::string &nameOrFile);

// The same, and each set of a GMT file or of the bundled ones as a list. Error classes: those of geneLists() and
// io::readGeneSets().
Result<std::vector<GeneList>> geneSetLists(const std::vector<std::string> &given, JobContext &context);

}  // namespace lexicell::models::tasks
