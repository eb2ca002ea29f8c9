// Opening: what belonged to the file before goes, messages take no room from the map, the first pictures are one click away,
// and files are saved where a person finds them. Real clicks.
#include "tests/ui/window_clicks.h"
#include "tests/ui/window_fixture.h"
#include "ui/commands/open_dataset.h"
#include "ui/panels/inspector_panel.h"
#include "ui/panels/label_form.h"
#include "ui/views/view_pane.h"
#include "ui/views/views_area.h"
#include "ui/workspace/save_place.h"
#include "ui/widgets/legend.h"

#include <QFileDialog>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QPointer>
#include <QTimer>
#include <QToolButton>

#include <algorithm>

using namespace lexicell;
using namespace lexicell::ui;

namespace {

// Looks at the file dialog that an action opens, and closes it again.
struct Proposal {
    QString folder, name;
    QStringList filters;
};
Proposal proposalOf(QAction *action)
{
    Proposal proposal;
    QTimer look;
    QObject::connect(&look, &QTimer::timeout, [&] {
        for (QWidget *widget : QApplication::topLevelWidgets())
            if (auto *dialog = qobject_cast<QFileDialog *>(widget); dialog && dialog->isVisible()) {
                proposal = {dialog->directory().absolutePath(), dialog->findChild<QLineEdit *>("fileNameEdit")->text(),
                            dialog->nameFilters()};
                dialog->reject();
            }
    });
    look.start(50);
    action->trigger();
    return proposal;
}

}  // namespace

class TestOpening : public QObject, private WindowFixture {
    Q_OBJECT

  private Q_SLOTS:
    void initTestCase()
    {
        QApplication::setAttribute(Qt::AA_DontUseNativeDialogs);
        prepare();
    }
    void init() { openWindow(); }
    void cleanup() { m_window.reset(); }

    void whatBelongsToTheFileBeforeGoes()
    {
        MainWindow &window = *m_window;
        openDataset(window.bench(), m_data);
        waitIdle(window);
        runScript({QJsonObject{{"do", "analyze"}, {"options", QJsonObject{{"n-top-genes", 200}, {"n-pcs", 10}}}},
                   QJsonObject{{"do", "color-by"}, {"key", "cell_type"}},
                   QJsonObject{{"do", "select"}, {"cells", QJsonArray{1, 2, 3}}}});
        window.bench().notices.post({Tone::Warning, "About the first file", {}, {}});
        window.bench().notices.post({Tone::Warning, "About the program", {}, {}, true});
        auto *legend = window.findChild<Legend *>();
        QVERIFY(legend && !legend->isHidden());
        QCOMPARE(window.findChild<QLabel *>("selectionTitle")->isVisible(), true);
        QVERIFY(window.inspector()->labels()->assignLabel("Mine"));
        const auto saysMine = [&window] {
            const auto labels = window.findChild<QWidget *>("jobsStrip")->findChildren<QLabel *>();
            return std::any_of(labels.begin(), labels.end(), [](const QLabel *label) { return label->text().contains("Mine"); });
        };
        QVERIFY(saysMine());
        window.actions().get("analysis.map")->trigger();
        const QPointer<QWidget> form = window.findChild<QWidget *>("mapForm");
        QVERIFY(form && form->isVisible());

        const QString table = unknownTable(m_folder.filePath("second.csv"));
        openDataset(window.bench(), table);
        waitIdle(window);
        QCOMPARE(window.bench().session.data().cells(), std::int64_t{6});
        QVERIFY(legend->isHidden());
        QVERIFY(!form || !form->isVisible());
        QVERIFY(!saysMine());
        QVERIFY(window.views()->panes().empty());
        QCOMPARE(window.bench().session.selection().count(), std::int64_t{0});
        QVERIFY(!window.findChild<QLabel *>("selectionTitle")->isVisible());
        QTRY_VERIFY(lastBanner(window).contains("turn the table round"));  // what is said of the new file stays
        QStringList messages;
        for (Banner *banner : window.findChildren<Banner *>()) messages << banner->message();
        QVERIFY2(!messages.contains("About the first file"), qPrintable(messages.join("\n")));
        QVERIFY(messages.contains("About the program"));
        QVERIFY(window.windowTitle().contains("second.csv"));
        window.bench().session.close();
        QVERIFY(!lastBanner(window).contains("turn the table round"));
    }

    // No data are closed then: what was said of the file that could not be opened goes nevertheless.
    void messagesOfAFileThatDidNotOpenGo()
    {
        const QString broken = m_folder.filePath("broken.h5ad");
        QFile file(broken);
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write("nothing") > 0);
        file.close();
        openDataset(m_window->bench(), broken);
        waitIdle(*m_window);
        QTRY_VERIFY(lastBanner(*m_window).contains("broken.h5ad"));
        openDataset(m_window->bench(), m_data);
        waitIdle(*m_window);
        QVERIFY(m_window->bench().session.data().hasDataset());
        for (Banner *banner : m_window->findChildren<Banner *>())
            QVERIFY2(!banner->message().contains("broken.h5ad"), qPrintable(banner->message()));
    }

    void bannersTakeNoRoomFromTheMap()
    {
        MainWindow &window = *m_window;
        openDataset(window.bench(), m_data);
        waitIdle(window);
        const QRect before(window.views()->mapTo(&window, QPoint()), window.views()->size());
        for (int i = 0; i < 3; ++i)
            window.bench().notices.post({Tone::Danger, QString("Message %1").arg(i), "Why it is so.", {}});
        QTest::qWait(50);
        QCOMPARE(QRect(window.views()->mapTo(&window, QPoint()), window.views()->size()), before);
        auto *banners = window.findChild<QWidget *>("banners");
        QVERIFY(banners->isVisible());
        const QRect place(banners->mapTo(&window, QPoint()), banners->size());
        QVERIFY(before.contains(place));
        window.resize(1000, 700);
        QTRY_COMPARE(banners->parentWidget()->rect().contains(banners->geometry()), true);
        // dismissed, the place is free again
        for (Banner *banner : window.findChildren<Banner *>())
            QTest::mouseClick(banner->findChild<QToolButton *>(), Qt::LeftButton);
        QTRY_VERIFY(!banners->isVisible());
    }

    void theSampleOpensMappedTwice()
    {
        const auto maps = resourceFile("sample/lexicell_sample_maps.h5ad");
        if (!maps.ok()) QSKIP("the sample is not here");
        QTest::mouseClick(visibleChild<QPushButton>(m_window.get(), "sampleTile"), Qt::LeftButton);
        waitIdle(*m_window);
        QTRY_COMPARE(m_window->views()->panes().size(), std::size_t{2});
        QCOMPARE(m_window->views()->panes()[0]->embedding(), QString("X_umap_scGPT"));
        QCOMPARE(m_window->views()->panes()[1]->embedding(), QString("X_umap"));
        for (ViewPane *pane : m_window->views()->panes()) QVERIFY(pane->isVisible());
        const Session &session = m_window->bench().session;
        QVERIFY(session.data().facts()->simulated);
        QVERIFY(session.models().outline());
        // honest: how the maps came about is in the data
        const auto *record = session.data().dataset()->uns.find("lexicell");
        QVERIFY(record && record->as<data::StringArray>()->values.front().find("\"X_scGPT\"") != std::string::npos);
    }

    void realCellsAreOneClickAway()
    {
        const auto file = resourceFile("sample/pbmc3k/pbmc3k.h5ad");
        if (!file.ok()) QSKIP("the sample of real cells is not here");
        QVERIFY(std::filesystem::file_size(*file) < 3'000'000);
        QVERIFY(std::filesystem::exists(file->parent_path() / "README.md"));
        QTest::mouseClick(visibleChild<QPushButton>(m_window.get(), "realSampleTile"), Qt::LeftButton);
        waitIdle(*m_window);
        const Session &session = m_window->bench().session;
        QVERIFY2(session.data().hasDataset(), qPrintable(lastBanner(*m_window)));
        QCOMPARE(session.data().cells(), std::int64_t{2638});
        QCOMPARE(session.data().dataset()->genes(), std::int64_t{13714});
        QVERIFY(session.data().facts()->counts() && !session.data().facts()->simulated);
        QCOMPARE(session.labels().field("cell_type")->labels.size(), std::size_t{9});
        QTRY_COMPARE(m_window->views()->panes().size(), std::size_t{1});
        QCOMPARE(m_window->views()->active()->colorKey(), QString("cell_type"));
        QVERIFY(!visibleChild<QAbstractButton>(m_window.get(), "simulatedTag"));
    }

    void theFirstTileOpensFoldersToo()
    {
        bool asked = false;
        QTimer look;
        connect(&look, &QTimer::timeout, this, [&] {
            for (QWidget *widget : QApplication::topLevelWidgets())
                if (auto *dialog = qobject_cast<QFileDialog *>(widget); dialog && dialog->isVisible()) {
                    asked = dialog->fileMode() == QFileDialog::Directory;
                    dialog->reject();
                }
        });
        look.start(50);
        QTest::mouseClick(visibleChild<QPushButton>(m_window.get(), "openFolderTile"), Qt::LeftButton);
        QVERIFY(asked);
        look.stop();
        // all three files of a 10x folder can be pointed at
        const QString filters = proposalOf(m_window->actions().get("file.open")).filters.join(' ');
        for (const char *pattern : {"*.mtx", "*.mtx.gz", "*.tsv", "*.tsv.gz"}) QVERIFY2(filters.contains(pattern), pattern);
    }

    void savingProposesAFolderOfThePersons()
    {
        const auto sample = resourceFile("sample/lexicell_sample.h5ad");
        if (!sample.ok()) QSKIP("the sample is not here");
        openDataset(m_window->bench(), QString::fromStdString(sample->string()));
        waitIdle(*m_window);
        for (const char *action : {"file.saveCopy", "file.exportLabels", "file.saveProjectAs"}) {
            const Proposal proposal = proposalOf(m_window->actions().get(action));
            QVERIFY2(!proposal.folder.isEmpty(), action);
            QVERIFY2(proposal.folder != QString::fromStdString(sample->parent_path().string()), qPrintable(proposal.folder));
            QVERIFY(QFileInfo(proposal.folder).isWritable());
            QVERIFY2(proposal.name.startsWith("lexicell_sample"), qPrintable(proposal.name));
        }
    }

    void proposedNames_data()
    {
        QTest::addColumn<QString>("input");
        QTest::addColumn<QString>("ending");
        QTest::addColumn<QString>("proposed");
        QTest::newRow("h5ad") << "cells.h5ad"
                              << "_annotated.h5ad"
                              << "cells_annotated.h5ad";
        QTest::newRow("a copy of a copy") << "cells_annotated.h5ad"
                                          << "_annotated.h5ad"
                                          << "cells_annotated_2.h5ad";
        QTest::newRow("MuData") << "cells.h5mu"
                                << "_annotated.h5ad"
                                << "cells_annotated.h5ad";
        QTest::newRow("gzip") << "GSM1_counts.csv.gz"
                              << "_labels.csv"
                              << "GSM1_counts_labels.csv";
        QTest::newRow("a dot in the name") << "a.b.h5ad"
                                           << ".lexicell"
                                           << "a.b.lexicell";
        QTest::newRow("10x matrix") << "run7/matrix.mtx.gz"
                                    << "_annotated.h5ad"
                                    << "run7_annotated.h5ad";
        QTest::newRow("10x barcodes") << "run7/barcodes.tsv.gz"
                                      << "_annotated.h5ad"
                                      << "run7_annotated.h5ad";
        QTest::newRow("GEO") << "GSM2_matrix.mtx.gz"
                             << "_annotated.h5ad"
                             << "GSM2_annotated.h5ad";
    }
    void proposedNames()
    {
        QFETCH(QString, input);
        QFETCH(QString, ending);
        QFETCH(QString, proposed);
        QTemporaryDir folder;
        const QString path = folder.filePath(input);
        QVERIFY(QDir().mkpath(QFileInfo(path).absolutePath()));
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.close();
        const QString place = savePlace(path, ending);
        QCOMPARE(QFileInfo(place).fileName(), proposed);
        QCOMPARE(QFileInfo(place).absolutePath(), QFileInfo(path).absolutePath());
        // the folder that was saved to last comes first
        QTemporaryDir other;
        rememberSavePlace(other.filePath("x.h5ad"));
        QCOMPARE(QFileInfo(savePlace(path, ending)).absolutePath(), QFileInfo(other.path()).absoluteFilePath());
        QSettings().clear();
    }

    void searchingForNothingSaysSo()
    {
        QTest::keyClick(m_window.get(), Qt::Key_K, Qt::ControlModifier);
        auto *line = m_window->findChild<QLineEdit *>("paletteLine");
        QTRY_VERIFY(line->isVisible());
        QTest::keyClicks(line, "qqqzzz");
        auto *hits = line->parentWidget()->findChild<QListWidget *>();
        QCOMPARE(hits->count(), 1);
        QVERIFY2(hits->item(0)->text().contains("qqqzzz"), qPrintable(hits->item(0)->text()));
        QTest::keyClick(line, Qt::Key_Return);
        QVERIFY(line->isVisible());
    }

    void noWidgetSpellsAFlag()
    {
        openDataset(m_window->bench(), m_data);
        waitIdle(*m_window);
        runScript({QJsonObject{{"do", "analyze"}, {"options", QJsonObject{{"n-top-genes", 200}, {"n-pcs", 10}}}}});
        for (const char *action : {"analysis.map", "analysis.qc", "analysis.pca", "analysis.neighbors", "analysis.umap",
                                   "analysis.leiden", "model.load", "file.openOptions", "edit.preferences"})
            m_window->actions().get(action)->trigger();
        waitIdle(*m_window);
        QStringList offences;
        const auto look = [&](const QString &text, const QString &where) {
            if (text.contains("--")) offences << where + ": " + text;
        };
        for (const QWidget *widget : m_window->findChildren<QWidget *>()) {
            look(widget->toolTip(), widget->objectName());
            for (const char *property : {"text", "placeholderText", "windowTitle", "statusTip", "whatsThis"})
                look(widget->property(property).toString(), widget->objectName());
        }
        for (const QAction *action : m_window->actions().all()) look(action->text() + action->toolTip(), action->objectName());
        QVERIFY2(offences.isEmpty(), qPrintable(offences.join("\n")));
    }
};

QTEST_MAIN(TestOpening)
#include "tst_opening.moc"
