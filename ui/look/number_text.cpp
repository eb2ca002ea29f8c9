#include "ui/look/number_text.h"

#include <QCoreApplication>

#include <cmath>

namespace lexicell::ui {

// The "C" locale has no thousands separators, so English replaces it.
QLocale readersLocale()
{
    const QLocale locale;
    return locale.language() == QLocale::C ? QLocale(QLocale::English, QLocale::UnitedStates) : locale;
}

QString countText(std::int64_t count) { return readersLocale().toString(static_cast<qlonglong>(count)); }

QString valueText(double value)
{
    if (std::isnan(value)) return QStringLiteral("NA");
    if (value == std::round(value) && std::abs(value) < 1e7) return countText(static_cast<std::int64_t>(value));
    if (std::abs(value) >= 1000 && std::abs(value) < 1e7) return countText(std::llround(value));
    return readersLocale().toString(value, 'g', 3);
}

QString cellsText(std::int64_t count)
{
    return count == 1 ? QCoreApplication::translate("numbers", "1 cell")
                      : QCoreApplication::translate("numbers", "%1 cells").arg(countText(count));
}

QString genesText(std::int64_t count)
{
    return count == 1 ? QCoreApplication::translate("numbers", "1 gene")
                      : QCoreApplication::translate("numbers", "%1 genes").arg(countText(count));
}

QString shareText(double part, double whole)
{
    if (whole <= 0) return QStringLiteral("–");
    const double percent = 100 * part / whole;
    if (part > 0 && percent < 0.1) return QStringLiteral("< 0.1 %");
    return readersLocale().toString(percent, 'f', percent > 0 && percent < 9.95 && percent != std::round(percent) ? 1 : 0) + " %";
}

}  // namespace lexicell::ui
