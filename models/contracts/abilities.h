// What a checkpoint can compute, one interface per ability. A loaded model has a pointer for each (model.h), null where
// the checkpoint lacks the part for it. All numbers are float32, row-major, in memory of the caller, without LibTorch types.
//
// Rules for every implementation: a cell's result depends on that cell alone, never on batch mates, padding or order; nothing
// is random; context.cancelled() is checked several times a second; progress is reported by the task, not here.
// Error classes common to all: cancelled, out_of_memory, network_failed.
#pragma once

#include "core/base/job_context.h"
#include "core/base/result.h"
#include "models/contracts/tokens.h"

#include <cstdint>
#include <string>
#include <vector>

namespace lexicell::models {

// One vector per cell: [cells x embeddingSize of the card].
class CellEncoder {
  public:
    virtual ~CellEncoder() = default;
    virtual Result<std::vector<float>> encodeCells(const TokenBatch &batch, JobContext &context) const = 0;
};

// One vector per token, in the context of its cell (scGPT, scBERT, scEMB-style): [cells x tokens x width], zeros at padding.
class TokenEncoder {
  public:
    virtual ~TokenEncoder() = default;
    virtual std::int64_t width() const = 0;
    virtual Result<std::vector<float>> encodeTokens(const TokenBatch &batch, JobContext &context) const = 0;
};

// One vector per gene, the same in every cell: [ids x width]. scGPT: the gene encoder's output (embedding and layer norm);
// scBERT: gene2vec; Exceiver and scEMB-style: the table's rows.
class GeneVectors {
  public:
    virtual ~GeneVectors() = default;
    virtual std::int64_t width() const = 0;
    virtual Result<std::vector<float>> geneVectors(const std::vector<std::int64_t> &ids, JobContext &context) const = 0;
};

// The model's prediction of each token's value.
struct ExpressionPrediction {
    std::int64_t classes = 1;            // 1: a number in the unit of the batch's values; more: logits of that many classes
    std::vector<float> values;           // [cells x tokens x classes], 0 at padding
    std::vector<float> fromCell;         // the same from the cell vector alone (scGPT's MVC decoder); empty: no such decoder
    std::vector<float> nonZero;          // [cells x tokens] P(value > 0); empty: the model predicts none
    std::vector<float> nonZeroFromCell;  // the same from the second decoder
};
class ExpressionDecoder {
  public:
    virtual ~ExpressionDecoder() = default;
    // The unit of the numbers: "bin", "log2 bin class", "z + 1", "gene class".
    virtual const char *unit() const = 0;
    virtual Result<ExpressionPrediction> predictExpression(const TokenBatch &batch, JobContext &context) const = 0;
};

// Logits [cells x classes]; the card's labels name the classes (the card has none if the names are unknown).
class CellClassifier {
  public:
    virtual ~CellClassifier() = default;
    virtual std::int64_t classes() const = 0;
    virtual Result<std::vector<float>> classify(const TokenBatch &batch, JobContext &context) const = 0;
};

// Attention of one cell and layer before the softmax: q·k without scale, [heads x tokens x tokens], rows are queries.
// Memory grows with tokens², so the caller requests cell by cell.
class AttentionMaps {
  public:
    virtual ~AttentionMaps() = default;
    virtual std::int64_t layers() const = 0;
    virtual std::int64_t heads() const = 0;
    virtual Result<std::vector<float>> attentionLogits(const TokenBatch &batch, std::int64_t cell, std::int64_t layer,
                                                       JobContext &context) const = 0;
};

// How much attention each token receives, averaged over heads and queries (scBERT: and layers): [cells x tokens], 0 at padding.
class GeneAttention {
  public:
    virtual ~GeneAttention() = default;
    virtual Result<std::vector<float>> geneAttention(const TokenBatch &batch, JobContext &context) const = 0;
};

// Expression after a perturbation, [cells x tokens], for batches whose `perturbed` is set.
class PerturbationPredictor {
  public:
    virtual ~PerturbationPredictor() = default;
    virtual Result<std::vector<float>> predictPerturbed(const TokenBatch &batch, JobContext &context) const = 0;
    // The token that stands for a gene outside the vocabulary.
    virtual std::int64_t unknownGene() const = 0;
};

// Expression of the batch's genes, [cells x tokens], from given cell vectors [cells x embeddingSize] ("cell prompt").
// The batch's values are used if useValues is true; otherwise only its genes.
class CellGenerator {
  public:
    virtual ~CellGenerator() = default;
    virtual Result<std::vector<float>> generateFromCells(const std::vector<float> &cellVectors, const TokenBatch &batch,
                                                         bool useValues, JobContext &context) const = 0;
    // Expression of `unknown`'s genes given `known`'s values ("gene prompt"), [cells x tokens of unknown]. Known tokens attend to
    // each other, an unknown one to the known ones and itself. cellVectors may be empty.
    virtual Result<std::vector<float>> generateFromGenes(const TokenBatch &known, const TokenBatch &unknown,
                                                         const std::vector<float> &cellVectors, JobContext &context) const = 0;
};

}  // namespace lexicell::models
