// The head of the gene card: full name, band and groups, where they are known.
#include "tests/ui/small_dataset.h"
#include "tests/ui/window_fixture.h"
#include "ui/panels/gene_card.h"
#include "ui/shell/gene_docks.h"

#include <QLabel>

using namespace lexicell;
using namespace lexicell::ui;

class TestGeneCardNames : public QObject, private WindowFixture {
    Q_OBJECT

  private:
    void open(const QString &file)
    {
        runScript({QJsonObject{{"do", "open"}, {"file", file}}});
        waitIdle(*m_window);
    }

    void look(const QString &gene)
    {
        m_window->showPanel("gene");
        m_window->bench().session.genes().setCurrent(gene);
        QTRY_COMPARE(label("geneSymbol")->text(), gene);
        waitIdle(*m_window);
    }

    QLabel *label(const char *name) { return m_window->genes()->card()->findChild<QLabel *>(name); }
    QString shown(const char *name) { return label(name)->isVisible() ? label(name)->text() : QString("hidden"); }

  private Q_SLOTS:
    void initTestCase() { prepare(); }
    void init() { openWindow(); }
    void cleanup() { m_window.reset(); }

    void aHumanGeneIsDescribed()
    {
        open(m_data);
        look("CD3E");
        QCOMPARE(shown("geneName"), QString("CD3 epsilon subunit of T-cell receptor complex"));
        QVERIFY2(shown("geneIdentity").startsWith("ENSG00000198851 · 11q23.3"), qPrintable(shown("geneIdentity")));
        QCOMPARE(shown("geneSummary"), QString("protein coding · CD molecule CD3e"));
    }

    void ofAMouseGeneTheCardSaysThatNoneIsIncluded()
    {
        data::Dataset mouse = *test::smallDataset(20);
        mouse.var.index.values = {"Cd3e", "Ms4a1", "no-such-gene"};
        const QString file = m_folder.filePath("mouse.h5ad");
        JobContext context;
        VERIFY_OK(io::writeH5ad(mouse, file.toStdString(), {.overwrite = true}, context));
        open(file);
        look("Cd3e");
        QVERIFY2(shown("geneIdentity").startsWith("ENSMUSG"), qPrintable(shown("geneIdentity")));
        QCOMPARE(shown("geneName"), QString("hidden"));
        QCOMPARE(shown("geneSummary"), QString("protein coding · full names and bands are included for human genes only"));
        look("no-such-gene");
        QCOMPARE(shown("geneIdentity"), QString("not in the table of mouse genes"));
        QCOMPARE(shown("geneName"), QString("hidden"));
        QCOMPARE(shown("geneSummary"), QString("hidden"));
    }
};

QTEST_MAIN(TestGeneCardNames)
#include "tst_gene_card_names.moc"
