// How OpenMP's threads behave. By default a thread that has nothing to do spins, in case more work comes: with fewer free cores
// than threads it spins away the very time that the others wait for (3,000 cells with the demo model on a busy machine: 143 s;
// with sleeping threads 24 s), and from the window it takes the core that draws. Sleeping costs next to nothing elsewhere.
#pragma once

namespace lexicell {

// Asks for sleeping (OMP_WAIT_POLICY) unless the person who started the program has said otherwise, and for so many threads
// (OMP_NUM_THREADS; 0: as it is). To be called before anything else is under way. The OpenMP library reads both when it is
// mapped, which igraph brings about before main begins: so where something changed, the program is begun once more, which takes
// some tens of milliseconds. Returns where nothing changed, or where it cannot be begun again (on Linux it can).
void applyOpenMpSettings(int threads, char **argv);

}  // namespace lexicell
