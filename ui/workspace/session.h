// One sitting with one data set: owns the seven parts of what the window knows, and does what concerns several of them: opening,
// closing, adding what a step made, taking over a project.
//
// Each part has its own header and signals: DatasetStore (the data set with its results), Labels, Selection, Genes,
// Models, ProjectJournal (what is written and can be undone), Runs. Only the GUI thread touches them; jobs read shared const
// values and hand new ones back. Signals are past tense.
#pragma once

#include "core/base/result.h"
#include "ui/workspace/data_history.h"
#include "ui/workspace/dataset_store.h"
#include "ui/workspace/genes/genes.h"
#include "ui/workspace/labels/labels.h"
#include "ui/workspace/models/models.h"
#include "ui/workspace/project/project_journal.h"
#include "ui/workspace/project_start.h"
#include "ui/workspace/restore_project.h"
#include "ui/workspace/runs.h"
#include "ui/workspace/selection.h"

#include <QObject>

#include <memory>
#include <optional>
#include <vector>

namespace lexicell::ui {

class Session : public QObject {
    Q_OBJECT

  public:
    explicit Session(QObject *parent = nullptr);

    DatasetStore &data() { return m_data; }
    const DatasetStore &data() const { return m_data; }
    Labels &labels() { return m_labels; }
    const Labels &labels() const { return m_labels; }
    Selection &selection() { return m_selection; }
    const Selection &selection() const { return m_selection; }
    Genes &genes() { return m_genes; }
    const Genes &genes() const { return m_genes; }
    Models &models() { return m_models; }
    const Models &models() const { return m_models; }
    ProjectJournal &journal() { return m_journal; }
    const ProjectJournal &journal() const { return m_journal; }
    const Runs &runs() const { return m_runs; }

    // Starts on a new data set, as its file has it. `project` may hold a journal for it, which is replayed; `reductions`
    // are what reductionsOf() made of it, `changed` what compareWithProject() found (made here when it is not given).
    Restored open(DatasetPtr dataset, FactsPtr facts, std::unique_ptr<ProjectFile> project,
                  const std::vector<DatasetPtr> &reductions = {}, std::optional<ChangedData> changed = {});
    void close();

    // Takes what a step made, as one step of the history (data_history.h), and keeps the record of the run.
    void addResults(const data::Dataset &input, const DatasetPtr &output, const RunRecord &run,
                    const std::optional<Reduction> &reduction = {});
    // Results read back from the project's results file; their rows find their cells by name. False: a cell has no row there,
    // or several, and nothing was taken.
    bool restoreResults(const data::Dataset &results);

    // What a journal begun now starts with. For a project that is held: the labels as they are shown (for changed data: those
    // of the cells found), or none.
    enum class Keep { Labels, Nothing };
    ProjectStart projectStart(Keep keep = Keep::Labels) const;
    // Goes on in `project`. Work that is stored already: its journal is the present one. Work that could only be viewed so far:
    // a job began it with `start`, whose labels are shown from now on, and the history starts here.
    void moveTo(std::unique_ptr<ProjectFile> project);
    void startIn(std::unique_ptr<ProjectFile> project, const ProjectStart &start);
    const std::optional<ChangedData> &changedData() const { return m_changed; }  // none: no decision is waiting

    // Whether there is work in the journal that no h5ad has, made now or before the project was opened again.
    bool hasUnsavedWork() const { return m_journal.hasUnsavedEdits() || m_runs.unsaved(); }
    void markSaved(const QString &file);
    data::Dataset datasetToSave() const { return m_labels.withLabels(*m_data.dataset()); }

  Q_SIGNALS:
    void datasetOpened();  // with all that its project holds
    void datasetClosed();
    void saved(const QString &file);

  private:
    DatasetStore m_data;
    Selection m_selection;
    Models m_models;
    Runs m_runs;
    ProjectJournal m_journal;
    Labels m_labels{m_journal};
    Genes m_genes{m_journal};
    DataHistory m_history{m_data, m_labels, m_journal};
    std::optional<ChangedData> m_changed;
};

}  // namespace lexicell::ui
