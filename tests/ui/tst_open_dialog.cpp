// Choices that a file or a step needs have a control in the window: genome, feature type, one of several files, the
// orientation of a table, matrix and gene names, log-normalized values. Real clicks and keys.
#include "core/io/h5ad/h5ad_reader.h"
#include "tests/ui/window_clicks.h"
#include "tests/ui/window_fixture.h"
#include "ui/commands/open_dataset.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDialog>
#include <QSpinBox>
#include <cmath>

using namespace lexicell;
using namespace lexicell::ui;

namespace {

void choose(QDialog *dialog, const char *option, const QString &value)
{
    auto *box = dialog->findChild<QComboBox *>(QStringLiteral("option.%1").arg(QLatin1String(option)));
    QVERIFY2(box, option);
    const int index = box->findData(value);
    QVERIFY2(index >= 0, qPrintable(value));
    box->setFocus();
    while (box->currentIndex() > index) QTest::keyClick(box, Qt::Key_Up);
    while (box->currentIndex() < index) QTest::keyClick(box, Qt::Key_Down);
}

void run(QDialog *dialog) { QTest::mouseClick(dialog->findChild<QPushButton *>("runStep"), Qt::LeftButton); }

QStringList valuesOf(QDialog *dialog, const char *option)
{
    QStringList values;
    if (const auto *box = dialog->findChild<QComboBox *>(QStringLiteral("option.%1").arg(QLatin1String(option))))
        for (int i = 0; i < box->count(); ++i) values << box->itemData(i).toString();
    return values;
}

}  // namespace

class TestOpenDialog : public QObject, private WindowFixture {
    Q_OBJECT

  private Q_SLOTS:
    void initTestCase() { prepare(); }
    void init() { openWindow(); }
    void cleanup() { m_window.reset(); }

    void aFileWithTwoGenomesAsksWhich()
    {
        LEXICELL_FIXTURES_OR_SKIP(root, "formats");
        const QString file = QString::fromStdString((root / "10x/v2_two_genomes.h5").string());
        if (!QFile::exists(file)) QSKIP("this set of fixtures has no file with two genomes");
        m_window->open(file);
        QTRY_VERIFY(visibleChild<QDialog>(m_window.get(), "openDialog"));
        auto *dialog = visibleChild<QDialog>(m_window.get(), "openDialog");
        QTRY_VERIFY(dialog->findChild<QPushButton *>("runStep")->isEnabled());
        QCOMPARE(valuesOf(dialog, "genome"), (QStringList{"hg19", "mm10"}));
        // every row is to be seen
        for (const QWidget *row : dialog->findChildren<QComboBox *>())
            QTRY_VERIFY(row->visibleRegion().boundingRect().height() >= row->sizeHint().height());
        QVERIFY(!m_window->bench().session.data().hasDataset());
        choose(dialog, "genome", "mm10");
        run(dialog);
        waitIdle(*m_window);
        QVERIFY2(m_window->bench().session.data().hasDataset(), qPrintable(lastBanner(*m_window)));
        // The choice is kept: the file opens without asking, as in the list of recent files.
        m_window->bench().session.close();
        m_window->open(file);
        waitIdle(*m_window);
        QTRY_VERIFY(m_window->bench().session.data().hasDataset());
        QVERIFY(!visibleChild<QDialog>(m_window.get(), "openDialog"));
        // And it can be changed afterwards: other cells, with labels of their own.
        const QString identity = m_window->bench().session.data().facts()->identity.fingerprint;
        m_window->actions().get("file.openOptions")->trigger();
        QTRY_VERIFY(visibleChild<QDialog>(m_window.get(), "openDialog"));
        dialog = visibleChild<QDialog>(m_window.get(), "openDialog");
        QTRY_VERIFY(dialog->findChild<QPushButton *>("runStep")->isEnabled() && !valuesOf(dialog, "genome").isEmpty());
        choose(dialog, "genome", "hg19");
        run(dialog);
        waitIdle(*m_window);
        QVERIFY(m_window->bench().session.data().facts()->identity.fingerprint != identity);
    }

    void aFileWithoutGeneExpressionAsksForAFeatureType()
    {
        QDir folder(m_folder.filePath("antibodies"));
        QVERIFY(folder.mkpath("."));
        const auto write = [&](const char *name, const QByteArray &text) {
            QFile file(folder.filePath(name));
            QVERIFY(file.open(QIODevice::WriteOnly));
            file.write(text);
        };
        write("matrix.mtx", "%%MatrixMarket matrix coordinate integer general\n3 2 3\n1 1 4\n2 2 5\n3 1 6\n");
        write("features.tsv", "A1\tCD3\tAntibody Capture\nA2\tCD4\tAntibody Capture\nP1\tchr1:1-2\tPeaks\n");
        write("barcodes.tsv", "AAACCTGAGAAACCAT-1\nAAACCTGAGAAACCGC-1\n");
        m_window->open(folder.path());
        QTRY_VERIFY(visibleChild<QDialog>(m_window.get(), "openDialog"));
        auto *dialog = visibleChild<QDialog>(m_window.get(), "openDialog");
        QTRY_VERIFY(dialog->findChild<QPushButton *>("runStep")->isEnabled());
        QCOMPARE(valuesOf(dialog, "feature-type"), (QStringList{"Antibody Capture", "Peaks", "all"}));
        choose(dialog, "feature-type", "all");
        run(dialog);
        waitIdle(*m_window);
        QVERIFY(m_window->bench().session.data().hasDataset());
        QCOMPARE(m_window->bench().session.data().dataset()->genes(), std::int64_t{3});
    }

    void otherFeaturesAreOneClickAway()
    {
        LEXICELL_FIXTURES_OR_SKIP(root, "formats");
        const QString file = QString::fromStdString((root / "10x/v3_multi_feature.h5").string());
        if (!QFile::exists(file)) QSKIP("this set of fixtures has no file with several kinds of features");
        m_window->open(file);
        waitIdle(*m_window);
        const Session &session = m_window->bench().session;
        const std::int64_t genes = session.data().dataset()->genes();
        QTRY_VERIFY(bannerButton(*m_window, "Choose features…"));
        QTest::mouseClick(bannerButton(*m_window, "Choose features…"), Qt::LeftButton);
        QTRY_VERIFY(visibleChild<QDialog>(m_window.get(), "openDialog"));
        auto *dialog = visibleChild<QDialog>(m_window.get(), "openDialog");
        QTRY_VERIFY(dialog->findChild<QPushButton *>("runStep")->isEnabled() && !valuesOf(dialog, "feature-type").isEmpty());
        choose(dialog, "feature-type", "all");
        run(dialog);
        waitIdle(*m_window);
        QVERIFY(session.data().dataset()->genes() > genes);
        QVERIFY(!bannerButton(*m_window, "Choose features…"));
    }

    void aFolderOfSeveralMatricesAsksWhich()
    {
        QDir folder(m_folder.filePath("several"));
        QVERIFY(folder.mkpath("."));
        for (const char *name : {"one", "two"}) {
            QFile matrix(folder.filePath(QString("%1.mtx").arg(name)));
            QVERIFY(matrix.open(QIODevice::WriteOnly));
            matrix.write("%%MatrixMarket matrix coordinate integer general\n2 3 2\n1 1 4\n2 2 5\n");
        }
        m_window->open(folder.path());
        QTRY_VERIFY(visibleChild<QDialog>(m_window.get(), "openDialog"));
        auto *dialog = visibleChild<QDialog>(m_window.get(), "openDialog");
        auto *files = dialog->findChild<QComboBox *>("chosenFile");
        QVERIFY(files);
        QCOMPARE(files->count(), 2);
        files->setFocus();
        QTest::keyClick(files, Qt::Key_Down);
        run(dialog);
        waitIdle(*m_window);
        QTRY_VERIFY2(m_window->bench().session.data().hasDataset(), qPrintable(lastBanner(*m_window)));
        QVERIFY(m_window->bench().session.data().facts()->identity.path.endsWith("two.mtx"));
    }

    void aGuessedTableCanBeTurnedRound()
    {
        const QString table = unknownTable(m_folder.filePath("unknown.csv"));
        m_window->open(table);
        waitIdle(*m_window);
        const Session &session = m_window->bench().session;
        QVERIFY(session.data().hasDataset());
        QCOMPARE(session.data().cells(), std::int64_t{6});
        QTRY_VERIFY(bannerButton(*m_window, "Turn it round"));
        QTest::mouseClick(bannerButton(*m_window, "Turn it round"), Qt::LeftButton);
        waitIdle(*m_window);
        QCOMPARE(session.data().cells(), std::int64_t{4});
        QCOMPARE(session.data().dataset()->orientation, std::string("genes-in-rows"));
        QTRY_VERIFY(!bannerButton(*m_window, "Turn it round"));
        // and back, by the menu
        QVERIFY(m_window->actions().get("file.turnRound")->isEnabled());
        m_window->actions().get("file.turnRound")->trigger();
        waitIdle(*m_window);
        QCOMPARE(session.data().cells(), std::int64_t{6});
        // and in the dialog of what is read
        m_window->actions().get("file.openOptions")->trigger();
        QTRY_VERIFY(visibleChild<QDialog>(m_window.get(), "openDialog"));
        auto *dialog = visibleChild<QDialog>(m_window.get(), "openDialog");
        QTRY_VERIFY(dialog->findChild<QPushButton *>("runStep")->isEnabled());
        QCOMPARE(valuesOf(dialog, "orientation"), (QStringList{"auto", "cells-in-rows", "genes-in-rows"}));
        choose(dialog, "orientation", "genes-in-rows");
        run(dialog);
        waitIdle(*m_window);
        QCOMPARE(session.data().cells(), std::int64_t{4});
        openDataset(m_window->bench(), m_data);
        waitIdle(*m_window);
        QVERIFY(m_window->actions().whyNot("file.turnRound").contains("table"));
    }

    void aMatrixAndGeneNamesAreChosen()
    {
        // X log-normalized, counts in a layer, symbols in a column
        JobContext context;
        auto dataset = io::readH5ad(m_data.toStdString(), {}, context);
        VERIFY_OK(dataset);
        data::Dataset logged = *dataset;
        auto block = dataset->x.all();
        VERIFY_OK(block);
        for (float &value : block->values) value = std::log1p(value * 1.7F);
        logged.layers.set("counts", dataset->x);
        logged.x = data::ExpressionMatrix::ofCsr(std::move(*block));
        data::StringArray symbols = logged.var.index;
        for (std::size_t i = 0; i < symbols.values.size(); ++i) logged.var.index.values[i] = "id" + std::to_string(i);
        logged.var.columns.set("symbol", data::makeElement(symbols));
        const QString file = m_folder.filePath("logged.h5ad");
        VERIFY_OK(io::writeH5ad(logged, file.toStdString(), {}, context));

        openDataset(m_window->bench(), file);
        waitIdle(*m_window);
        const Session &session = m_window->bench().session;
        QVERIFY(!session.data().facts()->counts());

        // A step that needs counts offers the matrix that has them, in its form.
        runScript({QJsonObject{{"do", "pca"}, {"options", QJsonObject{{"n-pcs", 5}, {"n-top-genes", 100}}}}}, "counts_needed");
        QTRY_VERIFY(bannerButton(*m_window, "Change the settings…"));
        QTest::mouseClick(bannerButton(*m_window, "Change the settings…"), Qt::LeftButton);
        QDialog *form = nullptr;
        for (QDialog *dialog : m_window->findChildren<QDialog *>())
            if (dialog->isVisible() && dialog->windowTitle() == "PCA") form = dialog;
        QVERIFY(form);
        QCOMPARE(form->findChild<QComboBox *>("option.layer")->currentData().toString(), QString("counts"));
        QCOMPARE(form->findChild<QSpinBox *>("option.n-pcs")->value(), 5);
        QVERIFY(form->findChild<QCheckBox *>("option.log-normalized"));
        run(form);
        waitIdle(*m_window);
        QVERIFY2(session.data().dataset()->obsm.find("X_pca"), qPrintable(lastBanner(*m_window)));

        m_window->actions().get("file.openOptions")->trigger();
        QTRY_VERIFY(visibleChild<QDialog>(m_window.get(), "openDialog"));
        auto *dialog = visibleChild<QDialog>(m_window.get(), "openDialog");
        QTRY_VERIFY(dialog->findChild<QPushButton *>("runStep")->isEnabled());
        choose(dialog, "layer", "counts");
        choose(dialog, "gene-column", "symbol");
        run(dialog);
        waitIdle(*m_window);
        QVERIFY(session.data().facts()->counts());
        QCOMPARE(session.data().dataset()->var.index.values, symbols.values);
        // nothing of the file is lost
        QVERIFY(session.data().dataset()->layers.find("former_X") && session.data().dataset()->layers.find("counts"));
        QVERIFY(session.data().dataset()->var.columns.find("index_before"));
        QVERIFY(m_window->actions().get("analysis.qc")->isEnabled());
    }

    void everyFormThatReadsAMatrixHasItsControls_data()
    {
        QTest::addColumn<QString>("action");
        QTest::addColumn<QStringList>("rows");
        QTest::newRow("map") << "analysis.map" << QStringList{"layer", "log-normalized"};
        QTest::newRow("pca") << "analysis.pca" << QStringList{"layer", "log-normalized"};
        QTest::newRow("quality control") << "analysis.qc" << QStringList{"layer"};
    }
    void everyFormThatReadsAMatrixHasItsControls()
    {
        QFETCH(QString, action);
        QFETCH(QStringList, rows);
        openDataset(m_window->bench(), m_data);
        waitIdle(*m_window);
        m_window->actions().get(action)->trigger();
        QDialog *form = nullptr;
        for (QDialog *dialog : m_window->findChildren<QDialog *>())
            if (dialog->isVisible()) form = dialog;
        QVERIFY(form);
        for (const QString &row : rows) QVERIFY2(visibleChild<QWidget>(form, "option." + row), qPrintable(row));
    }
};

QTEST_MAIN(TestOpenDialog)
#include "tst_open_dialog.moc"
