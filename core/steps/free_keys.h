// Keys for the results of a step that do not collide with keys of the file: AnnData's usual keys where they are free, else
// others. The window uses them, so that no step replaces an element of the file. The command line keeps the usual keys and
// reports what it replaces.
#pragma once

#include "core/data/dataset.h"

#include <string>
#include <vector>

namespace lexicell::steps {

// The value of the option key-added of neighbors, UMAP and Leiden on `rep` for which none of their keys exists in the file. All
// three use one suffix, so that they belong together. Empty: the usual keys are free.
std::string freeSuffix(const data::Dataset &original, const std::string &rep, const std::string &wanted);

// The value of the option key-added of PCA, and the suffix of the columns that it adds to var. Empty: the usual ones.
std::string freePcaKey(const data::Dataset &original, const std::string &wanted);
std::string freeVarSuffix(const data::Dataset &original, const std::string &wanted);

// The key itself, or with a number behind it if the file has an element of that name.
std::string freeUnsKey(const data::Dataset &original, const std::string &wanted);
std::string freeObsColumn(const data::Dataset &original, const std::string &wanted);

// The uns key of the graph for UMAP and Leiden: with this suffix if it exists, else the file's own usual key.
std::string graphFor(const data::Dataset &current, const std::string &rep, const std::string &suffix);

// For quality control, whose columns have fixed names: the file's columns of these names are set aside before it runs and
// put back afterwards. The new columns then get a free name ("total_counts_new"); these names are returned.
data::Dataset withColumnsAside(const data::Dataset &original, const data::Dataset &input);
std::vector<std::string> putColumnsBack(data::Dataset &output);

}  // namespace lexicell::steps
