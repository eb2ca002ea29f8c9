// The half of Session that brings back what a project holds: its journal replayed, its labels found in changed data, its
// results; and the new start for a journal that cannot be continued.
#include "ui/workspace/project/cell_names.h"
#include "core/data/merge.h"
#include "ui/workspace/session.h"
#include "ui/workspace/string_list.h"

#include <QFileInfo>

#include <unordered_map>

namespace lexicell::ui {

Session::Restored Session::restore(const std::vector<DatasetPtr> &reductions, std::optional<ChangedData> changed)
{
    Restored restored;
    const auto known = m_project->dataset();
    if (!changed) changed = compareWithProject(*m_project, m_facts->identity, *m_dataset);
    if (changed) {
        restored.changed = m_changed = std::move(changed);
        showChanged(restored);
    } else if (!known.ok() && !m_project->readJournal().entries.empty()) {
        restored.damaged = true;
        restored.problem = QString::fromStdString(known.error().message);
        m_project->hold(known.error());
    } else {
        identifyProject();
        replayJournal(reductions, restored);
    }
    if (const auto runs = m_project->runs(); runs.ok()) m_runs = *runs;
    else if (restored.problem.isEmpty()) restored.problem = QString::fromStdString(runs.error().message);
    m_orders = m_project->state(QStringLiteral("orders"));
    const QString active = m_project->state(QStringLiteral("labels"))["active"].toString();
    if (field(active)) m_activeField = active;
    return restored;
}

void Session::showChanged(Restored &restored)
{
    if (m_changed->verdict == ChangedData::Verdict::Found) {
        m_edited = m_changed->fields;
        m_unsavedStart = !m_edited.empty();
    }
    restored.problem =
        tr("The labels in %1 were made for other content than %2 has now. Decide in the message above the maps whether to keep "
           "them.")
            .arg(QFileInfo(m_project->path()).fileName(), QFileInfo(m_facts->identity.path).fileName());
    m_project->hold({errors::datasetChanged, restored.problem.toStdString(), ""});
}

// Stores where the data set lies now and the names of its cells, if it is the project's data set or its first.
void Session::identifyProject()
{
    if (!m_project->writable() || m_facts->identity.fingerprint.isEmpty()) return;
    const auto known = m_project->dataset();
    const auto names = m_project->cellNames();
    const bool same = known.ok() && *known && (*known)->fingerprint == m_facts->identity.fingerprint;
    const Journal journal = m_project->readJournal();
    if (journal.damage) return;  // nothing in it is touched
    Result<void> written;
    if (!same && journal.entries.empty()) written = m_project->begin(m_facts->identity, packedCellNames(), {});
    else {
        written = m_project->setDataset(m_facts->identity);
        if (written.ok() && (!names.ok() || names->isEmpty())) written = m_project->setCellNames(packedCellNames());
    }
    if (!written.ok()) Q_EMIT journalFailed(QString::fromStdString(written.error().message));
}

QByteArray Session::packedCellNames() const
{
    return m_facts->cellNames.isEmpty() ? packNames(m_original->obs.index.values) : m_facts->cellNames;
}

void Session::replayJournal(const std::vector<DatasetPtr> &reductions, Restored &restored)
{
    const Journal journal = m_project->readJournal();
    std::optional<Error> damage;
    std::deque<DatasetPtr> ahead(reductions.begin(), reductions.end());
    qint64 count = 0;
    m_replaying = true;
    for (const auto &entry : journal.entries) {
        ++count;
        if (const auto done = replay(entry, ahead); !done.ok()) {
            damage = journalDamage(m_project->path(), count);
            damage->detail = done.error().message;
            break;
        }
        restored.last = entry.time;
        if (entry.kind == JournalEntry::Kind::Edit) ++restored.edits;
    }
    m_replaying = false;
    m_journaledAt = restored.last;
    if (!damage) damage = journal.damage;
    if (!damage) return;
    restored.damaged = true;
    restored.problem = QString::fromStdString(damage->message);
    m_unsavedStart = !m_edited.empty();
    m_project->hold(*damage);
}

Result<void> Session::replay(const JournalEntry &entry, std::deque<DatasetPtr> &reductions)
{
    const auto doesNotFit = [] {
        return Error{errors::datasetChanged, tr("The data set has other cells than when the project was saved.").toStdString(),
                     ""};
    };
    switch (entry.kind) {
    case JournalEntry::Kind::Field: {
        LEXICELL_TRY(start, fieldFromJson(entry.payload, entry.bytes));
        if (static_cast<std::int64_t>(start->codes.size()) != cells()) return doesNotFit();
        m_edited[start->name] = start;
        break;
    }
    case JournalEntry::Kind::Edit: {
        LEXICELL_TRY(edit, editFromJson(entry.payload, entry.bytes));
        LEXICELL_CHECK(this->edit(edit));
        break;
    }
    case JournalEntry::Kind::Undo:
        if (!m_undo.canUndo()) return doesNotFit();
        m_undo.undo();
        break;
    case JournalEntry::Kind::Redo:
        if (!m_undo.canRedo()) return doesNotFit();
        m_undo.redo();
        break;
    case JournalEntry::Kind::Cells: {
        if (!entry.payload.contains("genes")) {  // the start of a journal that was begun anew
            m_undo.clear();
            m_edited.clear();
            m_unsavedStart = entry.payload["unsaved"].toBool(true);
            break;
        }
        const auto filter = filterOf(entry);
        const DatasetPtr reduced = reductions.empty() ? nullptr : reductions.front();
        if (!filter || !reduced || !pushCells(reduced, *filter)) return doesNotFit();
        reductions.pop_front();
        break;
    }
    case JournalEntry::Kind::Saved:
        if (!QFileInfo::exists(entry.payload["file"].toString())) break;  // these labels are in no h5ad any more
        m_undo.setClean();
        m_unsavedStart = false;
        m_savedFile = entry.payload["file"].toString();
        m_savedRuns = entry.payload["runs"].toInteger();
        break;
    }
    return {};
}

bool Session::restoreResults(const data::Dataset &results)
{
    if (!m_dataset) return false;
    data::Dataset taken = results;
    if (results.obs.index.values != m_dataset->obs.index.values) {
        const NameMatch match = matchNames(results.obs.index.values, m_dataset->obs.index.values);
        if (match.found != cells()) return false;
        auto rows = data::subset(results, &match.from, nullptr);
        if (!rows.ok()) return false;
        taken = std::move(*rows);
        // Graphs are dropped if the order of the cells has changed. They are quick to compute again.
        if (!std::is_sorted(match.from.begin(), match.from.end())) taken.obsp = {};
    }
    if (results.var.index.values != m_dataset->var.index.values) {
        taken.var = m_dataset->var;
        taken.varm = taken.varp = {};
    }
    const data::MergedResults merged = data::mergeResults(*m_dataset, data::Dataset{}, taken);
    m_dataset = std::make_shared<const data::Dataset>(merged.dataset);
    m_columns.clear();
    m_unsavedResults = !merged.keys.empty() && static_cast<qint64>(m_runs.size()) > m_savedRuns;
    Q_EMIT fieldListChanged();
    Q_EMIT resultsAdded(toStringList(merged.keys));
    return true;
}

// Work that could only be viewed so far now belongs to this window. The journal starts with the present labels.
Result<void> Session::adoptProject(std::unique_ptr<ProjectFile> project)
{
    const bool starts = readOnly() || !m_project;
    if (starts) LEXICELL_CHECK(project->begin(m_facts->identity, packedCellNames(), entriesOfNow()));
    m_project = std::move(project);
    if (!starts) return {};
    m_unsavedStart = hasUnsavedWork();
    m_undo.clear();
    m_refused.reset();
    m_changed.reset();
    m_behind = false;
    Q_EMIT editabilityChanged();
    return {};
}

void Session::refuseEdits(Error why)
{
    m_refused = std::move(why);
    Q_EMIT editabilityChanged();
}

std::optional<Error> Session::whyReadOnly() const
{
    if (m_refused) return m_refused;
    if (!readOnly()) return std::nullopt;
    if (m_project->held()) return m_project->held();
    return Error{
        errors::projectLocked,
        tr("Another window labels these cells: close it there first, or save this project under another name.").toStdString(),
        ""};
}

// The start of a journal that has no history: the labels as they are.
std::vector<JournalEntry> Session::entriesOfNow() const
{
    const JournalEntry whole{
        0, {}, JournalEntry::Kind::Cells, {{"cells", static_cast<qint64>(cells())}, {"unsaved", !m_edited.empty()}}, {}};
    std::vector<JournalEntry> entries{m_filter ? entryOf(*m_filter) : whole};
    for (const auto &[name, field] : m_edited) {
        if (field) {
            entries.push_back({0, {}, JournalEntry::Kind::Field, toJson(*field), codesToBytes(*field)});
        } else if (const LabelFieldPtr column = fieldOfColumn(*m_dataset, name)) {  // a column of the file that was removed
            LabelEdit remove;
            remove.kind = LabelEdit::Kind::RemoveField;
            remove.field = name;
            entries.push_back({0, {}, JournalEntry::Kind::Field, toJson(*column), codesToBytes(*column)});
            entries.push_back({0, {}, JournalEntry::Kind::Edit, toJson(remove), {}});
        }
    }
    return entries;
}

Result<void> Session::rewriteJournal()
{
    LEXICELL_CHECK(m_project->begin(m_facts->identity, packedCellNames(), entriesOfNow()));
    m_unsavedStart = hasUnsavedWork();
    m_behind = false;
    m_undo.clear();
    return {};
}

Result<QString> Session::beginJournal(Keep keep)
{
    if (!m_project || !m_project->held())
        return Error{errors::nothingToDecide, tr("The project needs no decision.").toStdString(), ""};
    LEXICELL_TRY(copy, m_project->copyAside(m_changed ? QStringLiteral(".earlier") : QStringLiteral(".damaged")));
    const std::map<QString, LabelFieldPtr> before = m_edited;
    if (keep == Keep::Nothing) m_edited.clear();
    else if (m_changed) m_edited = m_changed->fields;
    if (const auto begun = m_project->begin(m_facts->identity, packedCellNames(), entriesOfNow()); !begun.ok()) {
        m_edited = before;
        return begun.error();
    }
    m_undo.clear();
    m_unsavedStart = !m_edited.empty();
    m_changed.reset();
    m_journaledAt = QDateTime::currentDateTime();
    Q_EMIT fieldListChanged();
    for (const auto &[name, field] : before) Q_EMIT fieldChanged(name);
    for (const auto &[name, field] : m_edited)
        if (!before.contains(name)) Q_EMIT fieldChanged(name);
    Q_EMIT editabilityChanged();
    Q_EMIT journaled();
    return copy;
}

}  // namespace lexicell::ui
