#include "core/base/pace.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdio>

namespace lexicell {

std::optional<double> TimeLeft::after(double seconds, double fraction)
{
    constexpr double perTime = 100.0;  // reports that are kept, at most, for the time so far
    if (m_reports.back().seconds < seconds * (1.0 - 1.0 / perTime)) m_reports.push_back({seconds, fraction});
    while (m_reports.size() > 1 && m_reports[1].seconds <= seconds / 2.0) m_reports.pop_front();
    // In the first second and the first 2 % the pace is too uneven.
    const double done = fraction - m_reports.front().fraction;
    if (seconds < 1.0 || fraction < 0.02 || fraction > 1.0 || done <= 0.0) return std::nullopt;
    return (seconds - m_reports.front().seconds) * (1.0 - fraction) / done;
}

std::string durationText(double seconds)
{
    const auto whole = static_cast<std::int64_t>(std::llround(std::max(0.0, seconds)));
    if (whole < 60) return std::to_string(whole) + " s";
    const auto twoDigits = [](std::int64_t number) { return (number < 10 ? "0" : "") + std::to_string(number); };
    const std::string minutes =
        whole < 3600 ? std::to_string(whole / 60) : std::to_string(whole / 3600) + ":" + twoDigits(whole / 60 % 60);
    return minutes + ":" + twoDigits(whole % 60);
}

std::string rateText(double count, double seconds, const std::string &unit)
{
    const double rate = count / std::max(seconds, 1e-3);
    char text[32];
    std::snprintf(text, sizeof text, rate < 10.0 ? "%.1f" : "%.0f", rate);
    return std::string(text) + ' ' + unit + "/s";
}

}  // namespace lexicell
