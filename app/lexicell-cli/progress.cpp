#include "app/lexicell-cli/progress.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

namespace lexicell::cli {

static double seconds(std::chrono::steady_clock::duration duration) { return std::chrono::duration<double>(duration).count(); }

void Progress::stage(double begin, double end)
{
    const std::lock_guard lock(m_mutex);
    m_begin = begin;
    m_end = end;
}

std::string Progress::line(double fraction, const std::string &what)
{
    const double whole = m_begin + (m_end - m_begin) * fraction;
    char percent[16];
    std::snprintf(percent, sizeof percent, "%3.0f %%", 100.0 * whole);
    std::string text = percent;
    if (m_style == Style::Bar) {
        constexpr int width = 28;
        const int filled = static_cast<int>(std::lround(width * whole));
        text = "[" + std::string(static_cast<std::size_t>(filled), '#') +
               std::string(static_cast<std::size_t>(width - filled), '.') + "] " + text;
    }
    text += "  " + what;
    if (const auto left = m_timeLeft.after(seconds(Clock::now() - m_start), whole)) text += "  " + durationText(*left) + " left";
    return text;
}

void Progress::report(double fraction, const std::string &what)
{
    if (m_style == Style::None) return;
    const std::lock_guard lock(m_mutex);
    const auto now = Clock::now();
    if (seconds(now - m_shown) < (m_style == Style::Bar ? 0.1 : 10.0)) return;
    m_shown = now;
    const std::string text = line(std::clamp(fraction, 0.0, 1.0), what);
    if (m_style == Style::Bar) {
        std::fprintf(stderr, "\r\033[K%s", text.c_str());
        m_onScreen = true;
    } else {
        std::fprintf(stderr, "%s\n", text.c_str());
    }
    std::fflush(stderr);
}

void Progress::clear()
{
    const std::lock_guard lock(m_mutex);
    if (!m_onScreen) return;
    std::fputs("\r\033[K", stderr);
    std::fflush(stderr);
    m_onScreen = false;
}

}  // namespace lexicell::cli
