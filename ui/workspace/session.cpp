#include "ui/workspace/session.h"

#include "ui/workspace/project/cell_names.h"

#include <algorithm>
#include <utility>

namespace lexicell::ui {

Session::Session(QObject *parent) : QObject(parent)
{
    connect(&m_data, &DatasetStore::cellsReplaced, this, [this] {
        m_models.forgetCoverage();
        m_selection.set({});
    });
}

Restored Session::open(DatasetPtr dataset, FactsPtr facts, std::unique_ptr<ProjectFile> project,
                       const std::vector<DatasetPtr> &reductions, std::optional<ChangedData> changed)
{
    close();
    m_data.begin(std::move(dataset), std::move(facts));
    m_labels.setDataset(m_data.dataset());
    m_labels.setColumns(m_data.facts()->columns);
    m_journal.begin(std::move(project));
    Restored restored;
    if (m_journal.project()) {
        restored = restoreProject({m_data, m_labels, m_journal, m_runs, m_history, m_genes}, reductions, std::move(changed));
        m_changed = restored.changed;
    }
    if (m_journal.readOnly()) m_journal.undoStack()->clear();  // it belongs to another window, or a decision is waiting
    Q_EMIT datasetOpened();
    return restored;
}

void Session::close()
{
    if (!m_data.hasDataset()) return;
    m_journal.clear();
    m_data.clear();
    m_labels.clear();
    m_runs.clear();
    m_models.forgetCoverage();
    m_selection.forget();
    m_genes.forget();
    m_changed.reset();
    Q_EMIT datasetClosed();
}

void Session::addResults(const data::Dataset &input, const DatasetPtr &output, const RunRecord &run,
                         const std::optional<Reduction> &reduction)
{
    if (!m_data.hasDataset()) return;
    m_runs.add(run);
    if (m_journal.project() && !m_journal.readOnly())
        if (const auto written = m_journal.project()->addRun(run); !written.ok())
            Q_EMIT m_journal.journalFailed(QString::fromStdString(written.error().message));
    m_history.add(input, output, run.title, reduction);
}

bool Session::restoreResults(const data::Dataset &results)
{
    if (!m_data.hasDataset()) return false;
    const data::Dataset &now = *m_data.dataset();
    data::Dataset taken = results;
    if (results.obs.index.values != now.obs.index.values) {
        const NameMatch match = matchNames(results.obs.index.values, now.obs.index.values);
        if (match.found != m_data.cells()) return false;
        auto rows = data::subset(results, &match.from, nullptr);
        if (!rows.ok()) return false;
        taken = std::move(*rows);
        // Graphs are dropped if the order of the cells has changed. They are quick to compute again.
        if (!std::is_sorted(match.from.begin(), match.from.end())) taken.obsp = {};
    }
    if (results.var.index.values != now.var.index.values) {
        taken.var = now.var;
        taken.varm = taken.varp = {};
    }
    const ResultKeys keys = m_history.restore(taken);
    m_runs.resultsRestored(!keys.empty());
    Q_EMIT m_labels.fieldListChanged();
    Q_EMIT m_data.resultsAdded(keys);
    return true;
}

ProjectStart Session::projectStart(Keep keep) const
{
    ProjectStart start{m_data.view(), m_data.original(), m_labels.edited(), m_genes.sets()};
    if (keep == Keep::Nothing) start.edited.clear();
    else if (m_changed) start.edited = m_changed->fields;
    return start;
}

void Session::moveTo(std::unique_ptr<ProjectFile> project) { m_journal.move(std::move(project)); }

void Session::startIn(std::unique_ptr<ProjectFile> project, const ProjectStart &start)
{
    const EditedFields before = m_labels.edited();
    const bool others = before != start.edited;
    const bool unsaved = others ? start.labeled() : m_journal.hasUnsavedEdits();
    m_labels.setEdited(start.edited);
    m_changed.reset();
    if (others) {
        Q_EMIT m_labels.fieldListChanged();
        for (const auto &[name, field] : before) Q_EMIT m_labels.fieldChanged(name);
        for (const auto &[name, field] : start.edited)
            if (!before.contains(name)) Q_EMIT m_labels.fieldChanged(name);
    }
    m_journal.adopt(std::move(project), unsaved);
}

void Session::markSaved(const QString &file)
{
    m_journal.markSaved(file);
    m_runs.markSaved();
    if (m_journal.project() && !m_journal.readOnly()) {
        const QJsonObject what{{"file", file}, {"runs", m_runs.count()}};
        const JournalEntry entry{0, {}, JournalEntry::Kind::Saved, what, {}};
        if (const auto written = m_journal.append({entry}); !written.ok())
            Q_EMIT m_journal.journalFailed(QString::fromStdString(written.error().message));
    }
    Q_EMIT saved(file);
}

}  // namespace lexicell::ui
