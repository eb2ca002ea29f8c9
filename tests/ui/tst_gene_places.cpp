// The gene card and the gene sets while the data change: genes are dropped, names are read later, other panels are in use.
#include "core/data/dataset.h"
#include "tests/ui/window_fixture.h"
#include "ui/panels/gene_card.h"
#include "ui/panels/gene_expression.h"
#include "ui/panels/gene_sets_panel.h"
#include "ui/panels/group_chart.h"
#include "ui/panels/near_genes_table.h"
#include "ui/shell/gene_docks.h"
#include "ui/views/views_area.h"
#include "ui/workspace/facts/dataset_facts.h"
#include "ui/workspace/gene_names.h"

#include <QDockWidget>
#include <QGraphicsScene>
#include <QGraphicsSimpleTextItem>
#include <QListWidget>
#include <QTableWidget>

using namespace lexicell;
using namespace lexicell::ui;

class TestGenePlaces : public QObject, private WindowFixture {
    Q_OBJECT

  private:
    Session &session() { return m_window->bench().session; }
    GeneCard *card() { return m_window->genes()->card(); }
    GeneSetsPanel *sets() { return m_window->genes()->sets(); }
    QDockWidget *dock(const QString &name) { return m_window->findChild<QDockWidget *>("dock." + name); }
    bool isSeen(const QString &name) { return !dock(name)->visibleRegion().isEmpty(); }

    void openSample()
    {
        m_window->openSample();
        waitIdle(*m_window);
        QVERIFY(session().data().hasDataset() && !m_window->views()->panes().empty());
    }

    void openWithoutModel()
    {
        runScript({QJsonObject{{"do", "open"}, {"file", m_data}}});
        waitIdle(*m_window);
    }

    void look(const QString &gene)
    {
        m_window->showPanel("gene");
        QTRY_VERIFY(isSeen("gene"));
        session().genes().setCurrent(gene);
        waitIdle(*m_window);
    }

    GeneSetEdit create(const QString &name, const QStringList &genes)
    {
        GeneSetEdit edit;
        edit.sets = {{name, genes, {}}};
        return edit;
    }

  private Q_SLOTS:
    void initTestCase() { prepare(); }
    void init() { openWindow(); }
    void cleanup() { m_window.reset(); }

    // The lists hold places of genes, which mean others once genes were dropped.
    void genesThatWereDroppedAreNotLookedUp()
    {
        if (m_model.isEmpty()) QSKIP("no checkpoint");
        openSample();
        look("CD3E");
        QCOMPARE(card()->nearestNames().size(), qsizetype{11});
        const DatasetPtr all = session().data().dataset();
        const auto &names = all->var.index.values;
        std::vector<std::int64_t> kept;
        for (std::size_t gene = 0; gene < names.size(); ++gene)
            if (gene < 40 || names[gene] == "CD3E") kept.push_back(static_cast<std::int64_t>(gene));
        auto few = data::subset(*all, nullptr, &kept);
        VERIFY_OK(few);
        session().addResults(*all, std::make_shared<const data::Dataset>(std::move(*few)), {});
        for (const QString &name : card()->nearestNames()) QVERIFY2(findGene(session(), name) >= 0, qPrintable(name));
        waitIdle(*m_window);
        const QTableWidget *table = card()->neighborhoods().first()->table();
        QVERIFY(table->rowCount() > 0);
        for (int row = 0; row < table->rowCount(); ++row)
            if (const auto *item = table->item(row, 2))
                QVERIFY2(findGene(session(), item->data(Qt::UserRole).toString()) >= 0, qPrintable(item->text()));
    }

    // A job that reads the genes of data with few of them ends when all are back.
    void coverageIsAboutTheGenesThatAreOpen()
    {
        if (m_model.isEmpty()) QSKIP("no checkpoint");
        openSample();
        int told = 0, wrong = 0;
        connect(&session().models(), &Models::coverageChanged, m_window.get(), [&] {
            const auto coverage = session().models().coverage();
            ++told;
            wrong += coverage && coverage->geneIds.size() != session().data().dataset()->var.index.values.size();
        });
        const DatasetPtr all = session().data().dataset();
        const std::vector<std::int64_t> kept{0, 1, 2, 3};
        auto few = data::subset(*all, nullptr, &kept);
        VERIFY_OK(few);
        session().addResults(*all, std::make_shared<const data::Dataset>(std::move(*few)), {});
        session().journal().undoStack()->undo();
        waitIdle(*m_window);
        QVERIFY(told > 0);
        QCOMPARE(wrong, 0);
    }

    void thePanelInWhichAPersonWorksStaysInSight()
    {
        openWithoutModel();
        m_window->showPanel("knock-outs");
        QTRY_VERIFY(isSeen("knock-outs"));
        m_window->findChild<QWidget *>("groupA.choose")->setFocus();
        QTRY_VERIFY(dock("knock-outs")->isAncestorOf(QApplication::focusWidget()));
        session().genes().setCurrent("CD3E");
        QTest::qWait(50);
        QVERIFY(isSeen("knock-outs"));
        m_window->views()->setFocus();
        session().genes().setCurrent("NKG7");
        QTRY_VERIFY(isSeen("gene"));
    }

    void theMeanHasItsUnit()
    {
        openWithoutModel();
        look("CD3E");
        const GroupChart *chart = card()->expression()->chart();
        QVERIFY(chart);
        const QString unit = expressionUnit(*session().data().facts());
        QVERIFY(!unit.isEmpty());
        QStringList texts;  // as they are drawn: the unit is wider than the axis
        for (const QGraphicsItem *item : chart->scene()->items())
            if (const auto *text = dynamic_cast<const QGraphicsSimpleTextItem *>(item); text && text->isVisible())
                texts << text->text();
        QVERIFY2(texts.contains(unit), qPrintable(texts.join(' ')));
    }

    // The table of names is read after the data are shown.
    void aliasesInASetAreKnownWhenTheProjectIsOpenedAgain()
    {
        openWithoutModel();
        VERIFY_OK(session().genes().edit(create("a", {"CD3epsilon"})));
        runScript({QJsonObject{{"do", "open"}, {"file", m_data}}});
        waitIdle(*m_window);
        QCOMPARE(session().genes().sets().size(), std::size_t{1});
        QCOMPARE(sets()->findChild<QListWidget *>("setGenes")->item(0)->text(), QString("CD3epsilon"));
    }
};

QTEST_MAIN(TestGenePlaces)
#include "tst_gene_places.moc"
