// The window and files: opening, dropping, saving, and what is asked before it closes.
#include "core/base/resources.h"
#include "ui/commands/load_model.h"
#include "ui/commands/open_dataset.h"
#include "ui/commands/save_files.h"
#include "ui/main_window.h"

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
    "Single-cell data (*.h5ad *.h5 *.loom *.mtx *.mtx.gz *.csv *.tsv *.csv.gz *.tsv.gz *.txt *.lexicell);;All files (*)");

}  // namespace

void MainWindow::open(const QString &path) { openDataset(m_bench, path); }

void MainWindow::openSample()
{
    const auto sample = resourceFile("sample/lexicell_sample.h5ad");
    if (!sample.ok()) return m_notices.postError(tr("The sample is missing."), sample.error());
    openDataset(m_bench, QString::fromStdString(sample->string()), {}, [this](const Result<void> &opened) {
        const auto model = resourceFile("sample/demo_scgpt");
        if (opened.ok() && model.ok() && !m_session.outline()) loadModel(m_bench, QString::fromStdString(model->string()));
    });
}

void MainWindow::askOpen()
{
    const QString folder = QSettings().value(QStringLiteral("folder")).toString();
    const QString path = QFileDialog::getOpenFileName(this, tr("Open data"), folder, fileFilter);
    if (path.isEmpty()) return;
    QSettings().setValue(QStringLiteral("folder"), QFileInfo(path).absolutePath());
    open(path);
}

void MainWindow::askOpenFolder()
{
    const QString path = QFileDialog::getExistingDirectory(this, tr("Open a 10x folder (with matrix.mtx)"),
                                                           QSettings().value(QStringLiteral("folder")).toString());
    if (!path.isEmpty()) open(path);
}

void MainWindow::askSaveCopy()
{
    const QFileInfo input(m_session.facts()->identity.path);
    const QString path = QFileDialog::getSaveFileName(this, tr("Save data copy"),
                                                      input.absolutePath() + QLatin1Char('/') + input.completeBaseName() +
                                                          QStringLiteral("_annotated.h5ad"),
                                                      tr("AnnData (*.h5ad)"));
    if (!path.isEmpty()) saveH5ad(m_bench, path.endsWith(QStringLiteral(".h5ad")) ? path : path + QStringLiteral(".h5ad"));
}

void MainWindow::askExportLabels()
{
    const QFileInfo input(m_session.facts()->identity.path);
    const QString path = QFileDialog::getSaveFileName(
        this, tr("Export labels"), input.completeBaseName() + QStringLiteral("_labels.csv"), tr("Table (*.csv)"));
    if (!path.isEmpty()) exportLabels(m_bench, path);
}

void MainWindow::saveProjectNow(bool askName)
{
    if (!m_session.project()) return;
    QString path = m_session.project()->path();
    if (askName || isAutomaticProject(path)) {
        const QFileInfo input(m_session.facts()->identity.path);
        path = QFileDialog::getSaveFileName(this, tr("Save project"),
                                            input.absolutePath() + QLatin1Char('/') + input.completeBaseName() +
                                                QStringLiteral(".lexicell"),
                                            tr("Lexicell project (*.lexicell)"));
        if (path.isEmpty()) return;
        if (!path.endsWith(QStringLiteral(".lexicell"))) path += QStringLiteral(".lexicell");
    }
    const auto written = saveProject(m_bench, path);
    if (!written.ok()) return m_notices.postError(tr("The project could not be saved."), written.error());
    addRecentFile(path);
    m_notices.post({Tone::Success, tr("Project saved; every later change is kept in it at once."), path, {}});
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

void MainWindow::dropEvent(QDropEvent *event)
{
    const QList<QUrl> urls = event->mimeData()->urls();
    if (urls.isEmpty()) return;
    const QString path = urls.first().toLocalFile();
    const bool model = QFileInfo::exists(path + QStringLiteral("/args.json")) || path.endsWith(QStringLiteral(".pt"));
    if (model) loadModel(m_bench, path);
    else open(path);
    event->acceptProposedAction();
}

}  // namespace lexicell::ui
