// What a model is fed: one row per cell.
#pragma once

#include "core/base/job_context.h"
#include "core/base/result.h"
#include "core/data/csr_block.h"
#include "core/data/expression_matrix.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace lexicell::models {

struct TokenBatch {
    std::int64_t cells = 0;
    std::int64_t tokens = 0;            // longest row
    std::vector<std::int64_t> genes;    // [cells x tokens] vocabulary ids
    std::vector<float> values;          // [cells x tokens] bins or reals, as the model wants
    std::vector<std::uint8_t> padding;  // [cells x tokens] 1: ignore
    // Empty unless the model uses them:
    std::vector<std::int32_t> batches;     // [cells] batch labels
    std::vector<std::int32_t> modalities;  // [cells x tokens] RNA, protein, … (scGPT multi-omic)
    std::vector<std::uint8_t> perturbed;   // [cells x tokens] 1: this gene is perturbed (scGPT perturbation)
    std::vector<std::uint8_t> undetected;  // [cells x tokens] 1: no count in the cell (Exceiver's additive key bias)
    std::vector<float> absentValues;       // [tokens] the value that a gene without counts has in every cell (Exceiver)
};

struct TokenOptions {
    int maxLength = 1200;             // tokens per cell, the cell token included
    std::string ties = "random";      // random | half | left: how equal values fall into bins
    std::string sampling = "random";  // random | head: which genes stay when a cell has too many
    std::int64_t seed = 0;
};

// What of a cell does not fit: of more known genes than `genes`, `rule` says which stay and what keeps more.
struct Truncation {
    std::int64_t genes = 0;
    std::string rule;  // a sentence
};

// Turns cells into tokens for one checkpoint and one gene list. Pure: a cell's tokens depend on the cell, its name, the
// options and the seed only, never on its neighbours in a batch.
class Tokenizer {
  public:
    virtual ~Tokenizer() = default;
    virtual const std::vector<std::string> &vocabulary() const = 0;
    // `block` rows use the columns of a data set; geneIds maps a column to a vocabulary id, -1: not in the vocabulary.
    // `names` are the rows' cell names (seeds of random choices). Rows are padded to the longest.
    virtual Result<TokenBatch> tokenize(const data::CsrBlock &block, const std::vector<std::int64_t> &geneIds,
                                        const std::vector<std::string> &names, const TokenOptions &options) const = 0;
    // Number of tokens that a cell with so many matched non-zero genes gets (for length buckets), 0: cannot be embedded.
    virtual std::int64_t length(std::int64_t matchedGenes, const TokenOptions &options) const = 0;
    // Whether cells can be tokenised at all; the error says what is missing beside the checkpoint. Ask before matching genes.
    virtual Result<void> ready() const { return {}; }
    // For a tokenizer that has to see all cells of a data set first (Exceiver with a scaler fitted to them): one that has.
    // Null: needs nothing, use this one.
    virtual Result<std::shared_ptr<const Tokenizer>> fitted(const data::ExpressionMatrix & /*cells*/,
                                                            const std::vector<std::int64_t> & /*geneIds*/,
                                                            JobContext & /*context*/) const
    {
        return std::shared_ptr<const Tokenizer>();
    }
    // Nothing where every known gene of a cell becomes a token.
    virtual std::optional<Truncation> truncation(const TokenOptions &) const { return std::nullopt; }
    // Known genes that a cell must have to be like those the model was trained on; 0: any number.
    virtual std::int64_t fewestGenes() const { return 0; }
};

}  // namespace lexicell::models
