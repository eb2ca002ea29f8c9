// The state of the window: the data set with its results, the model, the selection, the label fields.
//
// Only the GUI thread touches it; jobs read shared const values and hand new ones back. Signals are past tense. Every edit
// a person makes goes through edit(), is journaled to the project file before it takes effect, and can be undone without
// limit; undoing is journaled too, so that reopening finds the same history.
#pragma once

#include "core/base/result.h"
#include "core/data/dataset.h"
#include "core/data/gene_search.h"
#include "models/model.h"
#include "models/tasks/embed.h"
#include "ui/axis_filter.h"
#include "ui/dataset_facts.h"
#include "ui/label_field.h"
#include "ui/project_file.h"

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
    const DatasetPtr &dataset() const { return m_dataset; }  // as read, with results; label edits are in field()
    const DatasetPtr &original() const { return m_original; }  // without any result: what its file brought
    const FactsPtr &facts() const { return m_facts; }
    std::int64_t cells() const { return m_dataset ? m_dataset->cells() : 0; }

    struct Restored {
        int edits = 0;         // journal entries replayed
        QDateTime last;        // time of the last of them
        bool damaged = false;  // the journal could not be read to its end
    };
    // Starts on a new data set, as its file has it. `project` may hold a journal for it, which is replayed; `reductions`
    // are what reductionsOf() made of it.
    Restored open(DatasetPtr dataset, FactsPtr facts, std::unique_ptr<ProjectFile> project,
                  const std::vector<DatasetPtr> &reductions = {});
    void close();

    // Takes what a step added: everything in `output` that is not the same object as in `input`. Other results that arrived
    // in the meantime stay. A step that dropped cells or genes replaces the data set, labels follow their cells. Either is one
    // step of the history: undo brings back what was there before.
    void addResults(const data::Dataset &input, const DatasetPtr &output, const RunRecord &run);
    // Results read back from the project's results file.
    void restoreResults(const data::Dataset &results);
    const std::vector<RunRecord> &runs() const { return m_runs; }
    // obsm keys with at least two columns, layouts (umap, tsne) first.
    QStringList embeddings() const;
    // Finds the genes of the data set: by the names it has itself, and by all others once a search with the table of its
    // species was set. That of other genes is not taken.
    const data::GeneSearch &genes() const;
    void setGenes(const DatasetPtr &dataset, std::shared_ptr<const data::GeneSearch> search);

    // --- model
    const models::ModelOutline *outline() const { return m_outline.get(); }
    std::shared_ptr<const models::ModelOutline> sharedOutline() const { return m_outline; }
    std::shared_ptr<const models::LoadedModel> model() const { return m_model; }  // null until a step needed the network
    std::shared_ptr<const models::tasks::Coverage> coverage() const { return m_coverage; }
    void setOutline(models::ModelOutline outline);
    void setModel(std::shared_ptr<const models::LoadedModel> model);
    void setCoverage(std::shared_ptr<const models::tasks::Coverage> coverage);

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
    // The field labels go to when nothing else is said; empty until one was made or chosen.
    QString activeField() const { return m_activeField; }
    void setActiveField(const QString &name);
    // Per cell 1 when a hidden label of any field hides it.
    std::vector<std::uint8_t> hiddenCells() const;

    // --- saving
    ProjectFile *project() const { return m_project.get(); }
    void adoptProject(std::unique_ptr<ProjectFile> project);
    // Another window works on the project: labels can be looked at, and results computed, but nothing is kept.
    bool readOnly() const { return m_project && !m_project->writable(); }
    // The data set with label edits in obs and colours in uns.
    data::Dataset datasetToSave() const;
    bool hasUnsavedWork() const { return !m_undo.isClean() || m_unsavedResults; }  // not yet in an h5ad; the journal has it
    void markSaved(const QString &file);
    QString savedFile() const { return m_savedFile; }
    QDateTime journaledAt() const { return m_journaledAt; }

  Q_SIGNALS:
    void datasetOpened();
    void datasetClosed();
    void resultsAdded(const QStringList &keys);  // "obsm/X_umap", "obs/leiden"
    void resultsTakenBack(const QStringList &keys);  // by undo: gone, or as they were before
    void cellsReplaced();                        // other cells or genes: some were dropped, or brought back
    void modelChanged();
    void coverageChanged();
    void selectionChanged();
    void fieldChanged(const QString &name);
    void fieldListChanged();
    void activeFieldChanged();
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
    Restored replayJournal(const std::vector<DatasetPtr> &reductions);
    Result<void> replay(const JournalEntry &entry, std::deque<DatasetPtr> &reductions);
    void rewriteJournal();
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
    mutable std::shared_ptr<const data::GeneSearch> m_genes;  // null: not asked for yet

    std::shared_ptr<const models::ModelOutline> m_outline;
    std::shared_ptr<const models::LoadedModel> m_model;
    std::shared_ptr<const models::tasks::Coverage> m_coverage;

    std::vector<std::uint8_t> m_selection;
    std::int64_t m_selectedCount = 0;

    std::map<QString, LabelFieldPtr> m_edited;           // fields touched by edits; null: removed
    mutable std::map<QString, LabelFieldPtr> m_columns;  // columns as the data set has them, made on demand
    QString m_activeField;
    QUndoStack m_undo;
    bool m_replaying = false;
    bool m_unsavedResults = false;
    QString m_savedFile;
    QDateTime m_journaledAt;
};

// A second name of every gene: its symbol where the index holds identifiers, else an identifier; empty: var has none.
std::vector<std::string> secondGeneNames(const data::Dataset &dataset);
std::string geneSymbol(const data::Dataset &dataset, std::int64_t gene);  // by a column of symbols; empty: var has none

}  // namespace lexicell::ui
