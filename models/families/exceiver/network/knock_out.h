// In-silico knock-outs with Exceiver: a gene of a cell is changed, and the cell's vector is compared with the original.
// Our own definitions (upstream has no knock-out code), fixed in the fixtures' README. ZeroValue: the gene becomes a gene
// without counts, with the value of zero and key bias 1; nothing else changes. ZeroCountRenormalized: its count becomes 0 and
// the cell is scaled to 10,000 again; the scaler stays. Mask: the gene is hidden as in training, with the mask row, value 1 and
// an unchanged bias.
//
// For ZeroValue and Mask a variant differs from its cell in one token, so only that token changes the encoder's sums
// (attention_sums.h): all knock-outs of a cell cost the encoder as much as one cell, and only the process layers run for
// each. ZeroCountRenormalized changes every detected gene: tokenize withoutCounts() and encode the result.
#pragma once

#include "core/base/job_context.h"
#include "core/base/result.h"
#include "core/data/csr_block.h"
#include "models/contracts/tokens.h"

#include <cstdint>
#include <vector>

namespace lexicell::models::exceiver {

class Encoder;

enum class KnockOut { ZeroValue, ZeroCountRenormalized, Mask };

// One cell of a batch with one gene changed, as a batch of its own. `how` is ZeroValue, which needs batch.absentValues, or Mask.
// The tokens must be the model's genes in order, maskRow is the row after the last gene.
TokenBatch knockedOut(const TokenBatch &batch, std::int64_t cell, std::int64_t gene, KnockOut how);

// The cells with all counts of a gene removed.
data::CsrBlock withoutCounts(const data::CsrBlock &cells, const std::vector<std::int64_t> &geneIds, std::int64_t gene);

// A cell of a batch and the genes to knock out one at a time.
struct KnockOutCell {
    const TokenBatch &batch;
    std::int64_t cell = 0;
    const std::vector<std::int64_t> &genes;
    KnockOut how = KnockOut::ZeroValue;
};
// The cell's vector with each gene knocked out, [genes x embedding]. A knock-out that changes no token gives exactly the cell's
// own vector. Error classes: cancelled, out_of_memory, network_failed.
Result<std::vector<float>> encodeKnockOuts(const Encoder &encoder, const KnockOutCell &of, JobContext &context);

// 1 - cos of two vectors, in float64: a single gene changes it by 1e-6. 0 where either is zero.
double cosineShift(const float *a, const float *b, std::int64_t size);

}  // namespace lexicell::models::exceiver
