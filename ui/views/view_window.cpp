#include "ui/views/view_window.h"

#include "ui/views/view_pane.h"

#include <QCloseEvent>
#include <QVBoxLayout>

namespace lexicell::ui {

ViewWindow::ViewWindow(ViewPane *pane, QWidget *shortcutsOf, QWidget *parent) : QWidget(parent, Qt::Window), m_pane(pane)
{
    setObjectName(QStringLiteral("viewWindow"));
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    resize(pane->size().expandedTo({480, 420}));
    layout->addWidget(pane);
    addActions(shortcutsOf->actions());
    connect(pane, &ViewPane::stateChanged, this, &ViewWindow::updateTitle);
    updateTitle();
}

void ViewWindow::updateTitle() { setWindowTitle(tr("%1 — Lexicell").arg(m_pane->title())); }

void ViewWindow::closeEvent(QCloseEvent *event)
{
    event->accept();
    Q_EMIT closed();
}

}  // namespace lexicell::ui
