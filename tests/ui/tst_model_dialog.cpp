// Checkpoints: dropped on the window, and the files that scBERT and Exceiver lack named in the dialog. Real clicks and keys.
#include "tests/ui/window_clicks.h"
#include "tests/ui/window_fixture.h"
#include "ui/commands/load_model.h"
#include "ui/commands/open_dataset.h"
#include "ui/forms/model_dialog.h"
#include "ui/workspace/models/model_files.h"
#include "ui/panels/models_panel.h"

#include <QCheckBox>
#include <QComboBox>
#include <QCompleter>
#include <QLabel>
#include <QLineEdit>
#include <QMimeData>

using namespace lexicell;
using namespace lexicell::ui;

namespace {

void drop(MainWindow &window, const QStringList &paths)
{
    QMimeData data;
    QList<QUrl> urls;
    for (const QString &path : paths) urls << QUrl::fromLocalFile(path);
    data.setUrls(urls);
    QDragEnterEvent enter(QPoint(100, 100), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
    QApplication::sendEvent(&window, &enter);
    QVERIFY(enter.isAccepted());
    QDropEvent event(QPointF(100, 100), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
    QApplication::sendEvent(&window, &event);
}

}  // namespace

class TestModelDialog : public QObject, private WindowFixture {
    Q_OBJECT

  private Q_SLOTS:
    void initTestCase() { prepare(); }
    void init() { openWindow(); }
    void cleanup() { m_window.reset(); }

    void droppedCheckpointsAreLoaded_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<bool>("checkpoint");
        for (const char *name : {"m.pt", "m.pth", "m.ckpt", "m.bin", "m.safetensors", "M.PT", "model.safetensors.index.json"})
            QTest::addRow("%s", name) << name << true;
        for (const char *name : {"m.h5ad", "m.csv", "m.h5", "matrix.mtx.gz"}) QTest::addRow("%s", name) << name << false;
    }
    void droppedCheckpointsAreLoaded()
    {
        QFETCH(QString, name);
        QFETCH(bool, checkpoint);
        QTemporaryDir folder;
        QFile file(folder.filePath(name));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("neither one nor the other");
        file.close();
        QCOMPARE(isCheckpoint(file.fileName()), checkpoint);
        QCOMPARE(isCheckpoint(folder.path()), checkpoint);
        drop(*m_window, {file.fileName()});
        waitIdle(*m_window);
        QTRY_VERIFY(!lastBanner(*m_window).isEmpty());
        QVERIFY2(lastBanner(*m_window).startsWith("The model") == checkpoint, qPrintable(lastBanner(*m_window)));
    }

    void aModelFolderAndDataDropTogether()
    {
        if (m_model.isEmpty()) QSKIP("no scGPT checkpoint: set LEXICELL_FIXTURES");
        // Not the sample, which brings a model of its own.
        drop(*m_window, {unknownTable(m_folder.filePath("dropped.csv")), m_model});
        waitIdle(*m_window);
        QVERIFY(m_window->bench().session.data().hasDataset());
        QVERIFY2(m_window->bench().session.models().outline(), qPrintable(lastBanner(*m_window)));
    }

    void aFolderOfSeveralCheckpointsAsksWhich()
    {
        const auto demo = resourceFile("sample/demo_scgpt/best_model.pt");
        if (!demo.ok()) QSKIP("the sample is not here");
        QTemporaryDir folder;
        for (const char *name : {"epoch_1.pt", "epoch_2.pt"})
            QVERIFY(QFile::copy(QString::fromStdString(demo->string()), folder.filePath(name)));
        for (const char *name : {"args.json", "vocab.json"})
            QVERIFY(QFile::copy(QString::fromStdString((demo->parent_path() / name).string()), folder.filePath(name)));
        m_window->open(folder.path());
        waitIdle(*m_window);
        auto *dialog = m_window->findChild<ModelDialog *>();
        QVERIFY2(dialog && dialog->isVisible(), qPrintable(lastBanner(*m_window)));
        auto *path = dialog->findChild<QComboBox *>("modelPath");
        for (const char *name : {"epoch_1.pt", "epoch_2.pt"}) QVERIFY2(path->findText(folder.filePath(name)) >= 0, name);
        path->hidePopup();
        path->setEditText(folder.filePath("epoch_2.pt"));
        QTest::mouseClick(dialog->findChild<QPushButton *>("loadModel"), Qt::LeftButton);
        waitIdle(*m_window);
        const auto *outline = m_window->bench().session.models().outline();
        QVERIFY2(outline, qPrintable(lastBanner(*m_window)));
        QCOMPARE(QString::fromStdString(outline->card.path.string()), folder.filePath("epoch_2.pt"));
    }

    // Completion offers; it never writes into the box, where Enter would load another checkpoint than the one typed.
    void whatIsTypedIsThePath()
    {
        auto *dialog = new ModelDialog(m_window->bench(), m_window.get());
        dialog->show();
        QVERIFY(QTest::qWaitForWindowActive(dialog));
        auto *path = dialog->findChild<QComboBox *>("modelPath");
        QVERIFY(path->count() > 0);
        const QString whole = path->itemText(0), typed = whole.left(whole.size() / 2);
        path->lineEdit()->setFocus();
        QTest::keyClicks(path->lineEdit(), typed);
        QCOMPARE(path->lineEdit()->text(), typed);
        QCOMPARE(path->completer()->completionMode(), QCompleter::PopupCompletion);
        dialog->close();
    }

    void aMissingGeneListIsNamedInTheDialog()
    {
        LEXICELL_FIXTURES_OR_SKIP(root, "scbert");
        QString model;
        for (const auto &entry : std::filesystem::directory_iterator(root))
            if (entry.is_directory() && entry.path().filename().string().starts_with("lm_"))
                model = QString::fromStdString(entry.path().string());
        if (model.isEmpty()) QSKIP("this set of fixtures has no scBERT language model");
        const QStringList weights = QDir(model).entryList({"*.pth"}, QDir::Files);
        QVERIFY(!weights.isEmpty());
        const QString alone = m_folder.filePath("alone.pth");
        QFile::remove(alone);
        QVERIFY(QFile::copy(model + "/" + weights.first(), alone));
        openDataset(m_window->bench(), m_data);
        waitIdle(*m_window);
        m_window->open(alone);
        waitIdle(*m_window);
        auto *dialog = m_window->findChild<ModelDialog *>();
        if (!dialog) {  // loaded so far: what is missing is said when genes are matched
            QTRY_VERIFY(bannerButton(*m_window, "Choose its files…"));
            QTest::mouseClick(bannerButton(*m_window, "Choose its files…"), Qt::LeftButton);
            dialog = m_window->findChild<ModelDialog *>();
        }
        QVERIFY(dialog && dialog->isVisible());
        auto *genes = dialog->findChild<QLineEdit *>("modelGenes");
        QVERIFY(genes->isVisible());
        QVERIFY(!dialog->findChild<QLabel *>("modelProblem")->text().isEmpty());
        genes->setFocus();
        QTest::keyClicks(genes, model + "/genes.txt");
        QTest::mouseClick(dialog->findChild<QPushButton *>("loadModel"), Qt::LeftButton);
        waitIdle(*m_window);
        QVERIFY2(m_window->bench().session.models().outline(), qPrintable(lastBanner(*m_window)));
        QTRY_VERIFY(m_window->bench().session.models().coverage());
        QCOMPARE(modelFiles(alone).genes, model + "/genes.txt");
        QVERIFY(visibleChild<QPushButton>(m_window->models(), "modelFiles") || !m_window->models()->isVisible());
    }

    void aMissingScalerIsNamedInTheDialog()
    {
        LEXICELL_FIXTURES_OR_SKIP(root, "exceiver");
        QString model;
        for (const auto &entry : std::filesystem::directory_iterator(root))
            if (entry.is_directory() && entry.path().filename().string().starts_with("base_"))
                model = QString::fromStdString(entry.path().string());
        if (model.isEmpty()) QSKIP("this set of fixtures has no Exceiver");
        QDir copy(m_folder.filePath("exceiver"));
        QVERIFY(copy.mkpath("."));
        for (const QString &name : QDir(model).entryList({"*.ckpt", "hparams.yaml"}, QDir::Files)) {
            QFile::remove(copy.filePath(name));
            QVERIFY(QFile::copy(model + "/" + name, copy.filePath(name)));
        }
        openDataset(m_window->bench(), model + "/input.h5ad");
        loadModel(m_window->bench(), copy.path());
        waitIdle(*m_window);
        QTRY_VERIFY(m_window->findChild<ModelDialog *>() || bannerButton(*m_window, "Choose its files…"));
        if (!m_window->findChild<ModelDialog *>())
            QTest::mouseClick(bannerButton(*m_window, "Choose its files…"), Qt::LeftButton);
        auto *dialog = m_window->findChild<ModelDialog *>();
        QVERIFY(dialog && dialog->isVisible());
        QTest::keyClicks(dialog->findChild<QLineEdit *>("modelGenes"), model + "/genes.txt");
        auto *refit = dialog->findChild<QCheckBox *>("refitScaler");
        QVERIFY(refit->isVisible());
        QTest::mouseClick(refit, Qt::LeftButton, {}, QPoint(8, refit->height() / 2));
        QVERIFY(refit->isChecked());
        QTest::mouseClick(dialog->findChild<QPushButton *>("loadModel"), Qt::LeftButton);
        waitIdle(*m_window);
        QTRY_VERIFY(m_window->bench().session.models().coverage());
        runScript({QJsonObject{{"do", "embed"}}});
        QVERIFY(m_window->bench().session.data().dataset()->obsm.find("X_exceiver"));
    }
};

QTEST_MAIN(TestModelDialog)
#include "tst_model_dialog.moc"
