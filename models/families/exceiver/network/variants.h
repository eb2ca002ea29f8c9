// Variants of one cell, and how far changes would move it. A variant differs from its cell in a few tokens, so only their terms
// of the encoder's sums change (attention_sums.h): all variants of a cell cost the encoder about as much as one cell, and only
// the process layers run for each. Where many tokens differ or digits would be lost, a variant is encoded anew.
#pragma once

#include "core/base/job_context.h"
#include "models/contracts/gene_changes.h"
#include "models/families/exceiver/network/encoder.h"

#include <ATen/ATen.h>

#include <cstdint>
#include <vector>

namespace lexicell::models::exceiver {

// `cell`: one row; `variants`: rows with as many tokens.
struct Variants {
    const TokenBatch &cell;
    const TokenBatch &variants;
};
// Final latents, [variants x Q x E]. Throws nn::Stopped when the job is cancelled.
at::Tensor variantLatents(const Encoder &encoder, const Variants &of, const JobContext &context);

// See ChangeGradients: the change of the encoder's latents is exact, that of the process layers first-order. `kind` is Zero or
// Mask, `directions` [n x Q E]. Returns [n x genes]; 0 where the gene has no count, or the sums do not apply to the cell.
at::Tensor firstOrderChanges(const Encoder &encoder, const TokenBatch &cell, ChangeKind kind, const at::Tensor &directions,
                             const JobContext &context);

}  // namespace lexicell::models::exceiver
