// The choices that a dialog offers when a file is opened: genomes and feature types of a 10x matrix,
// matrices and gene names of an h5ad, whether to transpose a text table.
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

// An h5ad is only described. A 10x matrix is read, because its lists are stored beside it. Error classes as for readDataset().
Result<ReadingChoices> readingChoices(const std::filesystem::path &path, JobContext &context);

}  // namespace lexicell::io
