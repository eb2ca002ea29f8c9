// Map: the whole way from cells to an annotated picture in one go. First the baseline (PCA), which is quick and stands
// beside everything after; then the model's embedding, and neighbours, UMAP and Leiden on it.
#pragma once

#include "core/analysis/steps.h"
#include "models/tasks/embed.h"
#include "ui/workbench.h"

namespace lexicell::ui {

struct MapOptions {
    bool baseline = true;
    bool model = true;  // ignored when no model is loaded
    models::tasks::EmbedOptions embed;
    analysis::AnalyzeOptions analyze;  // `rep` is filled in
};

void mapCells(Workbench &bench, const MapOptions &options, const Then &then = {});

}  // namespace lexicell::ui
