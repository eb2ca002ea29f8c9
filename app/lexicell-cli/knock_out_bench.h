// The benchmark's row for long knock-outs: 1,000 genes in 200 cells, counted exactly, timed on a sample of the rows.
#pragma once

#include "app/lexicell-cli/command_line.h"
#include "core/data/dataset.h"
#include "models/contracts/model.h"

namespace lexicell::cli {

// Keys: cells, genes, forward_passes, share_skipped, estimated_seconds (extrapolated from rows_timed rows), naive_seconds (the
// same passes, each changed cell embedded by itself), ratio (of both, in processor time), processor_seconds_of_row,
// effect_difference (the largest difference of an effect between the two, relative to the effect).
Result<Json> benchKnockOut(const data::Dataset &dataset, const models::LoadedModel &model, Run &run);

}  // namespace lexicell::cli
