// OpenMP's threads spin for a while after each parallel piece of work, in case another comes. During a long embedding that
// takes from the window the core it draws with; told to sleep instead, they cost the embedding next to nothing.
#pragma once

namespace lexicell::ui {

// Asks for sleeping (OMP_WAIT_POLICY) unless the person who started the program has said otherwise. To be called first in
// main. The OpenMP library reads the variable when it is mapped, which igraph brings about before main begins: so the
// program is begun once more, which takes some tens of milliseconds. Returns where that cannot be done.
void letIdleThreadsSleep(char **argv);

}  // namespace lexicell::ui
