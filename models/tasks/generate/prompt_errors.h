// Generated values beside the values of the cells that the prompts were made of.
#pragma once

#include "models/tasks/generate/prompts.h"
#include "models/tasks/masked_expression/expression_errors.h"

#include <cstdint>
#include <vector>

namespace lexicell::models::tasks {

// A value is compared if its gene was generated and one of the cells behind the prompt has it: the truth is the mean over those
// that have it. Baselines: gene-mean (of all cells but those behind the prompt) and, with types, type-mean (of those of the same
// type; the gene's mean where there are none). `generated`: for each prompt the values of its unknown genes. Values without
// another cell are left out.
ComparedValues comparedWithPrompts(const std::vector<CellPrompt> &prompts, const std::vector<std::vector<float>> &generated,
                                   const PromptCells &cells);

}  // namespace lexicell::models::tasks
