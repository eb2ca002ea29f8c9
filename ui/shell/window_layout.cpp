// The layout of the window: stored when it closes, restored, and as it was at first.
#include "ui/shell/main_window.h"
#include "ui/shell/result_docks.h"
#include "ui/views/views_area.h"

#include <QCloseEvent>
#include <QSettings>

namespace lexicell::ui {

void MainWindow::restoreLayout()
{
    const QSettings settings;
    restoreGeometry(settings.value(QStringLiteral("geometry")).toByteArray());
    restoreState(settings.value(QStringLiteral("layout")).toByteArray(), layoutVersion);
}

void MainWindow::keepLayout()
{
    m_views->closeLayout();
    m_resultDocks->keepStates();
    QSettings settings;
    settings.setValue(QStringLiteral("geometry"), saveGeometry());
    if (m_session.data().hasDataset()) settings.setValue(QStringLiteral("layout"), saveState(layoutVersion));
}

void MainWindow::resetLayout()
{
    restoreState(m_defaultLayout, layoutVersion);
    m_views->resetLayout();
    showPanel(m_session.data().hasDataset() ? QStringLiteral("views") : QStringLiteral("start"));
}

void MainWindow::closeEvent(QCloseEvent *event)
{
    if (!m_files.mayClose()) return event->ignore();
    keepLayout();
    m_jobs.cancelAll();
    event->accept();
}

}  // namespace lexicell::ui
