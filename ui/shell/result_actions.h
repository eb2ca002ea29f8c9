// What can be done with a result beside its export: the menu of its dock.
#pragma once

#include "ui/workspace/workbench.h"

#include <functional>

namespace lexicell::ui {

class View;

// Adds the actions to the view, for the result `id`. `again`: opens the form that runs its task with its options.
void addResultActions(Workbench bench, int id, View &view, std::function<void(int)> again);

}  // namespace lexicell::ui
