// Progress on stderr: a bar with time left on a terminal, a plain line every ten seconds elsewhere. A rate stands in the text of
// the work, which alone knows what it counts.
#pragma once

#include "core/base/pace.h"

#include <chrono>
#include <mutex>
#include <string>

namespace lexicell::cli {

class Progress {
  public:
    enum class Style { None, Lines, Bar };
    explicit Progress(Style style) : m_style(style) {}
    ~Progress() { clear(); }
    Progress(const Progress &) = delete;
    Progress &operator=(const Progress &) = delete;

    void stage(double begin, double end);
    void report(double fraction, const std::string &what);  // fraction of the stage, from any thread
    void clear();                                           // removes the bar from the screen

  private:
    using Clock = std::chrono::steady_clock;
    std::string line(double fraction, const std::string &what);

    const Style m_style;
    std::mutex m_mutex;
    Clock::time_point m_start = Clock::now();
    Clock::time_point m_shown = m_start;
    double m_begin = 0.0, m_end = 1.0;
    TimeLeft m_timeLeft;
    bool m_onScreen = false;
};

}  // namespace lexicell::cli
