// A knock-out of chosen cells: two groups (selections, or labels of columns), genes and options. What the panel Knock-outs runs,
// and what leads from a knock-out's result back to its cells.
#pragma once

#include "models/tasks/knock_out/knock_out_options.h"
#include "ui/workspace/facts/cell_groups.h"
#include "ui/workspace/workbench.h"

#include <QString>
#include <QStringList>

#include <optional>
#include <vector>

namespace lexicell::ui {

inline constexpr const char *knockOutId = "knock-out";

struct KnockOutRequest {
    std::optional<CellGroup> from, toward;   // cells to change; the goal
    models::tasks::KnockOutOptions options;  // groupby, from and toward follow from the groups
};

CellGroup allCells(const Session &session);
// The label of a field as a group; nothing: the field or the label is not there, or no cell has it.
std::optional<CellGroup> labeledGroup(const Session &session, const QString &field, const QString &label);
// The selected cells; nothing: no cell is selected. Cells that one label holds alone have its name, but stay a selection.
std::optional<CellGroup> selectedGroup(const Session &session);

// The mode names that the loaded model knows, its default first; empty: no model, or one whose genes cannot be changed.
QStringList knockOutModes(const Session &session);

// One sentence that says what is missing; empty: it can run.
QString whyNotKnockOut(const Workbench &bench, const KnockOutRequest &request);
void runKnockOut(Workbench &bench, const KnockOutRequest &request, const Then &then = {});

// The request that a result came from, as far as the open data still have its cells.
KnockOutRequest requestOf(const Session &session, const StoredResult &result);

// Selects the cells that took part in a gene's row: query cells with a count (in over-expression all). Reads the gene in a job.
void selectCellsOfGene(Workbench &bench, int result, const QString &gene);

// Seconds for one pass through the network with this model, measured by the last knock-out; nothing: there was none.
std::optional<double> measuredSecondsPerPass(const Results &results, const std::string &model);

}  // namespace lexicell::ui
