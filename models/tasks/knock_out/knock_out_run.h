// One table of a run of knock-outs, and what the tables of one run share.
#pragma once

#include "models/input/prepared_cells.h"
#include "models/tasks/knock_out/knock_out.h"
#include "models/tasks/knock_out/pca_baseline.h"

#include <cstdint>
#include <optional>
#include <vector>

namespace lexicell::models::tasks {

// Made for the first table.
struct SharedWork {
    std::optional<input::PreparedCells> cells = {};
    std::optional<std::optional<PcaBaseline>> pca = {};  // inner: it cannot be computed
};

// As knockOut(). `within` (ascending): only of these cells; null: of all.
Result<KnockOut> knockOutWithin(const data::Dataset &dataset, const LoadedModel &model, const KnockOutOptions &options,
                                const std::vector<std::int64_t> *within, SharedWork &shared, JobContext &context,
                                const RunControl &control);

}  // namespace lexicell::models::tasks
