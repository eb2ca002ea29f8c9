// Keys under which the window stores the results of a step: AnnData's usual ones where the file brought nothing of that name,
// else others of their own. So no step replaces anything that a file brought. (The command line keeps the usual keys and
// says what it replaces.) What an earlier step of the session left is replaced; undo brings it back.
#pragma once

#include "core/analysis/steps.h"
#include "core/data/dataset.h"

#include <string>
#include <vector>

namespace lexicell::models {
struct ModelCard;
}

namespace lexicell::ui {

// Value for the option key-added of neighbours, UMAP and Leiden on `rep`, such that none of their keys is the file's: one
// suffix for all three, so that they belong together. Empty: the usual keys are free.
std::string freeSuffix(const data::Dataset &original, const std::string &rep, const std::string &wanted);

// Value for the option key-added of PCA, and for the ending of the columns that it adds to var. Empty: the usual ones.
std::string freePcaKey(const data::Dataset &original, const std::string &wanted);
std::string freeVarSuffix(const data::Dataset &original, const std::string &wanted);

// uns key of the graph that UMAP and Leiden are to use: of this suffix where there is one, else of the file's own usual name.
std::string graphFor(const data::Dataset &current, const std::string &rep, const std::string &suffix);

// obsm key of a model's vectors: `wanted`, or the family's; with the model's name where the file, or another model, has that.
std::string freeEmbeddingKey(const data::Dataset &original, const data::Dataset &current, const models::ModelCard &card,
                             const std::string &wanted);

// For quality control, whose columns have fixed names: those of the file are set aside before it runs, and put back
// afterwards; the new ones then get a free name ("total_counts_new"), and these are returned.
data::Dataset withColumnsAside(const data::Dataset &original, const data::Dataset &input);
std::vector<std::string> putColumnsBack(data::Dataset &output);

}  // namespace lexicell::ui
