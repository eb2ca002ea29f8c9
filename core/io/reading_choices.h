// What there is to choose from when a file is opened, for a dialog that asks: genomes and feature types of a 10x matrix,
// matrices and gene names of an h5ad, whether a text table can be turned round.
#pragma once

#include "core/io/dataset_summary.h"

namespace lexicell::io {

struct ReadingChoices {
    std::vector<std::string> genomes;       // 10x; one alone is no choice
    std::vector<std::string> featureTypes;  // 10x, in the order of the file
    std::vector<std::string> layers;        // beside X; "raw" for raw.X
    std::vector<std::string> geneColumns;   // columns of var with text
    bool table = false;                     // rows may be cells or genes
};

// An h5ad is only described; a 10x matrix is read, for its lists lie beside it. Error classes as for readDataset().
Result<ReadingChoices> readingChoices(const std::filesystem::path &path, JobContext &context);

}  // namespace lexicell::io
