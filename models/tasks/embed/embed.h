// Zero-shot cell embedding: obsm[card.embeddingKey], one row per cell.
// Source for scGPT: upstream's embed_data at commit cebd6fa, described in scGPT's paper (Cui et al. 2024, Methods).
#pragma once

#include "core/base/job_context.h"
#include "core/base/options.h"
#include "core/base/provenance.h"
#include "core/base/result.h"
#include "core/data/dataset.h"
#include "core/data/embedding.h"
#include "models/contracts/model.h"
#include "models/input/cell_options.h"
#include "models/input/coverage.h"
#include "models/input/shard.h"

#include <cstdint>
#include <string>
#include <vector>

namespace lexicell::models::tasks {

struct EmbedOptions : input::CellOptions {
    std::string precision = "fp32";
    std::string key;  // obsm key; empty: the family's
};
template <class V> void describe(EmbedOptions &o, V &&visit)
{
    describe(static_cast<input::CellOptions &>(o), visit);
    visit(
        Option{
            "precision", "Number type: fp32 is the reference; auto measures what is fastest here.", "", {"fp32", "auto", "bf16"}},
        o.precision);
    visit(Option{"key", "obsm key of the result; empty: the model's own (X_scGPT).", "", {}}, o.key);
}

struct EmbedResult {
    data::Embedding embedding;
    input::Coverage coverage;
    std::int64_t truncatedCells = 0;  // cells with more genes than fit
    std::int64_t emptyCells = 0;      // cells without a gene that the model knows
    std::vector<std::int64_t> cells;  // of a share: the position of each row in the data set, ascending; else empty
};
// The result is in the order of the data and depends on neither the order nor the batches. Cells without a known gene get a zero
// row and the warning empty_cells. Other warnings and error classes: those of input::prepareCells() and input::forEachBatch(),
// unsupported_model (no cell vectors), batches_needed.
Result<EmbedResult> embed(const data::Dataset &dataset, const LoadedModel &model, const EmbedOptions &options,
                          JobContext &context, const input::Shard &shard = {});
// A copy of the data set with the result: obsm, obs lexicell_embedded when a cell is empty, provenance.
Result<data::Dataset> withEmbedding(const data::Dataset &dataset, const LoadedModel &model, const EmbedOptions &options,
                                    const EmbedResult &result);
// The same with vectors that were computed before, and the step that computed them.
data::Dataset withVectors(const data::Dataset &dataset, const std::string &key, const data::Embedding &embedding,
                          const ProvenanceStep &step);
// Both steps in one.
Result<data::Dataset> embedInto(const data::Dataset &dataset, const LoadedModel &model, const EmbedOptions &options,
                                JobContext &context);

}  // namespace lexicell::models::tasks
