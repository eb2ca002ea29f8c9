#include "ui/workspace/jobs/job_info.h"

#include <cmath>

namespace lexicell::ui {

double estimateSecondsLeft(double seconds, double fraction)
{
    // In the first second and the first 2 % the rate is too uneven for an estimate.
    if (seconds < 1.0 || fraction < 0.02 || fraction > 1.0) return -1.0;
    return seconds * (1.0 - fraction) / fraction;
}

QString durationText(double seconds)
{
    const auto whole = static_cast<qint64>(std::llround(std::max(0.0, seconds)));
    if (whole < 60) return QStringLiteral("%1 s").arg(whole);
    const qint64 hours = whole / 3600;
    const qint64 minutes = whole / 60 % 60;
    const QString rest = QStringLiteral("%1").arg(whole % 60, 2, 10, QLatin1Char('0'));
    if (hours == 0) return QStringLiteral("%1:%2").arg(minutes).arg(rest);
    return QStringLiteral("%1:%2:%3").arg(hours).arg(minutes, 2, 10, QLatin1Char('0')).arg(rest);
}

}  // namespace lexicell::ui
