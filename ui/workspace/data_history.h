// What steps change in the data set, as steps of the history: results that were added, cells and genes that were dropped. Undo
// takes back what a step added, puts what it replaced in its place again, and brings dropped cells back with their labels.
//
// The journal holds dropped cells, but no results: these lie in the results file beside the project. A journaled undo or redo
// still means the same edit, because the history without the results has the same order.
#pragma once

#include "ui/workspace/dataset_store.h"
#include "ui/workspace/labels/labels.h"
#include "ui/workspace/project/project_journal.h"

#include <QCoreApplication>

#include <optional>

namespace lexicell::ui {

class DataHistory {
    Q_DECLARE_TR_FUNCTIONS(lexicell::ui::Session)

  public:
    DataHistory(DatasetStore &data, Labels &labels, ProjectJournal &journal) : m_data(data), m_labels(labels), m_journal(journal)
    {
    }

    // Takes what a step added: everything in `output` that is not the same object as in `input`. Other results that arrived in
    // the meantime stay. A step that dropped cells or genes replaces the data set, labels follow their cells. `title`: of the
    // step, in the history. `reduction`: of a step that dropped some, as the job made it; made here if it is not given.
    void add(const data::Dataset &input, const DatasetPtr &output, const QString &title,
             const std::optional<Reduction> &reduction = {});
    // Results of an earlier sitting: no step of the history. Returns what there was; the caller tells the listeners.
    ResultKeys restore(const data::Dataset &results);
    // Shows `output`, the cells and genes of the file in `filter`. False: they are no part of the present ones.
    bool reduce(const DatasetPtr &output, const AxisFilter &filter);

  private:
    class ResultsCommand;
    class CellsCommand;
    struct State {
        DatasetStore::View view;
        EditedFields edited;
    };

    void dropCells(const DatasetPtr &output, const Reduction &reduction);
    std::optional<State> reducedTo(const DatasetPtr &output, AxisFilter filter) const;
    State exchange(State state);
    void showColumns(const ResultKeys &keys);

    DatasetStore &m_data;
    Labels &m_labels;
    ProjectJournal &m_journal;
};

}  // namespace lexicell::ui
