// Converts texts of core, which does not use Qt, to Qt's lists.
#pragma once

#include <QStringList>

#include <string>
#include <vector>

namespace lexicell::ui {

inline QStringList toStringList(const std::vector<std::string> &texts)
{
    QStringList list;
    for (const std::string &text : texts) list << QString::fromStdString(text);
    return list;
}

}  // namespace lexicell::ui
