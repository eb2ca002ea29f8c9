// Map cells: all steps from cells to a map with clusters in one go. The PCA baseline comes first, because it is quick and
// every model result is shown beside it. The model's embedding follows, with neighbors, UMAP and Leiden on it.
#pragma once

#include "core/steps/steps.h"
#include "models/tasks/embed/embed.h"
#include "ui/workspace/workbench.h"

namespace lexicell::ui {

struct MapOptions {
    bool baseline = true;
    bool model = true;  // ignored when no model is loaded
    models::tasks::EmbedOptions embed;
    steps::AnalyzeOptions analyze;  // `rep` is filled in
};

void mapCells(Workbench &bench, const MapOptions &options, const Then &then = {});

}  // namespace lexicell::ui
