// The state of the window: the data set with its results, the model, the selection, the label fields.
//
// Only the GUI thread touches it; jobs read shared const values and hand new ones back. Signals are past tense. Every edit
// a person makes goes through edit(), is journaled to the project file before it takes effect, and can be undone without
// limit; undoing is journaled too, so that reopening finds the same history.
#pragma once

#include "core/base/result.h"
#include "core/data/dataset.h"
#include "core/genes/gene_search.h"
#include "models/contracts/model.h"
#include "models/tasks/embed/embed.h"
#include "ui/workspace/project/axis_filter.h"
#include "ui/workspace/labels/changed_data.h"
#include "ui/workspace/facts/dataset_facts.h"
#include "ui/workspace/labels/label_field.h"
#include "ui/workspace/project/project_file.h"
#include "ui/look/legend_entry.h"

#include <QObject>
#include <QUndoStack>

#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <vector>

namespace lexicell::ui {

using DatasetPtr = std::shared_ptr<const data::Dataset>;
using FactsPtr = std::shared_ptr<const DatasetFacts>;

class Session : public QObject {
    Q_OBJECT

  public:
    explicit Session(QObject *parent = nullptr);
    ~Session() override;

    // --- data set
    bool hasDataset() const { return m_dataset != nullptr; }
    const DatasetPtr &dataset() const { return m_dataset; }    // as read, with results; label edits are in field()
    const DatasetPtr &original() const { return m_original; }  // without any result, as its file has it
    const FactsPtr &facts() const { return m_facts; }
    std::int64_t cells() const { return m_dataset ? m_dataset->cells() : 0; }

    struct Restored {
        int edits = 0;         // journal entries replayed
        QDateTime last;        // time of the last of them
        bool damaged = false;  // the journal could not be read to its end: it is left as it is, and no edit is taken
        std::optional<ChangedData> changed;  // the labels were made for other data: no edit is taken either
        QString problem;                     // one sentence on either
    };
    // Starts on a new data set, as its file has it. `project` may hold a journal for it, which is replayed; `reductions`
    // are what reductionsOf() made of it, `changed` what compareWithProject() found (made here when it is not given).
    Restored open(DatasetPtr dataset, FactsPtr facts, std::unique_ptr<ProjectFile> project,
                  const std::vector<DatasetPtr> &reductions = {}, std::optional<ChangedData> changed = {});
    void close();

    // Takes what a step added: everything in `output` that is not the same object as in `input`. Other results that arrived
    // in the meantime stay. A step that dropped cells or genes replaces the data set, labels follow their cells. Either is one
    // step of the history: undo brings back what was there before.
    void addResults(const data::Dataset &input, const DatasetPtr &output, const RunRecord &run);
    // Results read back from the project's results file; their rows find their cells by name. False: a cell has no row there,
    // or several, and nothing was taken.
    bool restoreResults(const data::Dataset &results);
    const std::vector<RunRecord> &runs() const { return m_runs; }
    // obsm keys with at least two columns, layouts (umap, tsne) first.
    QStringList embeddings() const;
    // Finds the genes of the data set: by their names in the data set, and by all other names after a search with the table of
    // its species was set. A search for other genes is ignored.
    const genes::GeneSearch &genes() const;
    void setGenes(const DatasetPtr &dataset, std::shared_ptr<const genes::GeneSearch> search);

    // --- model
    const models::ModelOutline *outline() const { return m_outline.get(); }
    std::shared_ptr<const models::ModelOutline> sharedOutline() const { return m_outline; }
    std::shared_ptr<const models::LoadedModel> model() const { return m_model; }  // null until a step needed the network
    std::shared_ptr<const models::input::Coverage> coverage() const { return m_coverage; }
    void setOutline(models::ModelOutline outline);
    void setModel(std::shared_ptr<const models::LoadedModel> model);
    void setCoverage(std::shared_ptr<const models::input::Coverage> coverage);

    // --- selection: one flag per cell, or empty for none
    const std::vector<std::uint8_t> &selection() const { return m_selection; }
    std::int64_t selectedCount() const { return m_selectedCount; }
    std::vector<std::int64_t> selectedCells() const;
    void setSelection(std::vector<std::uint8_t> selection);

    // --- labels
    LabelFieldPtr field(const QString &name) const;  // null: no such field
    QStringList fieldNames() const;                  // label columns of obs in order, then new ones
    Result<void> edit(const LabelEdit &edit);
    QUndoStack *undoStack() { return &m_undo; }
    // The field that gets labels by default; empty until one was made or chosen.
    QString activeField() const { return m_activeField; }
    void setActiveField(const QString &name);
    // The order in which the labels of a field are listed, numbered and offered, everywhere: as the file declares it where it
    // does, else by name, until a person chooses another.
    LegendOrder orderOf(const QString &field) const;
    void setOrder(const QString &field, LegendOrder order);
    std::vector<int> listedLabels(const LabelField &field) const;  // indices in that order
    // Per cell 1 when a hidden label of any field hides it.
    std::vector<std::uint8_t> hiddenCells() const;

    // --- saving
    ProjectFile *project() const { return m_project.get(); }
    Result<void> adoptProject(std::unique_ptr<ProjectFile> project);
    // Another window works on the project, or it is held until a person decides: labels can be viewed and results computed,
    // but nothing is stored.
    bool readOnly() const { return m_refused || (m_project && !m_project->writable()); }
    std::optional<Error> whyReadOnly() const;
    // Refuses edits until a project is adopted, because no project could store them.
    void refuseEdits(Error why);
    // The decision on a project that is held: its journal is begun anew for these data, with the labels as they are shown
    // (for changed data: those of the cells found) or without any. A copy of the project as it was stays beside it; its path
    // is returned. The history starts here.
    enum class Keep { Labels, Nothing };
    Result<QString> beginJournal(Keep keep);
    const std::optional<ChangedData> &changedData() const { return m_changed; }  // none: no decision is waiting
    // The data set with label edits in obs and colors in uns.
    data::Dataset datasetToSave() const;
    // Whether there is work in the journal that no h5ad has, made now or before the project was opened again.
    bool hasUnsavedWork() const { return !m_undo.isClean() || m_unsavedResults || m_unsavedStart; }
    void markSaved(const QString &file);
    QString savedFile() const { return m_savedFile; }
    QDateTime journaledAt() const { return m_journaledAt; }

  Q_SIGNALS:
    void datasetOpened();
    void datasetClosed();
    void resultsAdded(const QStringList &keys);      // "obsm/X_umap", "obs/leiden"
    void resultsTakenBack(const QStringList &keys);  // by undo: gone, or as they were before
    void cellsReplaced();                            // other cells or genes: some were dropped, or brought back
    void modelChanged();
    void coverageChanged();
    void selectionChanged();
    void fieldChanged(const QString &name);
    void fieldListChanged();
    void activeFieldChanged();
    void orderChanged(const QString &field);
    void editabilityChanged();  // readOnly() has changed
    void journaled();
    void journalFailed(const QString &message);
    void saved(const QString &file);

  private:
    class FieldCommand;
    class CellsCommand;
    class ResultsCommand;

    // What changes when cells are dropped or brought back.
    struct CellState {
        DatasetPtr dataset;
        FactsPtr facts;
        std::optional<AxisFilter> filter;
        std::map<QString, LabelFieldPtr> edited;
    };

    Result<void> appendToJournal(std::vector<JournalEntry> entries);
    void journalStep(JournalEntry::Kind kind);
    void setField(const QString &name, LabelFieldPtr field);
    Restored restore(const std::vector<DatasetPtr> &reductions, std::optional<ChangedData> changed);
    void showChanged(Restored &restored);
    void replayJournal(const std::vector<DatasetPtr> &reductions, Restored &restored);
    Result<void> replay(const JournalEntry &entry, std::deque<DatasetPtr> &reductions);
    QByteArray packedCellNames() const;
    void identifyProject();
    std::vector<JournalEntry> entriesOfNow() const;
    Result<void> rewriteJournal();
    void replaceCells(const data::Dataset &input, const DatasetPtr &output);
    bool pushCells(const DatasetPtr &output, const AxisFilter &filter);
    CellState cellState() const;
    void setCellState(CellState state);
    std::optional<CellState> reducedTo(const DatasetPtr &output, AxisFilter filter) const;

    void pushResults(const DatasetPtr &before, const QStringList &keys, const QString &title);

    DatasetPtr m_dataset;
    DatasetPtr m_original;
    FactsPtr m_facts;
    std::unique_ptr<ProjectFile> m_project;
    std::optional<AxisFilter> m_filter;
    std::vector<RunRecord> m_runs;
    mutable std::shared_ptr<const genes::GeneSearch> m_genes;  // null: not asked for yet

    std::shared_ptr<const models::ModelOutline> m_outline;
    std::shared_ptr<const models::LoadedModel> m_model;
    std::shared_ptr<const models::input::Coverage> m_coverage;

    std::vector<std::uint8_t> m_selection;
    std::int64_t m_selectedCount = 0;

    std::map<QString, LabelFieldPtr> m_edited;           // fields touched by edits; null: removed
    mutable std::map<QString, LabelFieldPtr> m_columns;  // columns as the data set has them, made on demand
    QString m_activeField;
    QUndoStack m_undo;
    bool m_replaying = false;
    bool m_unsavedResults = false;
    qint64 m_savedRuns = 0;       // of m_runs, those that the last h5ad saved has
    bool m_unsavedStart = false;  // the history begins with labels that no h5ad has
    bool m_behind = false;        // an undo could not be written: the journal has to be written whole before the next edit
    std::optional<Error> m_refused;
    std::optional<ChangedData> m_changed;
    QJsonObject m_orders;  // field name to LegendOrder
    QString m_savedFile;
    QDateTime m_journaledAt;
};

// A second name of every gene: its symbol where the index holds identifiers, else an identifier; empty: var has none.
std::vector<std::string> secondGeneNames(const data::Dataset &dataset);
std::string geneSymbol(const data::Dataset &dataset, std::int64_t gene);  // by a column of symbols; empty: var has none

}  // namespace lexicell::ui
