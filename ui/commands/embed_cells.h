// Model ▸ Embed cells: zero-shot cell vectors of the loaded model into obsm. Opens the network on first use.
#pragma once

#include "models/tasks/embed.h"
#include "ui/workbench.h"

namespace lexicell::ui {

// The obsm key that these options lead to now: the family's own, or one with the model's name where that is taken by the file or
// by another model.
std::string embeddingKeyFor(const Workbench &bench, const models::tasks::EmbedOptions &options);

void embedCells(Workbench &bench, const models::tasks::EmbedOptions &options, const Then &then = {});

}  // namespace lexicell::ui
