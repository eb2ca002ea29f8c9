// Curves that grow while a task runs: the task adds points on its own thread, and whoever looks takes over what is new.
#pragma once

#include "models/tasks/result.h"

#include <mutex>
#include <string>

namespace lexicell::models::tasks {

class LiveCurves {
  public:
    // --- for the task; thread-safe
    // Begins with these curves, which may have points already. A second call begins anew: another run of the same task.
    void begin(Curves curves);
    void add(std::size_t curve, double x, double y);
    void keep(double x, std::string name);  // Curves::kept and keptName

    // --- for the one who looks
    // Brings `shown` up to date; only points added since the last call are copied. False: there is nothing new.
    bool take(Curves &shown);

  private:
    std::mutex m_mutex;
    Curves m_news;         // without the points that were taken
    bool m_begun = false;  // since the last take()
    bool m_grown = false;
};

}  // namespace lexicell::models::tasks
