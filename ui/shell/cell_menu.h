// What the window tells and offers about the cell under the pointer.
#pragma once

#include "ui/commands/actions.h"
#include "ui/workspace/session.h"

#include <QPoint>

namespace lexicell::ui {

class ViewPane;

struct PointedCell {
    const ViewPane *pane;  // the map that tells which labels are meant; null: none
    std::int64_t cell;     // -1: none is there
};

// "AAACATACAACCAC-1 · cell_type: B". A cell is there.
QString cellText(const Session &session, const PointedCell &pointed);
// Waits for the choice.
void showCellMenu(Session &session, const Actions &actions, const PointedCell &pointed, const QPoint &global);

}  // namespace lexicell::ui
