// Variants of one cell, each with a gene changed (gene_changes.h): what a model can compute of them faster than cell by cell.
// A cell encoder that can do so implements these interfaces beside CellEncoder.
#pragma once

#include "models/contracts/abilities.h"
#include "models/contracts/gene_changes.h"

#include <vector>

namespace lexicell::models {

// Computes once what the variants of a cell share. The reference is CellEncoder::encodeCells() of the variants, which this equals
// but for float32 rounding. On one thread a variant's bits depend on the cell and on the variant alone.
class VariantEncoder {
  public:
    virtual ~VariantEncoder() = default;
    // `cell`: one row. `variants`: rows of equal length without padding. Returns [variants x embedding size].
    virtual Result<std::vector<float>> encodeVariants(const TokenBatch &cell, const TokenBatch &variants,
                                                      JobContext &context) const = 0;
};
// Null: this encoder has no faster way.
inline const VariantEncoder *variantEncoder(const CellEncoder &cells) { return dynamic_cast<const VariantEncoder *>(&cells); }

// How far a change would move a cell's vector, to first order: gradient times the change of the input. One gradient serves all
// genes of a cell, so this ranks genes that are too many to be changed one by one.
class ChangeGradients {
  public:
    virtual ~ChangeGradients() = default;
    virtual bool ranks(ChangeKind kind) const = 0;
    // For each of `directions` [n x embedding size] and each token of the cell (one row): the direction's product with E' − E,
    // where E' is the vector of the cell with the gene of this token changed. [n x tokens]; 0 for a token that is no gene.
    virtual Result<std::vector<float>> firstOrder(const TokenBatch &cell, ChangeKind kind, const std::vector<float> &directions,
                                                  JobContext &context) const = 0;
};
inline const ChangeGradients *changeGradients(const CellEncoder &cells) { return dynamic_cast<const ChangeGradients *>(&cells); }

}  // namespace lexicell::models
