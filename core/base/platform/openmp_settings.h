// Settings of OpenMP's threads. By default an idle thread spins while it waits for work. With fewer free cores than
// threads, spinning takes processor time from the working threads (3,000 cells with the demo model on a busy machine: 143 s;
// with sleeping threads 24 s) and from the window's drawing. Sleeping costs next to nothing otherwise.
#pragma once

namespace lexicell {

// Sets sleeping (OMP_WAIT_POLICY) unless the environment sets it already, and the number of threads
// (OMP_NUM_THREADS; 0: unchanged). Call it first in main. The OpenMP library reads both variables when it is
// loaded, and igraph loads it before main begins. So after a change the program restarts itself, which takes
// some tens of milliseconds. Returns when nothing changed, or where a restart is not possible (on Linux it is).
void applyOpenMpSettings(int threads, char **argv);

}  // namespace lexicell
