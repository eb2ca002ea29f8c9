#include "ui/widgets/legend_model.h"

#include "ui/look/number_text.h"

#include <QDataStream>
#include <QIODevice>
#include <QMimeData>

#include <algorithm>
#include <unordered_map>

namespace lexicell::ui {
namespace {
constexpr int mostDigits = 8;
constexpr const char *mimeType = "application/x-lexicell-legend-codes";
}  // namespace

void LegendModel::setEntries(std::vector<LegendEntry> entries)
{
    beginResetModel();
    m_entries = std::move(entries);
    m_anySelected = std::any_of(m_entries.begin(), m_entries.end(), [](const LegendEntry &entry) { return entry.selected > 0; });
    arrange();
    endResetModel();
}

void LegendModel::setSelectedCounts(const std::vector<std::pair<int, std::int64_t>> &selectedByCode)
{
    const std::unordered_map<int, std::int64_t> counts(selectedByCode.begin(), selectedByCode.end());
    m_anySelected = false;
    for (LegendEntry &entry : m_entries) {
        const auto found = counts.find(entry.code);
        entry.selected = found == counts.end() ? 0 : found->second;
        m_anySelected = m_anySelected || entry.selected > 0;
    }
    if (!m_rows.empty()) Q_EMIT dataChanged(index(0), index(rowCount() - 1), {SelectedRole});
}

void LegendModel::setOrder(LegendOrder order)
{
    Q_EMIT layoutAboutToBeChanged();
    m_order = order;
    arrange();
    Q_EMIT layoutChanged();
}

void LegendModel::setSearch(const QString &text)
{
    beginResetModel();
    m_search = text.trimmed();
    arrange();
    endResetModel();
}

void LegendModel::arrange()
{
    const QStringList words = m_search.split(' ', Qt::SkipEmptyParts);
    m_rows.clear();
    m_digits.assign(m_entries.size(), 0);
    int digit = 0;
    for (const std::size_t i : inOrder(m_entries, m_order)) {
        if (m_showDigits && digit < mostDigits && m_entries[i].code != missingCode) m_digits[i] = ++digit;
        const QString &name = m_entries[i].name;
        if (std::all_of(words.begin(), words.end(),
                        [&](const QString &word) { return name.contains(word, Qt::CaseInsensitive); }))
            m_rows.push_back(i);
    }
}

void LegendModel::setDigits(bool on)
{
    if (on == m_showDigits) return;
    Q_EMIT layoutAboutToBeChanged();
    m_showDigits = on;
    arrange();
    Q_EMIT layoutChanged();
}

const LegendEntry *LegendModel::entry(int code) const
{
    const auto found = std::find_if(m_entries.begin(), m_entries.end(), [code](const LegendEntry &e) { return e.code == code; });
    return found == m_entries.end() ? nullptr : &*found;
}

int LegendModel::rowOf(int code) const
{
    for (int row = 0; row < rowCount(); ++row)
        if (entryAt(row).code == code) return row;
    return -1;
}

int LegendModel::hiddenCount() const
{
    return static_cast<int>(
        std::count_if(m_entries.begin(), m_entries.end(), [](const LegendEntry &entry) { return entry.hidden; }));
}

int LegendModel::rowCount(const QModelIndex &parent) const { return parent.isValid() ? 0 : static_cast<int>(m_rows.size()); }

QVariant LegendModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid()) return {};
    const LegendEntry &entry = entryAt(index.row());
    switch (role) {
    case Qt::DisplayRole:
    case Qt::EditRole: return entry.name;
    case Qt::AccessibleTextRole:
    case Qt::ToolTipRole: {
        const QString counts = tr("%1: %2 of %3")
                                   .arg(entry.name, countText(entry.selected),
                                        cellsText(entry.total) + (m_anySelected ? tr(" selected") : QString()));
        const int digit = index.data(DigitRole).toInt();
        return digit > 0 ? counts + tr("\nCtrl+%1 labels the selected cells so.").arg(digit) : counts;
    }
    case CodeRole: return entry.code;
    case ColorRole: return entry.color;
    case TotalRole: return static_cast<qlonglong>(entry.total);
    case SelectedRole: return static_cast<qlonglong>(entry.selected);
    case HiddenRole: return entry.hidden;
    case DigitRole: return m_digits[m_rows[static_cast<std::size_t>(index.row())]];
    case Qt::CheckStateRole: return entry.hidden ? Qt::Unchecked : Qt::Checked;
    default: return {};
    }
}

bool LegendModel::setData(const QModelIndex &index, const QVariant &value, int role)
{
    if (!index.isValid()) return false;
    const LegendEntry &entry = entryAt(index.row());
    // The model changes nothing. Its owner decides and shows the result with setEntries().
    if (role == Qt::CheckStateRole) {
        Q_EMIT visibilityWanted({entry.code}, value.toInt() == Qt::Checked);
        return true;
    }
    const QString name = value.toString().trimmed();
    if (role != Qt::EditRole || name.isEmpty() || name == entry.name) return false;
    Q_EMIT renameWanted(entry.code, name);
    return true;
}

Qt::ItemFlags LegendModel::flags(const QModelIndex &index) const
{
    if (!index.isValid()) return Qt::NoItemFlags;
    Qt::ItemFlags flags = Qt::ItemIsEnabled | Qt::ItemIsSelectable | Qt::ItemIsUserCheckable | Qt::ItemNeverHasChildren;
    if (m_editable && entryAt(index.row()).code != missingCode)
        flags |= Qt::ItemIsEditable | Qt::ItemIsDragEnabled | Qt::ItemIsDropEnabled;
    return flags;
}

QStringList LegendModel::mimeTypes() const { return {mimeType}; }

QMimeData *LegendModel::mimeData(const QModelIndexList &indexes) const
{
    QList<int> codes;
    for (const QModelIndex &index : indexes) codes << entryAt(index.row()).code;
    QByteArray bytes;
    QDataStream stream(&bytes, QIODevice::WriteOnly);
    stream << codes;
    auto *data = new QMimeData;
    data->setData(mimeType, bytes);
    return data;
}

QList<int> LegendModel::codesIn(const QMimeData *data)
{
    QList<int> codes;
    QDataStream stream(data->data(mimeType));
    stream >> codes;
    return codes;
}

bool LegendModel::canDropMimeData(const QMimeData *data, Qt::DropAction, int, int, const QModelIndex &parent) const
{
    if (!m_editable || !parent.isValid() || !data->hasFormat(mimeType)) return false;
    const int into = entryAt(parent.row()).code;
    return into != missingCode && !codesIn(data).contains(into);
}

bool LegendModel::dropMimeData(const QMimeData *data, Qt::DropAction action, int row, int column, const QModelIndex &parent)
{
    if (!canDropMimeData(data, action, row, column, parent)) return false;
    Q_EMIT mergeWanted(codesIn(data), entryAt(parent.row()).code);
    return false;  // false: the view must not remove the dragged rows
}

}  // namespace lexicell::ui
