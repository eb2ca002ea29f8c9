// Dropping cells and genes as one step of the history: labels follow their cells, undo brings everything back, also after
// the data were opened again.
#include "tests/support/fixtures.h"
#include "tests/ui/small_dataset.h"
#include "ui/workspace/project/axis_filter.h"
#include "ui/workspace/session.h"

#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace lexicell::ui;
using lexicell::test::smallDataset;
namespace data = lexicell::data;

namespace {

FactsPtr factsFor(const data::Dataset &dataset)
{
    lexicell::JobContext context;
    auto facts = factsOf(dataset, context);
    return std::make_shared<const DatasetFacts>(*facts);
}

LabelEdit assign(const QString &label, std::vector<std::int64_t> cells)
{
    LabelEdit edit;
    edit.field = "cell_type";
    edit.label = label;
    edit.cells = std::move(cells);
    return edit;
}

std::unique_ptr<ProjectFile> projectIn(const QTemporaryDir &folder)
{
    auto project = ProjectFile::open(folder.filePath("a.lexicell"));
    return project.ok() ? std::move(*project) : nullptr;
}

DatasetPtr subsetOf(const data::Dataset &dataset, std::vector<std::int64_t> cells,
                    const std::vector<std::int64_t> *genes = nullptr)
{
    auto part = data::subset(dataset, &cells, genes);
    return part.ok() ? std::make_shared<const data::Dataset>(std::move(*part)) : nullptr;
}

std::vector<DatasetPtr> reductionsIn(const QTemporaryDir &folder, const data::Dataset &whole)
{
    const auto project = ProjectFile::open(folder.filePath("a.lexicell"), ProjectFile::Access::Read);
    return reductionsOf(whole, *(*project)->journal());
}

}  // namespace

class TestSessionCells : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void init()
    {
        m_session = std::make_unique<Session>();
        m_dataset = smallDataset(10);
        m_session->open(m_dataset, factsFor(*m_dataset), nullptr);
    }

    void labelsFollowTheirCellsAndUndoBringsTheOthersBack()
    {
        QVERIFY(m_session->labels().edit(assign("kept", {4, 7})).ok());
        QSignalSpy replaced(&m_session->data(), &DatasetStore::cellsReplaced);
        m_session->addResults(*m_dataset, subsetOf(*m_dataset, {2, 4, 6}), {});
        QCOMPARE(m_session->data().cells(), std::int64_t{3});
        QCOMPARE(m_session->data().facts()->totals.size(), std::size_t{3});
        const LabelFieldPtr field = m_session->labels().field("cell_type");
        QCOMPARE(field->labels[static_cast<std::size_t>(field->codes[1])].name, QString("kept"));
        QCOMPARE(m_session->journal().undoStack()->count(), 2);
        QVERIFY2(m_session->journal().undoStack()->undoText().contains("3 of 10 cells"),
                 qPrintable(m_session->journal().undoStack()->undoText()));

        m_session->journal().undoStack()->undo();
        QCOMPARE(m_session->data().cells(), std::int64_t{10});
        QCOMPARE(m_session->data().facts()->totals.size(), std::size_t{10});
        QCOMPARE(m_session->labels().field("cell_type")->labelNames(), (QStringList{"B", "T", "kept"}));
        m_session->journal().undoStack()->undo();
        QCOMPARE(m_session->labels().field("cell_type")->labelNames(), (QStringList{"B", "T"}));
        m_session->journal().undoStack()->setIndex(2);
        QCOMPARE(m_session->data().cells(), std::int64_t{3});
        QCOMPARE(m_session->labels().field("cell_type")->codes, field->codes);
        QCOMPARE(replaced.count(), 3);
    }

    void editsOnTheKeptCellsComeBackWithThem()
    {
        m_session->addResults(*m_dataset, subsetOf(*m_dataset, {0, 9}), {});
        QVERIFY(m_session->labels().edit(assign("NK", {1})).ok());
        const LabelField expected = *m_session->labels().field("cell_type");
        m_session->journal().undoStack()->setIndex(0);
        QCOMPARE(m_session->labels().field("cell_type")->codes.size(), std::size_t{10});
        QVERIFY(m_session->labels().field("cell_type")->indexOf("NK") < 0);
        m_session->journal().undoStack()->setIndex(2);
        QVERIFY(*m_session->labels().field("cell_type") == expected);
    }

    // Undo and redo in the journal count edits of gene sets as well.
    void geneSetsStandInTheSameHistory()
    {
        const QTemporaryDir folder;
        {
            Session session;
            session.open(m_dataset, factsFor(*m_dataset), projectIn(folder));
            GeneSetEdit edit;
            edit.sets = {{"markers", {"CD3E"}, {}}};
            QVERIFY(session.genes().edit(edit).ok());
            session.addResults(*m_dataset, subsetOf(*m_dataset, {2, 4, 6}), {});
            edit.sets = {{"more", {}, {}}};
            QVERIFY(session.genes().edit(edit).ok());
            session.journal().undoStack()->setIndex(1);
            session.journal().undoStack()->redo();
        }
        Session session;
        QVERIFY(!session.open(m_dataset, factsFor(*m_dataset), projectIn(folder), reductionsIn(folder, *m_dataset)).damaged);
        QCOMPARE(session.data().cells(), std::int64_t{3});
        QVERIFY(session.data().dataset()->x);
        QCOMPARE(session.genes().sets().size(), std::size_t{1});
        session.journal().undoStack()->redo();
        QCOMPARE(session.genes().sets().size(), std::size_t{2});
    }

    void resultsStayWithTheCellsTheyWereComputedOn()
    {
        const DatasetPtr few = subsetOf(*m_dataset, {2, 4, 6});
        m_session->addResults(*m_dataset, few, {});
        data::Dataset mapped = *few;
        mapped.obsm.set("X_umap", data::makeElement(data::Array(data::DType::Float32, {3, 2})));
        m_session->addResults(*few, std::make_shared<const data::Dataset>(mapped), {});
        m_session->journal().undoStack()->undo();
        QVERIFY(!m_session->data().dataset()->obsm.find("X_umap"));
        m_session->journal().undoStack()->redo();
        QVERIFY(m_session->data().dataset()->obsm.find("X_umap"));
    }

    void genesAloneCanBeDropped()
    {
        const std::vector<std::int64_t> genes{0, 2};
        auto part = data::subset(*m_dataset, nullptr, &genes);
        VERIFY_OK(part);
        m_session->addResults(*m_dataset, std::make_shared<const data::Dataset>(std::move(*part)), {});
        QCOMPARE(m_session->data().dataset()->genes(), std::int64_t{2});
        m_session->journal().undoStack()->undo();
        QCOMPARE(m_session->data().dataset()->genes(), m_dataset->genes());
    }

    void aSelectionDoesNotOutliveItsCells()
    {
        m_session->selection().set(std::vector<std::uint8_t>(10, 1));
        m_session->addResults(*m_dataset, subsetOf(*m_dataset, {2, 4, 6}), {});
        QVERIFY(m_session->selection().flags().empty());
    }

    void theHistoryReachesBackAlsoAfterOpeningAgain()
    {
        QTemporaryDir folder;
        m_session->open(m_dataset, factsFor(*m_dataset), projectIn(folder));
        QVERIFY(m_session->labels().edit(assign("early", {4, 7})).ok());
        m_session->addResults(*m_dataset, subsetOf(*m_dataset, {2, 4, 6, 7}), {});
        m_session->addResults(*m_session->data().dataset(), subsetOf(*m_session->data().dataset(), {1, 3}), {});
        QVERIFY(m_session->labels().edit(assign("late", {0})).ok());
        const LabelField expected = *m_session->labels().field("cell_type");
        m_session->close();

        Session again;
        const auto reductions = reductionsIn(folder, *m_dataset);
        QCOMPARE(reductions.size(), std::size_t{2});
        const Restored restored = again.open(m_dataset, factsFor(*m_dataset), projectIn(folder), reductions);
        QVERIFY(!restored.damaged);
        QCOMPARE(again.data().dataset()->obs.index.values,
                 (std::vector<std::string>{m_dataset->obs.index.values[4], m_dataset->obs.index.values[7]}));
        QVERIFY(*again.labels().field("cell_type") == expected);
        QCOMPARE(again.journal().undoStack()->count(), 4);
        again.journal().undoStack()->setIndex(1);
        QCOMPARE(again.data().cells(), std::int64_t{10});
        QCOMPARE(again.labels().field("cell_type")->labelNames(), (QStringList{"B", "T", "early"}));
        again.close();

        Session third;  // the way back was journaled as well
        QVERIFY(!third.open(m_dataset, factsFor(*m_dataset), projectIn(folder), reductionsIn(folder, *m_dataset)).damaged);
        QCOMPARE(third.data().cells(), std::int64_t{10});
        third.journal().undoStack()->setIndex(4);
        QVERIFY(*third.labels().field("cell_type") == expected);
    }

    void whatCannotComeBackNeedsNoMatrix()
    {
        QTemporaryDir folder;
        m_session->open(m_dataset, factsFor(*m_dataset), projectIn(folder));
        m_session->addResults(*m_dataset, subsetOf(*m_dataset, {2, 4, 6}), {});
        m_session->journal().undoStack()->undo();
        QVERIFY(m_session->labels().edit(assign("instead", {1})).ok());  // the reduction is no longer in the history
        m_session->addResults(*m_dataset, subsetOf(*m_dataset, {1, 3}), {});
        m_session->close();
        const auto reductions = reductionsIn(folder, *m_dataset);
        QCOMPARE(reductions.size(), std::size_t{2});
        QVERIFY(!reductions[0]->x);
        QVERIFY(reductions[1]->x);
        Session again;
        QVERIFY(!again.open(m_dataset, factsFor(*m_dataset), projectIn(folder), reductions).damaged);
        QCOMPARE(again.data().cells(), std::int64_t{2});
        QCOMPARE(
            again.labels().field("cell_type")->labels[static_cast<std::size_t>(again.labels().field("cell_type")->codes[0])].name,
            QString("instead"));
    }

    void aReductionOfOtherDataStaysInTheJournal()
    {
        QTemporaryDir folder;
        m_session->open(m_dataset, factsFor(*m_dataset), projectIn(folder));
        m_session->addResults(*m_dataset, subsetOf(*m_dataset, {2, 9}), {});
        m_session->close();
        const auto other = smallDataset(5);
        Session again;
        QVERIFY(again.open(other, factsFor(*other), projectIn(folder), reductionsIn(folder, *other)).damaged);
        QCOMPARE(again.data().cells(), std::int64_t{5});
        QVERIFY(again.journal().readOnly());
        QCOMPARE(again.journal().project()->journal()->size(), std::size_t{1});
    }

    // Positions of a damaged project are never followed beyond the cells and genes.
    void reductionsThatDoNotFitAreNone()
    {
        const auto whole = smallDataset(10);
        using Positions = std::vector<std::int64_t>;
        const auto reductions = [&](const Positions &cells, const Positions &genes) {
            return reductionsOf(*whole, {entryOf({cells, genes})}).size();
        };
        QCOMPARE(reductions({0, 3, 9}, {0, 1}), std::size_t{1});
        for (const Positions &cells :
             {Positions{0, 10}, Positions{0, 1'000'000'000, 3}, Positions{-1'000'000'000, 3}, Positions{4, 3}})
            QCOMPARE(reductions(cells, {0, 1}), std::size_t{0});
        for (const Positions &genes : {Positions{3}, Positions{0, 1'000'000'000, 1}, Positions{-1'000'000'000, 1}})
            QCOMPARE(reductions({0, 3, 9}, genes), std::size_t{0});
        // One that was undone and lost, of which the names are enough.
        const JournalEntry undo{0, {}, JournalEntry::Kind::Undo, {}, {}}, edit{0, {}, JournalEntry::Kind::Edit, {}, {}};
        for (const Positions &cells : {Positions{0, 1'000'000'000, 3}, Positions{-1'000'000'000, 3}})
            QVERIFY(reductionsOf(*whole, {entryOf({cells, {0, 1}}), undo, edit}).empty());
    }

  private:
    std::shared_ptr<const data::Dataset> m_dataset;
    std::unique_ptr<Session> m_session;
};

QTEST_MAIN(TestSessionCells)
#include "tst_session_cells.moc"
