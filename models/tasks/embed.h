// Zero-shot cell embedding: obsm[card.embeddingKey], one row per cell.
// Source for scGPT: upstream's embed_data at commit cebd6fa, described in scGPT's paper (Cui et al. 2024, Methods).
#pragma once

#include "core/base/job_context.h"
#include "core/base/options.h"
#include "core/base/result.h"
#include "core/data/dataset.h"
#include "core/data/embedding.h"
#include "core/data/gene_ids.h"
#include "models/model.h"

#include <cstdint>
#include <memory>
#include <string>

namespace lexicell::models::tasks {

struct EmbedOptions {
    int batchSize = 64;
    int maxLength = 1200;
    std::string precision = "fp32";
    std::string ties = "random";
    std::string sampling = "random";
    std::string geneMatching = "resolve";
    std::string geneColumn;  // var column with the names; empty: the index
    std::string layer;
    std::string key;    // obsm key; empty: the family's
    std::string batch;  // obs column; for models fine-tuned with a batch norm per batch
    std::int64_t seed = 0;
};
template <class V> void describe(EmbedOptions &o, V &&visit)
{
    visit(Option{"batch-size", "Cells in one forward pass; larger is faster until memory runs out.", "cells", {}}, o.batchSize);
    visit(Option{"max-length",
                 "Longest input of scGPT, the cell token included; longer cells are sampled. Others have their own.",
                 "tokens",
                 {}},
          o.maxLength);
    visit(
        Option{
            "precision", "Number type: fp32 is the reference; auto measures what is fastest here.", "", {"fp32", "auto", "bf16"}},
        o.precision);
    visit(Option{"ties", "How equal values fall into bins.", "", {"random", "half", "left"}}, o.ties);
    visit(Option{"sampling", "Which genes stay when a cell has too many.", "", {"random", "head"}}, o.sampling);
    visit(Option{"gene-matching",
                 "exact: as upstream; resolve: also aliases, previous symbols, Ensembl ids.",
                 "",
                 {"resolve", "exact"}},
          o.geneMatching);
    visit(Option{"gene-column", "var column that names the genes; empty: the index.", "", {}}, o.geneColumn);
    visit(Option{"layer", "Matrix to read: X, raw or the name of a layer.", "", {}}, o.layer);
    visit(Option{"batch", "obs column with the batches, for a model fine-tuned on them (integration).", "", {}}, o.batch);
    visit(Option{"key", "obsm key of the result; empty: the model's own (X_scGPT).", "", {}}, o.key);
}

// How a data set meets a vocabulary: shown before a run. Reads the whole matrix once. Without an explicit geneColumn the names
// come from the var index, or from a usual symbol column (feature_name, gene_symbols …) where more of them are known.
struct Coverage {
    data::GeneMatchReport report;
    std::vector<std::int64_t> geneIds;  // per column, -1: unknown to the model
    std::int64_t genesMatched = 0;
    std::int64_t genes = 0;
    double countsShare = 0.0;  // share of all counts in matched genes
    std::string geneColumn;    // var column whose names were matched; empty: the index
    // "mouse" and "human" when mouse genes meet a human model, and how many of the matched genes differ in case alone; empty
    // where the species are the same or cannot be told
    std::string species, modelSpecies;
    std::int64_t matchedByCase = 0;
};
Result<Coverage> coverage(const data::Dataset &dataset, const Tokenizer &tokenizer, const EmbedOptions &options,
                          JobContext &context);

// A tokenizer that may be asked for the tokens of this data set's cells: the model's own, or one fitted to all its cells where
// the model asks for that (Tokenizer::fitted).
Result<std::shared_ptr<const Tokenizer>> fittedTokenizer(const data::Dataset &dataset, std::shared_ptr<const Tokenizer> tokenizer,
                                                         const Coverage &coverage, const EmbedOptions &options,
                                                         JobContext &context);

struct EmbedResult {
    data::Embedding embedding;
    Coverage coverage;
    std::int64_t truncatedCells = 0;  // had more genes than fit
    std::int64_t emptyCells = 0;      // had no gene the model knows
};
// Cells are sorted by length and batched with cells like them; the result keeps the order of the data and depends on neither
// the order nor the batches. Cells without a known gene get a zero row. Warnings: empty_cells, truncated_cells, poor_cells,
// low_coverage, other_species.
// Error classes: no_gene_matches, empty_dataset, negative_counts, non_finite, counts_needed (a model that normalises itself, on
// normalised values), no_vocabulary, no_scaler, missing_layer, missing_column, bad_option, out_of_memory, unsupported_model (no
// cell vectors), batches_needed, unknown_batch.
Result<EmbedResult> embed(const data::Dataset &dataset, const LoadedModel &model, const EmbedOptions &options,
                          JobContext &context);
// A copy of the data set with the result in it: obsm, obs lexicell_embedded when a cell is empty, provenance.
Result<data::Dataset> withEmbedding(const data::Dataset &dataset, const LoadedModel &model, const EmbedOptions &options,
                                    const EmbedResult &result);
// Both in one.
Result<data::Dataset> embedInto(const data::Dataset &dataset, const LoadedModel &model, const EmbedOptions &options,
                                JobContext &context);

}  // namespace lexicell::models::tasks
