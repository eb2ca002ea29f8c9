// The prompts of generated cells as rows of tokens.
#pragma once

#include "models/tasks/generate/generate.h"
#include "models/tasks/generate/prompt_cells.h"
#include "models/tasks/generate/prompt_genes.h"

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace lexicell::models::tasks {

// One generated cell.
struct CellPrompt {
    TokenBatch known;                  // one row: the token of the cell, then known genes
    TokenBatch unknown;                // one row: the genes to generate
    std::vector<float> vector;         // empty: no cell prompt
    std::vector<std::size_t> sources;  // positions in PromptCells::chosen
};

class Prompts {
  public:
    // `named`: genes with values that are known in every cell. `targets`: genes to generate. `cells`: null without a data set.
    Prompts(const Tokenizer &tokenizer, std::vector<PromptGene> named, std::vector<PromptGene> targets, const PromptCells *cells)
        : m_tokenizer(tokenizer), m_named(std::move(named)), m_targets(std::move(targets)), m_cells(cells)
    {
    }

    // As `options` say. Error classes: those of Tokenizer::tokenize() and cellOutputs().
    Result<std::vector<CellPrompt>> make(const GenerateOptions &options, const LoadedModel &model, JobContext &context) const;

  private:
    Result<TokenBatch> cellToken(const GenerateOptions &options) const;
    void addGenes(CellPrompt &prompt, const PromptCell *source, const GenerateOptions &options, std::size_t number) const;

    const Tokenizer &m_tokenizer;
    std::vector<PromptGene> m_named, m_targets;
    const PromptCells *m_cells;
};

// Some prompts as one batch, padded to the longest.
Prompt joinedPrompts(const std::vector<CellPrompt> &prompts, std::size_t begin, std::size_t end);

// Genes that most of the chosen cells have, at most `most`; ties in the order of the data set.
std::vector<PromptGene> frequentGenes(const PromptCells &cells, std::int64_t most);
// All genes of the vocabulary; an error (bad_option) if there are more than `most`.
Result<std::vector<PromptGene>> allGenes(const std::vector<std::string> &vocabulary, std::int64_t most);

bool usesVectors(const GenerateOptions &options);  // of the cells of a data set
bool usesGenes(const GenerateOptions &options);

}  // namespace lexicell::models::tasks
