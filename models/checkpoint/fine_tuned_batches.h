// batches.json beside a checkpoint that was fine-tuned on batches: {"batches": […], "genes": […]}. The file is Lexicell's own:
// upstream's programs keep neither the names of the batches nor the choice of genes, and both must be given to them again.
#pragma once

#include "core/base/result.h"

#include <filesystem>
#include <string>
#include <vector>

namespace lexicell::models::checkpoint {

struct FineTunedBatches {
    std::vector<std::string> names;  // by id
    // Tokens that every cell consists of, those without a count too; empty: the genes with counts.
    std::vector<std::string> genes;

    bool empty() const { return names.empty() && genes.empty(); }
};

// Error classes: not_json, bad_config (another shape, no batch, a name that occurs twice), those of reading a file.
Result<FineTunedBatches> readFineTunedBatches(const std::filesystem::path &file);
// Error classes: not_writable, disk_full.
Result<void> writeFineTunedBatches(const FineTunedBatches &batches, const std::filesystem::path &file);

}  // namespace lexicell::models::checkpoint
