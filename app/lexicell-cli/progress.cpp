#include "app/lexicell-cli/progress.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

namespace lexicell::cli {

static double seconds(std::chrono::steady_clock::duration duration) { return std::chrono::duration<double>(duration).count(); }

static std::string minutes(double seconds)
{
    const auto total = static_cast<long>(std::lround(seconds));
    char text[32];
    std::snprintf(text, sizeof text, "%ld:%02ld", total / 60, total % 60);
    return text;
}

void Progress::stage(double begin, double end, std::int64_t items, const std::string &unit)
{
    const std::lock_guard lock(m_mutex);
    m_begin = begin;
    m_end = end;
    m_items = items;
    m_unit = unit;
    m_stageStart = Clock::now();
}

std::string Progress::line(double fraction, const std::string &what) const
{
    const double whole = m_begin + (m_end - m_begin) * fraction;
    const auto now = Clock::now();
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
    const double stageTime = seconds(now - m_stageStart);
    if (m_items > 0 && fraction > 0.0 && stageTime > 0.5) {
        char rate[64];
        std::snprintf(rate, sizeof rate, "  %.0f %s/s", static_cast<double>(m_items) * fraction / stageTime, m_unit.c_str());
        text += rate;
    }
    const double elapsed = seconds(now - m_start);
    // The rate of the first second is too uneven for an estimate.
    if (whole > 0.02 && elapsed > 1.0) text += "  " + minutes(elapsed * (1.0 - whole) / whole) + " left";
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
