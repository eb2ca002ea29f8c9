#include "tests/ui/decide_now.h"
#include "tests/ui/small_dataset.h"
#include "core/data/merge.h"
#include "ui/workspace/session.h"

#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <map>

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

LabelEdit edit(LabelEdit::Kind kind, const QString &field, const QString &label = {}, const QString &to = {})
{
    LabelEdit result;
    result.kind = kind;
    result.field = field;
    result.label = label;
    result.to = to;
    return result;
}

LabelEdit assign(const QString &field, const QString &label, std::vector<std::int64_t> cells)
{
    LabelEdit result = edit(LabelEdit::Kind::Assign, field, label);
    result.cells = std::move(cells);
    return result;
}

std::unique_ptr<ProjectFile> projectIn(const QTemporaryDir &folder)
{
    auto project = ProjectFile::open(folder.filePath("a.lexicell"));
    return project.ok() ? std::move(*project) : nullptr;
}

}  // namespace

class TestSession : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void init()
    {
        m_session = std::make_unique<Session>();
        m_dataset = smallDataset(10);
        m_session->open(m_dataset, factsFor(*m_dataset), nullptr);
    }

    void columnsOfLabelsAreFieldsAndNumbersAreNot()
    {
        QCOMPARE(m_session->labels().fieldNames(), QStringList{"cell_type"});
        QVERIFY(!m_session->labels().field("score"));
        QCOMPARE(m_session->labels().field("cell_type")->labelNames(), (QStringList{"B", "T"}));
        QCOMPARE(m_session->labels().field("cell_type")->counts(), (std::vector<std::int64_t>{5, 5}));
    }

    void everyEditCanBeUndoneAndDoneAgain_data()
    {
        QTest::addColumn<int>("kind");
        QTest::addColumn<QString>("label");
        QTest::addColumn<QString>("to");
        QTest::newRow("rename") << int(LabelEdit::Kind::Rename) << "B"
                                << "B cell";
        QTest::newRow("merge") << int(LabelEdit::Kind::Merge) << "B"
                               << "T";
        QTest::newRow("remove label") << int(LabelEdit::Kind::RemoveLabel) << "B"
                                      << "";
        QTest::newRow("add label") << int(LabelEdit::Kind::AddLabel) << "NK"
                                   << "";
        QTest::newRow("assign") << int(LabelEdit::Kind::Assign) << "NK"
                                << "";
        QTest::newRow("clear") << int(LabelEdit::Kind::Clear) << ""
                               << "";
        QTest::newRow("color") << int(LabelEdit::Kind::Color) << "T"
                               << "";
        QTest::newRow("hide") << int(LabelEdit::Kind::Hide) << "T"
                              << "";
        QTest::newRow("note") << int(LabelEdit::Kind::Note) << "T"
                              << "CD3E high";
        QTest::newRow("remove field") << int(LabelEdit::Kind::RemoveField) << ""
                                      << "";
    }

    void everyEditCanBeUndoneAndDoneAgain()
    {
        QFETCH(int, kind);
        QFETCH(QString, label);
        QFETCH(QString, to);
        LabelEdit change = edit(LabelEdit::Kind(kind), "cell_type", label, to);
        change.cells = {1, 2, 3};
        change.color = QColor("#123456");
        change.on = true;
        const LabelField before = *m_session->labels().field("cell_type");
        QVERIFY(m_session->labels().edit(change).ok());
        const LabelFieldPtr after = m_session->labels().field("cell_type");
        QVERIFY(!after || !(*after == before));
        QVERIFY(m_session->hasUnsavedWork());
        m_session->journal().undoStack()->undo();
        QCOMPARE(*m_session->labels().field("cell_type") == before, true);
        m_session->journal().undoStack()->redo();
        QCOMPARE(m_session->labels().field("cell_type") == nullptr, after == nullptr);
        if (after) QVERIFY(*m_session->labels().field("cell_type") == *after);
    }

    void mergeMovesCellsAndClosesTheGap()
    {
        QVERIFY(m_session->labels().edit(assign("cell_type", "NK", {0})).ok());
        QVERIFY(m_session->labels().edit(edit(LabelEdit::Kind::Merge, "cell_type", "B", "T")).ok());
        const LabelFieldPtr field = m_session->labels().field("cell_type");
        QCOMPARE(field->labelNames(), (QStringList{"T", "NK"}));
        QCOMPARE(field->counts(), (std::vector<std::int64_t>{9, 1}));
        QCOMPARE(field->codes[0], 1);
    }

    void impossibleEditsAreRefusedAndChangeNothing()
    {
        const int steps = m_session->journal().undoStack()->count();
        QVERIFY(!m_session->labels().edit(edit(LabelEdit::Kind::Rename, "cell_type", "B", "T")).ok());
        QVERIFY(!m_session->labels().edit(edit(LabelEdit::Kind::Rename, "cell_type", "B", " ")).ok());
        QVERIFY(!m_session->labels().edit(edit(LabelEdit::Kind::Merge, "cell_type", "B", "none")).ok());
        QVERIFY(!m_session->labels().edit(edit(LabelEdit::Kind::CreateField, "cell_type")).ok());
        QVERIFY(!m_session->labels().edit(edit(LabelEdit::Kind::CreateField, "a/b")).ok());
        QVERIFY(!m_session->labels().edit(assign("mine", "T", {1})).ok());
        QVERIFY(!m_session->labels().edit(assign("cell_type", "T", {99})).ok());
        QCOMPARE(m_session->journal().undoStack()->count(), steps);
    }

    void savingHoldsLabelsAndColors()
    {
        QVERIFY(m_session->labels().edit(edit(LabelEdit::Kind::CreateField, "mine")).ok());
        QVERIFY(m_session->labels().edit(assign("mine", "NK cell", {0, 9})).ok());
        LabelEdit color = edit(LabelEdit::Kind::Color, "mine", "NK cell");
        color.color = QColor("#ff8800");
        QVERIFY(m_session->labels().edit(color).ok());
        const data::Dataset saved = m_session->datasetToSave();
        const auto *column = saved.obs.columns.find("mine")->as<data::Categorical>();
        QVERIFY(column);
        QCOMPARE(column->categoryNames(), std::vector<std::string>{"NK cell"});
        QCOMPARE(column->codes, (std::vector<std::int32_t>{0, -1, -1, -1, -1, -1, -1, -1, -1, 0}));
        QCOMPARE(saved.uns.find("mine_colors")->as<data::StringArray>()->values, std::vector<std::string>{"#ff8800"});
        QVERIFY(saved.obs.columns.find("score") != nullptr);
    }

    void resultsOfTwoStepsThatStartedTogetherBothStay()
    {
        data::Dataset first = *m_dataset, second = *m_dataset;
        first.obsm.set("X_pca", data::makeElement(data::Array(data::DType::Float32, {10, 2})));
        second.obsm.set("X_scGPT", data::makeElement(data::Array(data::DType::Float32, {10, 4})));
        QSignalSpy added(&m_session->data(), &DatasetStore::resultsAdded);
        m_session->addResults(*m_dataset, std::make_shared<const data::Dataset>(first), {});
        m_session->addResults(*m_dataset, std::make_shared<const data::Dataset>(second), {});
        QCOMPARE(m_session->data().embeddings(), (QStringList{"X_pca", "X_scGPT"}));
        QCOMPARE(added.count(), 2);
        QCOMPARE(added[1][0].value<ResultKeys>(), (ResultKeys{{data::Slot::Obsm, "X_scGPT"}}));
    }

    void anEditedColumnThatIsComputedAnewCanBeBroughtBack()
    {
        QVERIFY(m_session->labels().edit(edit(LabelEdit::Kind::Rename, "cell_type", "B", "B cell")).ok());
        data::Dataset output = *m_dataset;
        data::Categorical fresh = *m_dataset->obs.columns.find("cell_type")->as<data::Categorical>();
        fresh.codes.assign(10, 0);
        output.obs.columns.set("cell_type", data::makeElement(fresh));
        m_session->addResults(*m_dataset, std::make_shared<const data::Dataset>(output), {});
        QCOMPARE(m_session->labels().field("cell_type")->counts()[0], std::int64_t{10});
        m_session->journal().undoStack()->undo();
        QCOMPARE(m_session->labels().field("cell_type")->labelNames()[0], QString("B cell"));
        QCOMPARE(m_session->labels().field("cell_type")->counts()[0], std::int64_t{5});
    }

    void reopeningReplaysEditsUndosAndRedos()
    {
        QTemporaryDir folder;
        m_session->open(m_dataset, factsFor(*m_dataset), projectIn(folder));
        QVERIFY(m_session->labels().edit(edit(LabelEdit::Kind::CreateField, "mine", {}, "cell_type")).ok());
        QVERIFY(m_session->labels().edit(assign("mine", "NK", {1, 2})).ok());
        QVERIFY(m_session->labels().edit(edit(LabelEdit::Kind::Rename, "mine", "NK", "NK cell")).ok());
        QVERIFY(m_session->labels().edit(edit(LabelEdit::Kind::Merge, "mine", "B", "T")).ok());
        m_session->journal().undoStack()->setIndex(2);
        m_session->journal().undoStack()->redo();
        m_session->labels().setActiveField("mine");
        const LabelField expected = *m_session->labels().field("mine");
        m_session->close();

        Session again;
        const Restored restored = again.open(m_dataset, factsFor(*m_dataset), projectIn(folder));
        QVERIFY(!restored.damaged);
        QCOMPARE(restored.edits, 4);
        QVERIFY(*again.labels().field("mine") == expected);
        QCOMPARE(again.labels().activeField(), QString("mine"));
        QCOMPARE(again.journal().undoStack()->count(), 4);
        QCOMPARE(again.journal().undoStack()->index(), 3);
        again.journal().undoStack()->setIndex(0);
        QVERIFY(!again.labels().field("mine"));
    }

    void aJournalOfOtherCellsIsNotAppliedAndStays()
    {
        QTemporaryDir folder;
        m_session->open(m_dataset, factsFor(*m_dataset), projectIn(folder));
        QVERIFY(m_session->labels().edit(edit(LabelEdit::Kind::Rename, "cell_type", "B", "B cell")).ok());
        m_session->close();
        Session again;
        const auto other = smallDataset(7);
        const Restored restored = again.open(other, factsFor(*other), projectIn(folder));
        QVERIFY(restored.damaged);
        QVERIFY(!restored.problem.isEmpty());
        QCOMPARE(again.labels().field("cell_type")->labelNames()[0], QString("B"));
        // Nothing is taken until the person decided, and the earlier entries are there.
        const auto refused = again.labels().edit(edit(LabelEdit::Kind::Rename, "cell_type", "T", "T cell"));
        QVERIFY(!refused.ok());
        QCOMPARE(refused.error().errorClass, std::string("journal_damaged"));
        QCOMPARE(again.labels().field("cell_type")->labelNames()[1], QString("T"));
        QCOMPARE(again.journal().project()->journal()->size(), std::size_t{2});
        const auto copy = beginJournal(again, Session::Keep::Labels);
        QVERIFY(copy.ok() && QFile::exists(*copy));
        // From here on the journal works again.
        QVERIFY(again.labels().edit(edit(LabelEdit::Kind::Rename, "cell_type", "T", "T cell")).ok());
        again.close();
        Session third;
        QVERIFY(!third.open(other, factsFor(*other), projectIn(folder)).damaged);
        QCOMPARE(third.labels().field("cell_type")->labelNames()[1], QString("T cell"));
    }

    void reopeningKnowsWhatNoH5adHas()
    {
        QTemporaryDir folder;
        const auto facts = factsFor(*m_dataset);
        const auto reopen = [&] {
            m_session->close();
            m_session->open(m_dataset, facts, projectIn(folder));
        };
        reopen();
        QVERIFY(!m_session->hasUnsavedWork());
        QVERIFY(m_session->labels().edit(edit(LabelEdit::Kind::Rename, "cell_type", "B", "B cell")).ok());
        reopen();
        QVERIFY(m_session->hasUnsavedWork());
        m_session->journal().undoStack()->undo();
        QVERIFY(!m_session->hasUnsavedWork());  // as the file has it
        m_session->journal().undoStack()->redo();
        QVERIFY(m_session->hasUnsavedWork());

        QFile saved(folder.filePath("saved.h5ad"));
        QVERIFY(saved.open(QIODevice::WriteOnly));
        m_session->markSaved(saved.fileName());
        QVERIFY(!m_session->hasUnsavedWork());
        reopen();
        QVERIFY(!m_session->hasUnsavedWork());
        m_session->journal().undoStack()->undo();
        QVERIFY(m_session->hasUnsavedWork());  // the saved file has the edit
        reopen();
        QVERIFY(m_session->hasUnsavedWork());
        m_session->journal().undoStack()->redo();
        QVERIFY(!m_session->hasUnsavedWork());

        QVERIFY(saved.remove());
        reopen();
        QVERIFY(m_session->hasUnsavedWork());
    }

    void oneOrderOfLabelsEverywhere()
    {
        QTemporaryDir folder;
        m_session->open(m_dataset, factsFor(*m_dataset), projectIn(folder));
        QVERIFY(m_session->labels().edit(edit(LabelEdit::Kind::CreateField, "mine")).ok());
        QVERIFY(m_session->labels().edit(assign("mine", "T10", {0})).ok());
        QVERIFY(m_session->labels().edit(assign("mine", "T2", {1, 2, 3})).ok());
        QVERIFY(m_session->labels().edit(assign("mine", "b", {4, 5})).ok());
        const LabelFieldPtr field = m_session->labels().field("mine");
        QCOMPARE(m_session->labels().listedLabels(*field), (std::vector<int>{2, 1, 0}));
        QSignalSpy changed(&m_session->labels(), &Labels::orderChanged);
        m_session->labels().setOrder("mine", LegendOrder::Size);
        QCOMPARE(changed.count(), 1);
        QCOMPARE(m_session->labels().listedLabels(*field), (std::vector<int>{1, 2, 0}));
        m_session->close();
        m_session->open(m_dataset, factsFor(*m_dataset), projectIn(folder));
        QCOMPARE(m_session->labels().orderOf("mine"), LegendOrder::Size);
        m_session->labels().setOrder("mine", LegendOrder::File);
        QCOMPARE(m_session->labels().listedLabels(*field), (std::vector<int>{0, 1, 2}));
    }

    void aDeclaredOrderIsKeptUntilAnotherIsChosen()
    {
        data::Dataset dataset = *m_dataset;
        data::Categorical stage;
        stage.codes = {0, 1, 2, 0, 1, 2, 0, 1, 2, -1};
        stage.categories = data::makeElement(data::StringArray{{3}, {"early", "mid", "late"}, {}, false});
        stage.ordered = true;
        dataset.obs.columns.set("stage", data::makeElement(stage));
        m_session->open(std::make_shared<const data::Dataset>(dataset), factsFor(dataset), nullptr);
        QCOMPARE(m_session->labels().listedLabels(*m_session->labels().field("stage")), (std::vector<int>{0, 1, 2}));
        m_session->labels().setOrder("stage", LegendOrder::Natural);
        QCOMPARE(m_session->labels().listedLabels(*m_session->labels().field("stage")), (std::vector<int>{0, 2, 1}));
        QCOMPARE(m_session->labels().listedLabels(*m_session->labels().field("cell_type")), (std::vector<int>{0, 1}));
    }

    void notesGoIntoTheDataAndComeBack()
    {
        QVERIFY(m_session->labels().edit(edit(LabelEdit::Kind::Note, "cell_type", "B", "MS4A1, CD79A")).ok());
        const data::Dataset saved = m_session->datasetToSave();
        const auto *column = saved.obs.columns.find("cell_type--rationale")->as<data::Categorical>();
        QVERIFY(column);
        QCOMPARE(column->categoryNames(), std::vector<std::string>{"MS4A1, CD79A"});
        QCOMPARE(column->codes, (std::vector<std::int32_t>{0, -1, 0, -1, 0, -1, 0, -1, 0, -1}));

        m_session->open(std::make_shared<const data::Dataset>(saved), factsFor(saved), nullptr);
        QCOMPARE(m_session->labels().field("cell_type")->labels[0].note, QString("MS4A1, CD79A"));
        QVERIFY(m_session->labels().field("cell_type")->labels[1].note.isEmpty());
        QCOMPARE(m_session->labels().fieldNames(), QStringList{"cell_type"});  // the notes are no labels of their own
        // A cell that gets another label gets its note; a note that is taken away goes.
        QVERIFY(m_session->labels().edit(assign("cell_type", "T", {0})).ok());
        const auto codes = [](const data::Dataset &dataset) {
            return dataset.obs.columns.find("cell_type--rationale")->as<data::Categorical>()->codes;
        };
        QCOMPARE(codes(m_session->datasetToSave()), (std::vector<std::int32_t>{-1, -1, 0, -1, 0, -1, 0, -1, 0, -1}));
        QVERIFY(m_session->labels().edit(edit(LabelEdit::Kind::Note, "cell_type", "B", "")).ok());
        QVERIFY(!m_session->datasetToSave().obs.columns.find("cell_type--rationale"));
        // Notes go with their labels.
        QVERIFY(m_session->labels().edit(edit(LabelEdit::Kind::RemoveField, "cell_type")).ok());
        QVERIFY(!m_session->datasetToSave().obs.columns.find("cell_type"));
        QVERIFY(!m_session->datasetToSave().obs.columns.find("cell_type--rationale"));
    }

    void severalNotesOnTheCellsOfOneLabelStay()
    {
        data::Dataset dataset = *m_dataset;
        data::StringArray notes{{10}, {"a", "", "b", "t", "a", "t", "a", "t", "a", "t"}, {}, false};
        dataset.obs.columns.set("cell_type--rationale", data::makeElement(notes));
        m_session->open(std::make_shared<const data::Dataset>(dataset), factsFor(dataset), nullptr);
        QVERIFY(m_session->labels().field("cell_type")->labels[0].note.isEmpty());
        QVERIFY(m_session->labels().edit(assign("cell_type", "NK", {0})).ok());
        const data::Dataset saved = m_session->datasetToSave();
        const auto *column = saved.obs.columns.find("cell_type--rationale")->as<data::Categorical>();
        QVERIFY(column);
        QCOMPARE(column->categoryNames(), (std::vector<std::string>{"a", "b", "t"}));
        QCOMPARE(column->codes, (std::vector<std::int32_t>{-1, -1, 1, 2, 0, 2, 0, 2, 0, 2}));
    }

    void newLabelsAreNeverGray()
    {
        QVERIFY(m_session->labels().edit(edit(LabelEdit::Kind::CreateField, "mine")).ok());
        for (int i = 0; i < 140; ++i) {
            LabelEdit add = edit(LabelEdit::Kind::AddLabel, "mine", QString("clone %1").arg(i));
            QVERIFY(m_session->labels().edit(add).ok());
        }
        std::map<QRgb, int> uses;
        for (const Label &label : m_session->labels().field("mine")->labels) ++uses[label.color.rgb()];
        QVERIFY(uses.size() >= 100);
        for (const auto &[color, count] : uses) QVERIFY(count <= 2);
    }

    void selectionKnowsItsSize()
    {
        QSignalSpy changed(&m_session->selection(), &Selection::selectionChanged);
        m_session->selection().set({1, 0, 1, 0, 0, 0, 0, 0, 0, 0});
        QCOMPARE(m_session->selection().count(), std::int64_t{2});
        QCOMPARE(m_session->selection().cells(), (std::vector<std::int64_t>{0, 2}));
        m_session->selection().set(std::vector<std::uint8_t>(10, 0));
        QVERIFY(m_session->selection().flags().empty());
        QCOMPARE(changed.count(), 2);
    }

    void onlyHiddenLabelsHideCells()
    {
        QVERIFY(m_session->labels().hiddenCells().empty());
        LabelEdit hide = edit(LabelEdit::Kind::Hide, "cell_type", "T");
        hide.on = true;
        QVERIFY(m_session->labels().edit(hide).ok());
        QCOMPARE(m_session->labels().hiddenCells(), (std::vector<std::uint8_t>{0, 1, 0, 1, 0, 1, 0, 1, 0, 1}));
    }

  private:
    std::shared_ptr<const data::Dataset> m_dataset;
    std::unique_ptr<Session> m_session;
};

QTEST_MAIN(TestSession)
#include "tst_session.moc"
