// The benchmark's row for long knock-outs: 1,000 genes in 200 cells, counted exactly, timed on a sample of the rows.
#pragma once

#include "app/lexicell-cli/command_line.h"
#include "core/data/dataset.h"
#include "models/contracts/model.h"

namespace lexicell::cli {

// Keys: cells, genes, forward_passes, share_skipped, estimated_seconds (extrapolated from rows_timed rows), naive_seconds (the
// same passes, each changed cell embedded by itself), ratio (of both, in processor time), processor_seconds_of_row,
// effect_difference (the largest difference of an effect between the two, relative to the effect), vector_difference (of an entry
// of a changed cell's vector, relative to its largest entry), rows_compared (the changed cells that the two computed: cell, the
// gene as the model numbers it, effect). An effect is a small part of the vector, so float32 rounds it more coarsely.
Result<Json> benchKnockOut(const data::Dataset &dataset, const models::LoadedModel &model, Run &run);

}  // namespace lexicell::cli
