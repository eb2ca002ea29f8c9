// Cells by name: how a project recognizes its cells in a data file that has changed. Journals name cells by position, and
// positions are not valid in another file.
#pragma once

#include <QByteArray>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace lexicell::ui {

// Lengths and characters, deflated: barcodes need about five bytes each. For the worker: a million names take a moment.
QByteArray packNames(const std::vector<std::string> &names);
std::optional<std::vector<std::string>> unpackNames(const QByteArray &packed);  // none: damaged

struct NameMatch {
    std::vector<std::int64_t> from;  // [cells now] position of the same name before; -1: none, or not unique
    std::int64_t before = 0;         // cells
    std::int64_t found = 0;          // cells now that have a position before
    std::int64_t ambiguous = 0;      // cells now whose name was there, but stands for several cells on one of the sides
    // Every name is the same text around a number ("cell_12", "0"): any two data sets share such names, so that finding them
    // is no evidence.
    bool counters = false;

    double share() const;  // found, of the smaller of the two sets of cells
};
NameMatch matchNames(const std::vector<std::string> &before, const std::vector<std::string> &now);

}  // namespace lexicell::ui
