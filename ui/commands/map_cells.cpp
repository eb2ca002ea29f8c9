#include "ui/commands/map_cells.h"

#include "ui/commands/analysis_steps.h"
#include "ui/commands/embed_cells.h"

namespace lexicell::ui {

namespace {

void mapModel(Workbench bench, const MapOptions &options, const Then &then)
{
    const auto outline = bench.session.sharedOutline();
    if (!options.model || !outline) return finish(then, {});
    const std::string key = embeddingKeyFor(bench, options.embed);
    embedCells(bench, options.embed, [bench, options, key, then](const Result<void> &embedded) mutable {
        if (!embedded.ok()) return finish(then, embedded);
        analysis::AnalyzeOptions analyze = options.analyze;
        analyze.rep = key;
        runAnalyze(bench, analyze, then);
    });
}

}  // namespace

void mapCells(Workbench &bench, const MapOptions &options, const Then &then)
{
    if (!options.baseline) return mapModel(bench, options, then);
    analysis::AnalyzeOptions baseline = options.analyze;
    baseline.rep.clear();
    runAnalyze(bench, baseline, [bench, options, then](const Result<void> &mapped) {
        if (!mapped.ok()) return finish(then, mapped);
        mapModel(bench, options, then);
    });
}

}  // namespace lexicell::ui
