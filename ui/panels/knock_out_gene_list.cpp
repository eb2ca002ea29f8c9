#include "ui/panels/knock_out_gene_list.h"

#include "ui/workspace/gene_names.h"

#include <algorithm>
#include <iterator>

namespace lexicell::ui {

KnockOutGeneList::KnockOutGeneList(const Session &session, QObject *parent) : QAbstractListModel(parent), m_session(session) {}

int KnockOutGeneList::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_entries.size());
}

QVariant KnockOutGeneList::data(const QModelIndex &index, int role) const
{
    if (!index.isValid()) return {};
    const Entry &entry = m_entries[static_cast<std::size_t>(index.row())];
    if (role == nameRole) return entry.name;
    if (role != Qt::DisplayRole) return {};
    const QString note = noteOn(entry);
    return note.isEmpty() ? entry.name : QStringLiteral("%1 (%2)").arg(entry.name, note);
}

QString KnockOutGeneList::noteOn(const Entry &entry) const
{
    if (!m_session.data().hasDataset()) return {};
    return entry.gene < 0 ? tr("not in these data") : entry.known ? QString() : tr("not known to the model");
}

KnockOutGeneList::Entry KnockOutGeneList::entryOf(const QString &name) const
{
    Entry entry;
    entry.gene = findGene(m_session, name);
    entry.name = entry.gene >= 0 ? geneKey(m_session, entry.gene) : name.trimmed();
    const auto coverage = m_session.models().coverage();
    if (entry.gene >= 0 && coverage && entry.gene < static_cast<std::int64_t>(coverage->geneIds.size()))
        entry.known = coverage->geneIds[static_cast<std::size_t>(entry.gene)] >= 0;
    return entry;
}

QStringList KnockOutGeneList::names() const
{
    QStringList names;
    for (const Entry &entry : m_entries) names << entry.name;
    return names;
}

std::vector<std::int64_t> KnockOutGeneList::columns() const
{
    std::vector<std::int64_t> columns;
    for (const Entry &entry : m_entries)
        if (entry.gene >= 0) columns.push_back(entry.gene);
    return columns;
}

QStringList KnockOutGeneList::absent() const
{
    QStringList names;
    for (const Entry &entry : m_entries)
        if (entry.gene < 0) names << entry.name;
    return names;
}

QStringList KnockOutGeneList::unknown() const
{
    QStringList names;
    for (const Entry &entry : m_entries)
        if (entry.gene >= 0 && !entry.known) names << entry.name;
    return names;
}

bool KnockOutGeneList::add(const QStringList &names)
{
    std::vector<Entry> fresh;
    for (const QString &name : names) {
        Entry entry = entryOf(name);
        if (entry.name.isEmpty() || m_present.contains(entry.name)) continue;
        m_present.insert(entry.name);
        fresh.push_back(std::move(entry));
    }
    if (fresh.empty()) return false;
    const int first = rowCount();
    beginInsertRows({}, first, first + static_cast<int>(fresh.size()) - 1);
    std::move(fresh.begin(), fresh.end(), std::back_inserter(m_entries));
    endInsertRows();
    return true;
}

void KnockOutGeneList::clear()
{
    beginResetModel();
    m_entries.clear();
    m_present.clear();
    endResetModel();
}

void KnockOutGeneList::remove(const QModelIndexList &rows)
{
    std::vector<bool> gone(m_entries.size(), false);
    for (const QModelIndex &index : rows) gone[static_cast<std::size_t>(index.row())] = true;
    beginResetModel();
    std::vector<Entry> left;
    for (std::size_t row = 0; row < m_entries.size(); ++row) {
        if (gone[row]) m_present.remove(m_entries[row].name);
        else left.push_back(std::move(m_entries[row]));
    }
    m_entries = std::move(left);
    endResetModel();
}

// Two names may turn out to be one gene.
void KnockOutGeneList::lookUp()
{
    const QStringList before = names();
    beginResetModel();
    m_entries.clear();
    m_present.clear();
    for (const QString &name : before) {
        Entry entry = entryOf(name);
        if (entry.name.isEmpty() || m_present.contains(entry.name)) continue;
        m_present.insert(entry.name);
        m_entries.push_back(std::move(entry));
    }
    endResetModel();
}

}  // namespace lexicell::ui
