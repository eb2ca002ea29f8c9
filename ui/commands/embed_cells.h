// Model ▸ Embed cells: zero-shot cell vectors of the loaded model into obsm. Opens the network on first use.
#pragma once

#include "models/tasks/embed.h"
#include "ui/workbench.h"

namespace lexicell::ui {

void embedCells(Workbench &bench, const models::tasks::EmbedOptions &options, const Then &then = {});

}  // namespace lexicell::ui
