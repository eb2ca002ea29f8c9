// A Table as a table.
#pragma once

#include "ui/views/results/result_view.h"

namespace lexicell::ui {

class TableView : public ResultView {
    Q_OBJECT

  public:
    TableView(const ShownResult &shown, QWidget *parent);
};

}  // namespace lexicell::ui
