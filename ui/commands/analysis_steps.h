// Analysis ▸ …: the steps of core/analysis/steps.h as jobs.
#pragma once

#include "core/analysis/steps.h"
#include "ui/workbench.h"

namespace lexicell::ui {

void runQualityControl(Workbench &bench, const analysis::QcOptions &options, const Then &then = {});
void runPca(Workbench &bench, const analysis::PcaOptions &options, const Then &then = {});
void runNeighbors(Workbench &bench, const analysis::NeighborsOptions &options, const Then &then = {});
void runUmap(Workbench &bench, const analysis::UmapOptions &options, const Then &then = {});
void runLeiden(Workbench &bench, const analysis::LeidenOptions &options, const Then &then = {});
void runAnalyze(Workbench &bench, const analysis::AnalyzeOptions &options, const Then &then = {});

}  // namespace lexicell::ui
