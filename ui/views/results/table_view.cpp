#include "ui/views/results/table_view.h"

#include "ui/views/results/table_page.h"

namespace lexicell::ui {

TableView::TableView(const ShownResult &shown, QWidget *parent) : ResultView(shown, parent)
{
    if (resultAs<models::tasks::Table>().rows() == 0)
        showEmpty(QStringLiteral("table"), tr("No rows"), tr("The task found nothing to list."));
    else showTable(new TablePage(shown.result, this));
}

}  // namespace lexicell::ui
