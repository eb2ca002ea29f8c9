#include "ui/workspace/labels/label_history.h"

#include "ui/workspace/project/axis_filter.h"

#include <QObject>

#include <algorithm>

namespace lexicell::ui {

namespace {

Error doesNotFit()
{
    return {errors::journalDamaged,
            QObject::tr("An entry of the project's journal does not fit the cells it was made for.").toStdString(), ""};
}

// An edit that the labels refuse cannot have been made to them.
Error damageOf(const Error &refused)
{
    if (refused.errorClass == errors::journalDamaged.name) return refused;
    Error damage = doesNotFit();
    damage.detail = refused.message;
    return damage;
}

class Replay {
  public:
    explicit Replay(std::int64_t cells) : m_cells(cells) {}

    std::map<QString, LabelFieldPtr> fields;

    Result<void> apply(const JournalEntry &entry)
    {
        switch (entry.kind) {
        case JournalEntry::Kind::Field: {
            LEXICELL_TRY(start, fieldFromJson(entry.payload, entry.bytes));
            LEXICELL_TRY(whole, inWholeFile(start));
            fields[whole->name] = whole;
            return {};
        }
        case JournalEntry::Kind::Edit: return edit(entry);
        case JournalEntry::Kind::Cells: return reduce(entry);
        default: return {};  // undo and redo are accounted for by entriesInForce(); gene sets: genes/gene_set_history.h
        }
    }

  private:
    std::int64_t shown() const { return m_filter ? static_cast<std::int64_t>(m_filter->size()) : m_cells; }

    // Expands codes on the cells that quality control kept to all cells. The dropped cells keep their codes.
    Result<LabelFieldPtr> inWholeFile(const LabelFieldPtr &part) const
    {
        if (static_cast<std::int64_t>(part->codes.size()) != shown()) return doesNotFit();
        if (!m_filter) return part;
        LabelField whole = *part;
        whole.codes.assign(static_cast<std::size_t>(m_cells), -1);
        for (std::size_t i = 0; i < m_filter->size(); ++i) whole.codes[static_cast<std::size_t>((*m_filter)[i])] = part->codes[i];
        return std::make_shared<const LabelField>(std::move(whole));
    }

    Result<void> edit(const JournalEntry &entry)
    {
        LEXICELL_TRY(change, editFromJson(entry.payload, entry.bytes));
        for (auto &cell : change.cells) {
            if (cell < 0 || cell >= shown()) return doesNotFit();
            if (m_filter) cell = (*m_filter)[static_cast<std::size_t>(cell)];
        }
        if (change.replacement) {
            LEXICELL_TRY(whole, inWholeFile(change.replacement));
            change.replacement = whole;
        }
        const auto known = [this](const QString &name) {
            const auto found = fields.find(name);
            return found == fields.end() ? nullptr : found->second;
        };
        LEXICELL_TRY(after, applyEdit(known(change.field), change, m_cells, change.to.isEmpty() ? nullptr : known(change.to)));
        fields[change.field] = after;
        return {};
    }

    Result<void> reduce(const JournalEntry &entry)
    {
        if (!entry.payload.contains("genes")) {  // begun anew
            m_filter.reset();
            fields.clear();
            return {};
        }
        auto filter = filterOf(entry);
        if (!filter || std::any_of(filter->cells.begin(), filter->cells.end(),
                                   [this](std::int64_t cell) { return cell < 0 || cell >= m_cells; }))
            return doesNotFit();
        m_filter = std::move(filter->cells);
        return {};
    }

    std::int64_t m_cells;
    std::optional<std::vector<std::int64_t>> m_filter;  // of the cells that quality control left
};

}  // namespace

std::vector<bool> entriesInForce(const std::vector<JournalEntry> &entries)
{
    std::vector<bool> inForce(entries.size(), true);
    std::vector<std::size_t> history;  // entries that can be undone
    std::size_t done = 0;
    for (std::size_t i = 0; i < entries.size(); ++i) {
        const JournalEntry &entry = entries[i];
        const bool anew = entry.kind == JournalEntry::Kind::Cells && !entry.payload.contains("genes");
        if (anew) {
            std::fill(inForce.begin(), inForce.begin() + static_cast<std::ptrdiff_t>(i), false);
            history.clear();
            done = 0;
        } else if (entry.kind == JournalEntry::Kind::Edit || entry.kind == JournalEntry::Kind::GeneEdit ||
                   entry.kind == JournalEntry::Kind::Cells) {
            history.resize(done++);
            history.push_back(i);
        } else if (entry.kind == JournalEntry::Kind::Undo && done > 0) {
            inForce[history[--done]] = false;
        } else if (entry.kind == JournalEntry::Kind::Redo && done < history.size()) {
            inForce[history[done++]] = true;
        }
    }
    return inForce;
}

JournalLabels labelsOf(const Journal &journal, std::int64_t cells)
{
    const std::vector<bool> inForce = entriesInForce(journal.entries);
    Replay replay(cells);
    JournalLabels labels;
    for (std::size_t i = 0; i < journal.entries.size() && !labels.damage; ++i) {
        if (!inForce[i]) continue;
        // The stored start of a field whose first edit was undone may have fewer cells. No edit needs it then.
        const bool start = journal.entries[i].kind == JournalEntry::Kind::Field;
        if (const auto done = replay.apply(journal.entries[i]); !done.ok() && !start) labels.damage = damageOf(done.error());
    }
    labels.fields = std::move(replay.fields);
    if (!labels.damage) labels.damage = journal.damage;
    return labels;
}

}  // namespace lexicell::ui
