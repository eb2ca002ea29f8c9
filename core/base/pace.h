// How fast work goes and how long it will still take, as it is told to a person while it runs.
#pragma once

#include <deque>
#include <optional>
#include <string>

namespace lexicell {

class TimeLeft {
  public:
    // Seconds left when `fraction` (0 to 1) is done after `seconds`; none: too early to say. Ask as often as the work reports:
    // the answer follows the pace of the later half of the time so far, because reading or a trial run goes at another pace than
    // the rest.
    std::optional<double> after(double seconds, double fraction);

  private:
    struct Report {
        double seconds, fraction;
    };
    std::deque<Report> m_reports{{0.0, 0.0}};  // the first is the last one from the earlier half
};

// "48 s", "1:05", "2:03:00"
std::string durationText(double seconds);

// "3.4 cells/s", "120 cells/s"; `seconds` above 0
std::string rateText(double count, double seconds, const std::string &unit);

}  // namespace lexicell
