// Brings back what a project holds: its journal replayed, or its labels found in data that have changed, its runs, its choices.
// Nothing is written to a journal that is damaged or was made for other data; it is held until a person decides.
#pragma once

#include "ui/workspace/data_history.h"
#include "ui/workspace/genes/genes.h"
#include "ui/workspace/labels/changed_data.h"
#include "ui/workspace/runs.h"

#include <QDateTime>
#include <QString>

#include <optional>
#include <vector>

namespace lexicell::ui {

struct Restored {
    int edits = 0;                       // journal entries replayed
    QDateTime last;                      // time of the last of them
    bool damaged = false;                // the journal could not be read to its end: it is left as it is, and no edit is taken
    std::optional<ChangedData> changed;  // the labels were made for other data: no edit is taken either
    QString problem;                     // one sentence on either, or on a list that could not be read
};

struct RestoreTarget {
    DatasetStore &data;  // with the data set as its file has it
    Labels &labels;
    ProjectJournal &journal;  // with the project
    Runs &runs;
    DataHistory &history;
    Genes &genes;
};

// `reductions` are what reductionsOf() made of the journal, `changed` what compareWithProject() found (made here if not given).
Restored restoreProject(const RestoreTarget &target, const std::vector<DatasetPtr> &reductions,
                        std::optional<ChangedData> changed);

}  // namespace lexicell::ui
