// Files dropped on the window: the whole of it is a target.
#include "ui/shell/main_window.h"
#include "ui/workspace/models/model_files.h"

#include <QDropEvent>
#include <QMimeData>
#include <QUrl>

namespace lexicell::ui {

void MainWindow::dragEnterEvent(QDragEnterEvent *event)
{
    if (event->mimeData()->hasUrls()) event->acceptProposedAction();
}

// Checkpoints are loaded, and of the rest the first is opened: the three files of a 10x matrix are one data set.
void MainWindow::dropEvent(QDropEvent *event)
{
    bool opened = false;
    for (const QUrl &url : event->mimeData()->urls()) {
        const QString path = url.toLocalFile();
        if (path.isEmpty()) continue;
        const bool model = isCheckpoint(path);
        if (model || !opened) open(path);
        opened = opened || !model;
    }
    event->acceptProposedAction();
}

}  // namespace lexicell::ui
