// Numbers as people read them: thousands separated, values to three or four significant digits.
#pragma once

#include <QLocale>
#include <QString>

#include <cstdint>

namespace lexicell::ui {

QLocale readersLocale();                       // of the person; English if the system names none
QString countText(std::int64_t count);         // "2,638"
QString valueText(double value);               // "0.0123", "4.56", "1,234", "1.2e+07"
QString cellsText(std::int64_t count);         // "1 cell", "2,638 cells"
QString genesText(std::int64_t count);         // "1 gene", "2,638 genes"
QString shareText(double part, double whole);  // "12 %", "0.4 %", "< 0.1 %"

}  // namespace lexicell::ui
