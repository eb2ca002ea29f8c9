// The part of the window for files: opening, dropping, saving, and the question before it closes.
#include "ui/commands/load_model.h"
#include "ui/commands/open_dataset.h"
#include "ui/commands/open_sample.h"
#include "ui/commands/save_files.h"
#include "ui/commands/save_project.h"
#include "ui/forms/open_dialog.h"
#include "ui/shell/main_window.h"
#include "ui/workspace/models/model_files.h"
#include "ui/workspace/save_place.h"

#include <QCloseEvent>
#include <QFileDialog>
#include <QFileInfo>
#include <QMessageBox>
#include <QMimeData>
#include <QPushButton>
#include <QSettings>

namespace lexicell::ui {

namespace {

const QString fileFilter = QObject::tr(
    "Single-cell data (*.h5ad *.h5 *.loom *.mtx *.mtx.gz *.csv *.csv.gz *.tsv *.tsv.gz *.txt *.txt.gz *.tab *.lexicell);;"
    "Checkpoints (*.pt *.pth *.ckpt *.bin *.safetensors);;All files (*)");

const QString folderKey = QStringLiteral("folder");

QString lastFolder() { return QSettings().value(folderKey).toString(); }

}  // namespace

void MainWindow::open(const QString &path)
{
    if (isCheckpoint(path)) loadModel(m_bench, path);
    else if (isSimulatedSample(path)) openSample();
    else openDataset(m_bench, path);
}

void MainWindow::openSample() { openSimulatedSample(m_bench); }

void MainWindow::askOpen()
{
    const QString path = QFileDialog::getOpenFileName(this, tr("Open data"), lastFolder(), fileFilter);
    if (path.isEmpty()) return;
    QSettings().setValue(folderKey, QFileInfo(path).absolutePath());
    open(path);
}

void MainWindow::askOpenFolder()
{
    const QString path = QFileDialog::getExistingDirectory(this, tr("Open a 10x folder (with matrix.mtx)"), lastFolder());
    if (path.isEmpty()) return;
    QSettings().setValue(folderKey, QFileInfo(path).absolutePath());
    open(path);
}

// Of the open file, or of one that is chosen now.
void MainWindow::askOpenWithOptions()
{
    QString path = m_session.data().hasDataset() ? m_session.data().facts()->identity.path : QString();
    if (path.isEmpty()) {
        path = QFileDialog::getOpenFileName(this, tr("Open data with options"), lastFolder(), fileFilter);
        if (path.isEmpty()) return;
        QSettings().setValue(folderKey, QFileInfo(path).absolutePath());
    }
    (new OpenDialog(m_bench, path, rememberedOpenOptions(path), nullptr, this))->show();
}

void MainWindow::askSaveCopy()
{
    const QString path = QFileDialog::getSaveFileName(
        this, tr("Save data copy"), savePlace(m_session.data().facts()->identity.path, QStringLiteral("_annotated.h5ad")),
        tr("AnnData (*.h5ad)"));
    if (path.isEmpty()) return;
    rememberSavePlace(path);
    saveH5ad(m_bench, path.endsWith(QStringLiteral(".h5ad")) ? path : path + QStringLiteral(".h5ad"));
}

void MainWindow::askExportLabels()
{
    const QString path = QFileDialog::getSaveFileName(
        this, tr("Export labels"), savePlace(m_session.data().facts()->identity.path, QStringLiteral("_labels.csv")),
        tr("Table (*.csv)"));
    if (path.isEmpty()) return;
    rememberSavePlace(path);
    exportLabels(m_bench, path);
}

void MainWindow::saveProjectNow(bool askName)
{
    if (!m_session.data().hasDataset()) return;
    QString path = m_session.journal().project() ? m_session.journal().project()->path() : QString();
    const bool held = !path.isEmpty() && m_session.journal().project()->held();
    if (askName || path.isEmpty() || held || isAutomaticProject(path)) {
        path = QFileDialog::getSaveFileName(this, tr("Save project"),
                                            savePlace(m_session.data().facts()->identity.path, QStringLiteral(".lexicell")),
                                            tr("Lexicell project (*.lexicell)"));
        if (path.isEmpty()) return;
        rememberSavePlace(path);
        if (!path.endsWith(QStringLiteral(".lexicell"))) path += QStringLiteral(".lexicell");
    }
    saveProject(m_bench, path, [this, path](const Result<void> &written) {
        if (!written.ok()) return m_notices.postError(tr("The project could not be saved."), written.error());
        addRecentFile(path);
        m_notices.post({Tone::Success, tr("Project saved; every later change is kept in it at once."), path, {}});
    });
}

bool MainWindow::mayClose()
{
    if (!m_session.hasUnsavedWork()) return true;
    QMessageBox box(QMessageBox::Question, tr("Close"), tr("Labels or results are not in an h5ad file yet."),
                    QMessageBox::NoButton, this);
    box.setInformativeText(tr("Nothing is lost: they are in the project and come back when you open these data again."));
    QPushButton *save = box.addButton(tr("Save a copy…"), QMessageBox::AcceptRole);
    QPushButton *close = box.addButton(tr("Close"), QMessageBox::DestructiveRole);
    box.addButton(QMessageBox::Cancel);
    box.setDefaultButton(close);
    box.exec();
    if (box.clickedButton() == save) askSaveCopy();
    return box.clickedButton() == close;
}

void MainWindow::closeEvent(QCloseEvent *event)
{
    if (!mayClose()) return event->ignore();
    keepLayout();
    m_jobs.cancelAll();
    event->accept();
}

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
