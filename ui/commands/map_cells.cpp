#include "ui/commands/map_cells.h"

#include "models/tasks/embed/embedding_key.h"
#include "ui/commands/run_task.h"

namespace lexicell::ui {

namespace {

// The obsm key of the embedding. It is fixed before the embedding runs, because later steps compute on this key.
std::string keyOfEmbedding(const Workbench &bench, const models::ModelCard &card, const std::string &wanted)
{
    if (!bench.session.data().hasDataset()) return wanted;
    return models::tasks::freeEmbeddingKey(*bench.session.data().original(), *bench.session.data().dataset(), card, wanted);
}

void mapModel(Workbench bench, const MapOptions &options, const Then &then)
{
    const auto outline = bench.session.models().sharedOutline();
    if (!options.model || !outline) return finish(then, {});
    const std::string key = keyOfEmbedding(bench, outline->card, options.embed.key);
    runTask(bench, "embed", options.embed, [bench, options, key, then](const Result<void> &embedded) mutable {
        if (!embedded.ok()) return finish(then, embedded);
        steps::AnalyzeOptions analyze = options.analyze;
        analyze.rep = key;
        runTask(bench, "analyze", analyze, then);
    });
}

}  // namespace

void mapCells(Workbench &bench, const MapOptions &options, const Then &then)
{
    if (!options.baseline) return mapModel(bench, options, then);
    steps::AnalyzeOptions baseline = options.analyze;
    baseline.rep.clear();
    runTask(bench, "analyze", baseline, [bench, options, then](const Result<void> &mapped) {
        if (!mapped.ok()) return finish(then, mapped);
        mapModel(bench, options, then);
    });
}

}  // namespace lexicell::ui
