#include "ui/workspace/restore_project.h"

#include "ui/workspace/genes/gene_set_history.h"
#include "ui/workspace/project_start.h"

#include <QCoreApplication>
#include <QFileInfo>

#include <deque>
#include <utility>

namespace lexicell::ui {

namespace {

class Restoring {
    Q_DECLARE_TR_FUNCTIONS(lexicell::ui::Session)

  public:
    explicit Restoring(const RestoreTarget &target) : m_target(target), m_project(*target.journal.project()) {}

    Restored run(const std::vector<DatasetPtr> &reductions, std::optional<ChangedData> changed)
    {
        const auto known = m_project.dataset();
        if (!changed) changed = compareWithProject(m_project, identity(), *m_target.data.dataset());
        if (changed) {
            m_restored.changed = std::move(changed);
            showChanged(*m_restored.changed);
        } else if (!known.ok() && !m_project.readJournal().entries.empty()) {
            m_restored.damaged = true;
            m_restored.problem = QString::fromStdString(known.error().message);
            m_project.hold(known.error());
        } else {
            identifyProject();
            replayJournal(reductions);
        }
        readRecords();
        return std::move(m_restored);
    }

  private:
    const DatasetIdentity &identity() const { return m_target.data.facts()->identity; }

    void readRecords()
    {
        auto runs = m_project.runs();
        const auto orders = m_project.readState(QStringLiteral("orders")), choice = m_project.readState(QStringLiteral("labels"));
        m_target.genes.restore(m_project.state(QStringLiteral("gene"))["current"].toString());
        const auto tell = [this](const Error &error) {
            if (m_restored.problem.isEmpty()) m_restored.problem = QString::fromStdString(error.message);
        };
        if (runs.ok()) m_target.runs.restore(std::move(*runs));
        else tell(runs.error());
        for (const auto &read : {orders, choice})
            if (!read.ok()) tell(read.error());
        m_target.labels.restoreChoices(orders.ok() ? *orders : QJsonObject(),
                                       choice.ok() ? (*choice)["active"].toString() : QString());
    }

    void showChanged(const ChangedData &changed)
    {
        m_target.genes.setSets(geneSetsOf(m_project.readJournal()));
        if (changed.verdict == ChangedData::Verdict::Found) {
            m_target.labels.setEdited(changed.fields);
            m_target.journal.setUnsavedStart(!changed.fields.empty());
        }
        m_restored.problem =
            tr("The labels in %1 were made for other content than %2 has now. Decide in the message above the maps whether to "
               "keep them.")
                .arg(QFileInfo(m_project.path()).fileName(), QFileInfo(identity().path).fileName());
        m_project.hold({errors::datasetChanged, m_restored.problem.toStdString(), ""});
    }

    // Stores where the data set lies now and the names of its cells, if it is the project's data set or its first.
    void identifyProject()
    {
        if (!m_project.writable() || identity().fingerprint.isEmpty()) return;
        const auto known = m_project.dataset();
        const auto names = m_project.cellNames();
        const bool same = known.ok() && *known && (*known)->fingerprint == identity().fingerprint;
        const Journal journal = m_project.readJournal();
        if (journal.damage) return;  // nothing in it is touched
        const auto packed = [this] { return packedCellNames(*m_target.data.facts(), *m_target.data.original()); };
        Result<void> written;
        if (!same && journal.entries.empty()) written = m_project.begin(identity(), packed(), {});
        else {
            written = m_project.setDataset(identity());
            if (written.ok() && (!names.ok() || names->isEmpty())) written = m_project.setCellNames(packed());
        }
        if (!written.ok()) Q_EMIT m_target.journal.journalFailed(QString::fromStdString(written.error().message));
    }

    void replayJournal(const std::vector<DatasetPtr> &reductions)
    {
        const Journal journal = m_project.readJournal();
        std::optional<Error> damage;
        m_reductions.assign(reductions.begin(), reductions.end());
        qint64 count = 0;
        m_target.journal.setReplaying(true);
        for (const auto &entry : journal.entries) {
            ++count;
            if (const auto done = replay(entry); !done.ok()) {
                damage = journalDamage(m_project.path(), count);
                damage->detail = done.error().message;
                break;
            }
            m_restored.last = entry.time;
            if (entry.kind == JournalEntry::Kind::Edit || entry.kind == JournalEntry::Kind::GeneEdit) ++m_restored.edits;
        }
        m_target.journal.setReplaying(false);
        m_target.journal.setJournaledAt(m_restored.last);
        if (!damage) damage = journal.damage;
        if (!damage) return;
        m_restored.damaged = true;
        m_restored.problem = QString::fromStdString(damage->message);
        m_target.journal.setUnsavedStart(!m_target.labels.edited().empty());
        m_project.hold(*damage);
    }

    static Error doesNotFit()
    {
        return {errors::datasetChanged, tr("The data set has other cells than when the project was saved.").toStdString(), ""};
    }

    Result<void> replay(const JournalEntry &entry)
    {
        QUndoStack &history = *m_target.journal.undoStack();
        switch (entry.kind) {
        case JournalEntry::Kind::Field: {
            LEXICELL_TRY(start, fieldFromJson(entry.payload, entry.bytes));
            if (static_cast<std::int64_t>(start->codes.size()) != m_target.data.cells()) return doesNotFit();
            m_target.labels.setEdited(start->name, start);
            break;
        }
        case JournalEntry::Kind::Edit: {
            LEXICELL_TRY(edit, editFromJson(entry.payload, entry.bytes));
            LEXICELL_CHECK(m_target.labels.edit(edit));
            break;
        }
        case JournalEntry::Kind::Undo:
            if (!history.canUndo()) return doesNotFit();
            history.undo();
            break;
        case JournalEntry::Kind::Redo:
            if (!history.canRedo()) return doesNotFit();
            history.redo();
            break;
        case JournalEntry::Kind::Cells: return replayCells(entry);
        case JournalEntry::Kind::GeneStart: {
            LEXICELL_TRY(sets, geneSetsFromJson(entry.payload));
            m_target.genes.setSets(std::move(sets));
            break;
        }
        case JournalEntry::Kind::GeneEdit: {
            LEXICELL_TRY(edit, geneSetEditFromJson(entry.payload));
            LEXICELL_CHECK(m_target.genes.edit(edit));
            break;
        }
        case JournalEntry::Kind::Saved: {
            const QString file = entry.payload["file"].toString();
            if (!QFileInfo::exists(file)) break;  // these labels are in no h5ad any more
            m_target.journal.markSaved(file);
            m_target.runs.setSaved(entry.payload["runs"].toInteger());
            break;
        }
        }
        return {};
    }

    Result<void> replayCells(const JournalEntry &entry)
    {
        if (!entry.payload.contains("genes")) {  // the start of a journal that was begun anew
            m_target.journal.undoStack()->clear();
            m_target.labels.setEdited({});
            m_target.genes.setSets({});
            m_target.journal.setUnsavedStart(entry.payload["unsaved"].toBool(true));
            return {};
        }
        const auto filter = filterOf(entry);
        const DatasetPtr reduced = m_reductions.empty() ? nullptr : m_reductions.front();
        if (!filter || !reduced || !m_target.history.reduce(reduced, *filter)) return doesNotFit();
        m_reductions.pop_front();
        return {};
    }

    const RestoreTarget &m_target;
    ProjectFile &m_project;
    std::deque<DatasetPtr> m_reductions;  // those that are still to come
    Restored m_restored;
};

}  // namespace

Restored restoreProject(const RestoreTarget &target, const std::vector<DatasetPtr> &reductions,
                        std::optional<ChangedData> changed)
{
    return Restoring(target).run(reductions, std::move(changed));
}

}  // namespace lexicell::ui
