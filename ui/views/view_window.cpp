#include "ui/views/view_window.h"

#include "ui/views/view.h"

#include <QCloseEvent>
#include <QVBoxLayout>

namespace lexicell::ui {

ViewWindow::ViewWindow(View *view, QWidget *content, QWidget *shortcutsOf, QWidget *parent)
    : QWidget(parent, Qt::Window), m_view(view)
{
    setObjectName(QStringLiteral("viewWindow"));
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    resize(content->size().expandedTo({480, 420}));
    layout->addWidget(content);
    addActions(shortcutsOf->actions());
    connect(view, &View::titleChanged, this, &ViewWindow::updateTitle);
    updateTitle();
}

void ViewWindow::updateTitle() { setWindowTitle(tr("%1 — Lexicell").arg(m_view->title())); }

void ViewWindow::closeEvent(QCloseEvent *event)
{
    event->accept();
    Q_EMIT closed();
}

}  // namespace lexicell::ui
