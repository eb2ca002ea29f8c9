#include "ui/workspace/facts/cell_groups.h"

#include <QByteArray>
#include <QCryptographicHash>

#include <algorithm>
#include <utility>

namespace lexicell::ui {

namespace {

// Eight cells a byte, the first in the lowest bit.
QByteArray bitsOf(const std::vector<std::uint8_t> &cells)
{
    QByteArray bits(static_cast<qsizetype>((cells.size() + 7) / 8), '\0');
    for (std::size_t i = 0; i < cells.size(); ++i)
        if (cells[i]) bits[static_cast<qsizetype>(i / 8)] |= static_cast<char>(1 << (i % 8));
    return bits;
}

bool inOneColumn(const CellGroup &from, const std::optional<CellGroup> &toward)
{
    return !from.column.isEmpty() && (!toward || toward->column == from.column);
}

}  // namespace

std::int64_t CellGroup::count() const
{
    return static_cast<std::int64_t>(cells.size()) - std::count(cells.begin(), cells.end(), std::uint8_t{0});
}

std::int64_t sharedCells(const CellGroup &a, const CellGroup &b)
{
    std::int64_t shared = 0;
    for (std::size_t i = 0; i < std::min(a.cells.size(), b.cells.size()); ++i) shared += a.cells[i] && b.cells[i] ? 1 : 0;
    return shared;
}

GroupOptions groupOptions(const CellGroup &from, const std::optional<CellGroup> &toward)
{
    if (!toward && from.count() == static_cast<std::int64_t>(from.cells.size())) return {};  // all cells
    if (inOneColumn(from, toward)) return {from.column, from.name, toward ? toward->name : QString(), false};
    const auto named = [](const CellGroup &group, const char *selection) {
        return group.column.isEmpty() ? QString::fromLatin1(selection) : group.name;
    };
    GroupOptions options{QLatin1String(groupsColumn), named(from, "selection A"),
                         toward ? named(*toward, "selection B") : QString(), true};
    if (options.from == options.toward) options.toward += QStringLiteral(" (B)");  // labels of one name in two columns
    return options;
}

data::Dataset withGroups(const data::Dataset &dataset, const CellGroup &from, const std::optional<CellGroup> &toward)
{
    const GroupOptions options = groupOptions(from, toward);
    data::StringArray names;
    names.values.push_back(options.from.toStdString());
    if (toward) names.values.push_back(options.toward.toStdString());
    names.shape = {static_cast<std::int64_t>(names.values.size())};
    data::Categorical groups;
    groups.codes.assign(static_cast<std::size_t>(dataset.cells()), -1);
    for (std::size_t i = 0; i < groups.codes.size(); ++i) {
        if (i < from.cells.size() && from.cells[i]) groups.codes[i] = 0;
        if (toward && i < toward->cells.size() && toward->cells[i]) groups.codes[i] = 1;
    }
    groups.categories = data::makeElement(std::move(names));
    data::Dataset result = dataset;
    result.obs.columns.set(groupsColumn, data::makeElement(std::move(groups)));
    return result;
}

std::string packedCells(const std::vector<std::uint8_t> &cells) { return qCompress(bitsOf(cells)).toBase64().toStdString(); }

std::vector<std::uint8_t> unpackedCells(const std::string &text, std::int64_t cells)
{
    const QByteArray bits = qUncompress(QByteArray::fromBase64(QByteArray::fromStdString(text)));
    if (cells <= 0 || bits.size() != static_cast<qsizetype>((cells + 7) / 8)) return {};
    std::vector<std::uint8_t> flags(static_cast<std::size_t>(cells));
    for (std::size_t i = 0; i < flags.size(); ++i)
        flags[i] = (static_cast<unsigned char>(bits[static_cast<qsizetype>(i / 8)]) >> (i % 8)) & 1u;
    return flags;
}

std::string hashOfGroups(const CellGroup &from, const std::optional<CellGroup> &toward)
{
    QCryptographicHash hash(QCryptographicHash::Sha256);
    hash.addData(bitsOf(from.cells));
    if (toward) hash.addData(bitsOf(toward->cells));
    return hash.result().toHex().toStdString();
}

}  // namespace lexicell::ui
