// Whole numbers as few bytes, for the journal: differences, then variable length, then deflate. A sorted selection of
// neighboring cells costs about a bit a cell.
#pragma once

#include <QByteArray>

#include <cstdint>
#include <optional>
#include <vector>

namespace lexicell::ui {

QByteArray packNumbers(const std::vector<std::int64_t> &numbers);
std::optional<std::vector<std::int64_t>> unpackNumbers(const QByteArray &packed);  // none: damaged

// What qCompress() made; none when it does not inflate, or claims a size that deflate cannot reach.
std::optional<QByteArray> inflated(const QByteArray &packed);

}  // namespace lexicell::ui
