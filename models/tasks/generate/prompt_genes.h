// Genes that a person names for a prompt: with their values, or as those to be generated.
#pragma once

#include "core/base/job_context.h"
#include "core/base/result.h"
#include "models/contracts/gene_changes.h"
#include "models/input/cell_options.h"

#include <cstdint>
#include <string>
#include <vector>

namespace lexicell::models::tasks {

struct PromptGene {
    std::int64_t id = -1;  // in the vocabulary
    std::string name;      // as the output names it
    float value = 0.0F;    // in the unit of the model's input
};

struct GeneValueText {
    std::string gene;
    double value = 0.0;
};
// "CD3D=40", "LYZ=1". Error class: bad_option.
Result<std::vector<GeneValueText>> geneValues(const std::vector<std::string> &given);

// The vocabulary's genes with these names, each once, in the order given; names are matched as `options` say. Warning:
// unknown_genes. Error class: unknown_gene (the model knows none).
Result<std::vector<PromptGene>> genesNamed(const std::vector<std::string> &names, const std::vector<std::string> &vocabulary,
                                           const input::MatchOptions &options, JobContext &context);

// The same with their values. Error classes: also bad_option (a value that the model's input cannot have).
Result<std::vector<PromptGene>> genesWithValues(const std::vector<std::string> &given, const std::vector<std::string> &vocabulary,
                                                const DoseRange &range, const input::MatchOptions &options, JobContext &context);

}  // namespace lexicell::models::tasks
