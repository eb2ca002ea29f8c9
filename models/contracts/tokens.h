// The input of a model: one row per cell.
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
    std::vector<float> values;          // [cells x tokens] bins or reals, by model
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

// The limit for long cells: of more known genes than `genes`, `rule` says which are kept and how to keep more.
struct Truncation {
    std::int64_t genes = 0;
    std::string rule;  // a sentence
};

// How a token looks whose value is hidden from the model, as in its training with hidden genes.
struct HiddenToken {
    float value = 0.0F;
    std::optional<std::int64_t> gene = {};  // takes the place of the gene's id; empty: the id stays
};

// Turns cells into tokens for one checkpoint and one gene list. Pure: a cell's tokens depend on the cell, its name, the
// options and the seed only, never on the other cells of a batch.
class Tokenizer {
  public:
    virtual ~Tokenizer() = default;
    virtual const std::vector<std::string> &vocabulary() const = 0;
    // `block` rows use the columns of a data set; geneIds maps a column to a vocabulary id, -1: not in the vocabulary.
    // `names` are the rows' cell names (seeds of random choices). Rows are padded to the longest.
    virtual Result<TokenBatch> tokenize(const data::CsrBlock &block, const std::vector<std::int64_t> &geneIds,
                                        const std::vector<std::string> &names, const TokenOptions &options) const = 0;
    // Number of tokens of a cell with this many matched non-zero genes (for length buckets); 0: cannot be embedded.
    virtual std::int64_t length(std::int64_t matchedGenes, const TokenOptions &options) const = 0;
    // Whether cells can be tokenized at all; the error names the missing sidecar. Check this before matching genes.
    virtual Result<void> ready() const { return {}; }
    // Returns a tokenizer fitted to all cells of the data set, for a tokenizer that must see them first (Exceiver without a
    // scaler). Null: no fitting is needed, use this one.
    virtual Result<std::shared_ptr<const Tokenizer>> fitted(const data::ExpressionMatrix & /*cells*/,
                                                            const std::vector<std::int64_t> & /*geneIds*/,
                                                            JobContext & /*context*/) const
    {
        return std::shared_ptr<const Tokenizer>();
    }
    // Empty if every known gene of a cell becomes a token.
    virtual std::optional<Truncation> truncation(const TokenOptions &) const { return std::nullopt; }
    // Minimum of known genes for a cell to resemble the training cells; 0: no minimum.
    virtual std::int64_t fewestGenes() const { return 0; }
    // Empty: the family is not trained to predict the value of a hidden gene.
    virtual std::optional<HiddenToken> hiddenToken() const { return std::nullopt; }
};

}  // namespace lexicell::models
