#include "ui/shell/file_actions.h"

#include "ui/commands/load_model.h"
#include "ui/commands/open_dataset.h"
#include "ui/commands/open_sample.h"
#include "ui/commands/save_files.h"
#include "ui/commands/save_project.h"
#include "ui/forms/open_dialog.h"
#include "ui/workspace/models/model_files.h"
#include "ui/workspace/save_place.h"

#include <QFileDialog>
#include <QFileInfo>
#include <QMessageBox>
#include <QPushButton>
#include <QSettings>

namespace lexicell::ui {

namespace {

const QString fileFilter = QObject::tr(
    "Single-cell data (*.h5ad *.h5mu *.h5 *.loom *.mtx *.mtx.gz *.csv *.csv.gz *.tsv *.tsv.gz *.txt *.txt.gz *.tab *.lexicell);;"
    "Checkpoints (*.pt *.pth *.ckpt *.bin *.safetensors);;All files (*)");

const QString folderKey = QStringLiteral("folder");

QString lastFolder() { return QSettings().value(folderKey).toString(); }

}  // namespace

void FileActions::open(const QString &path)
{
    if (isCheckpoint(path)) loadModel(m_bench, path);
    else if (isSimulatedSample(path)) openSimulatedSample(m_bench);
    else openDataset(m_bench, path);
}

void FileActions::openFile()
{
    const QString path = QFileDialog::getOpenFileName(m_window, tr("Open data"), lastFolder(), fileFilter);
    if (path.isEmpty()) return;
    QSettings().setValue(folderKey, QFileInfo(path).absolutePath());
    open(path);
}

void FileActions::openFolder()
{
    const QString path = QFileDialog::getExistingDirectory(m_window, tr("Open a 10x folder (with matrix.mtx)"), lastFolder());
    if (path.isEmpty()) return;
    QSettings().setValue(folderKey, QFileInfo(path).absolutePath());
    open(path);
}

// Of the open file, or of one that is chosen now.
void FileActions::openWithOptions()
{
    QString path = m_bench.session.data().hasDataset() ? m_bench.session.data().facts()->identity.path : QString();
    if (path.isEmpty()) {
        path = QFileDialog::getOpenFileName(m_window, tr("Open data with options"), lastFolder(), fileFilter);
        if (path.isEmpty()) return;
        QSettings().setValue(folderKey, QFileInfo(path).absolutePath());
    }
    (new OpenDialog(m_bench, path, rememberedOpenOptions(path), nullptr, m_window))->show();
}

void FileActions::saveCopy()
{
    const QString path = QFileDialog::getSaveFileName(
        m_window, tr("Save data copy"),
        savePlace(m_bench.session.data().facts()->identity.path, QStringLiteral("_annotated.h5ad")), tr("AnnData (*.h5ad)"));
    if (path.isEmpty()) return;
    rememberSavePlace(path);
    saveH5ad(m_bench, path.endsWith(QStringLiteral(".h5ad")) ? path : path + QStringLiteral(".h5ad"));
}

void FileActions::exportLabels()
{
    const QString path = QFileDialog::getSaveFileName(
        m_window, tr("Export labels"), savePlace(m_bench.session.data().facts()->identity.path, QStringLiteral("_labels.csv")),
        tr("Table (*.csv)"));
    if (path.isEmpty()) return;
    rememberSavePlace(path);
    ui::exportLabels(m_bench, path);
}

void FileActions::saveProject(bool askName)
{
    if (!m_bench.session.data().hasDataset()) return;
    QString path = m_bench.session.journal().project() ? m_bench.session.journal().project()->path() : QString();
    const bool held = !path.isEmpty() && m_bench.session.journal().project()->held();
    if (askName || path.isEmpty() || held || isAutomaticProject(path)) {
        path = QFileDialog::getSaveFileName(m_window, tr("Save project"),
                                            savePlace(m_bench.session.data().facts()->identity.path, QStringLiteral(".lexicell")),
                                            tr("Lexicell project (*.lexicell)"));
        if (path.isEmpty()) return;
        rememberSavePlace(path);
        if (!path.endsWith(QStringLiteral(".lexicell"))) path += QStringLiteral(".lexicell");
    }
    ui::saveProject(m_bench, path, [bench = m_bench, path](const Result<void> &written) {
        if (!written.ok()) return bench.notices.postError(tr("The project could not be saved."), written.error());
        addRecentFile(path);
        bench.notices.post({Tone::Success, tr("Project saved; every later change is kept in it at once."), path, {}});
    });
}

bool FileActions::mayClose()
{
    if (!m_bench.session.hasUnsavedWork()) return true;
    QMessageBox box(QMessageBox::Question, tr("Close"), tr("Labels or results are not in an h5ad file yet."),
                    QMessageBox::NoButton, m_window);
    box.setInformativeText(tr("Nothing is lost: they are in the project and come back when you open these data again."));
    QPushButton *save = box.addButton(tr("Save a copy…"), QMessageBox::AcceptRole);
    QPushButton *close = box.addButton(tr("Close"), QMessageBox::DestructiveRole);
    box.addButton(QMessageBox::Cancel);
    box.setDefaultButton(close);
    box.exec();
    if (box.clickedButton() == save) saveCopy();
    return box.clickedButton() == close;
}

}  // namespace lexicell::ui
