// Names that a person types or pastes, looked up in a network.
#pragma once

#include "ui/views/network/network_model.h"

#include <QStringList>

namespace lexicell::ui {

struct NetworkMatches {
    std::vector<std::size_t> nodes;  // visible ones, each once, in the order of the names
    QStringList unlinked;            // in the result, but without an edge that is drawn now
    QStringList unknown;             // not in the result
};

// Names are separated by commas, semicolons or white space; case does not count. One text that is no name finds the first node
// whose name contains it.
NetworkMatches findNodes(const NetworkModel &model, const QString &text);

// "2 of 4 found. No drawn edge: FOXP3. Not in the network: NOPE." Empty: all were found.
QString missesText(const NetworkMatches &matches);

}  // namespace lexicell::ui
