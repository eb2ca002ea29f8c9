// Suggested labels beside those of a person: which columns they are in, what is offered at a confidence, and that accepting them
// is one edit of the journal that never touches a label without being asked to.
#include "core/base/provenance.h"
#include "core/steps/step_output.h"
#include "tests/support/fixtures.h"
#include "tests/ui/small_dataset.h"
#include "ui/workspace/facts/suggestions.h"
#include "ui/workspace/session.h"

#include <QTemporaryDir>
#include <QTest>

#include <cmath>

using namespace lexicell;
using namespace lexicell::ui;

namespace {

constexpr std::int64_t cells = 10;

data::ElementPtr labels(const std::vector<std::string> &names, std::vector<std::int32_t> codes)
{
    data::Categorical column;
    column.codes = std::move(codes);
    column.categories = data::makeElement(data::StringArray{{static_cast<std::int64_t>(names.size())}, names, {}, false});
    return data::makeElement(std::move(column));
}

// As the task "annotate" writes them: labels with "unknown", the most probable ones, confidence, and a baseline's labels.
data::Dataset annotated(const std::string &step = "annotate")
{
    data::Dataset dataset = *test::smallDataset(cells);
    auto &obs = dataset.obs.columns;
    obs.set("lexicell_label", labels({"B", "T", "unknown"}, {0, 0, 0, 0, 1, 1, 1, 2, 2, 2}));
    obs.set("lexicell_label_best", labels({"B", "NK", "T"}, {0, 0, 0, 0, 2, 2, 2, 1, 1, 0}));
    obs.set("lexicell_confidence",
            data::makeElement(data::Array::of(std::vector<double>{0.9, 0.9, 0.8, 0.8, 0.7, 0.7, 0.6, 0.4, 0.3, 0.1})));
    obs.set("lexicell_label_knn_pca", labels({"T", "B"}, {1, 1, 1, 0, 0, 0, 1, 0, 0, 0}));
    ProvenanceStep record{step, "obs/lexicell_label", {{"threshold", "0.5"}}, {}};
    steps::record(dataset, record);
    return dataset;
}

Suggestions suggestionsOf(const data::Dataset &dataset)
{
    Suggestions suggestions{fieldOfColumn(dataset, "lexicell_label_best"),
                            {},
                            fieldOfColumn(dataset, "lexicell_label_knn_pca"),
                            "lexicell_label_knn_pca"};
    suggestions.confidence = {0.9F, 0.9F, 0.8F, 0.8F, 0.7F, 0.7F, 0.6F, 0.4F, 0.3F, 0.1F};
    return suggestions;
}

std::vector<std::int64_t> all()
{
    std::vector<std::int64_t> positions;
    for (std::int64_t cell = 0; cell < cells; ++cell) positions.push_back(cell);
    return positions;
}

}  // namespace

class TestSuggestions : public QObject {
    Q_OBJECT

    const models::tasks::TaskTable &m_tasks = models::tasks::TaskTable::builtIn();

  private Q_SLOTS:
    void theRecordTellsTheColumns()
    {
        const auto columns = recordedSuggestions(annotated(), m_tasks);
        QVERIFY(columns);
        QCOMPARE(columns->labels, QString("lexicell_label_best"));  // without "unknown": the slider decides
        QCOMPARE(columns->confidence, QString("lexicell_confidence"));
        QCOMPARE(columns->beside, QString("lexicell_label_knn_pca"));
        QCOMPARE(columns->threshold, 0.5);
        QVERIFY(!recordedSuggestions(annotated("leiden"), m_tasks));  // of no step that annotates
        QVERIFY(!recordedSuggestions(*test::smallDataset(cells), m_tasks));
        data::Dataset gone = annotated();
        gone.obs.columns.erase("lexicell_label");
        QVERIFY(!recordedSuggestions(gone, m_tasks));
    }

    void columnsOfNumbersBeyondOneAreNoConfidence()
    {
        QCOMPARE(confidenceColumns(annotated()), QStringList("lexicell_confidence"));  // and not "score": 0, 1, 2, …
        data::Dataset dataset = *test::smallDataset(cells);
        QCOMPARE(suggestionColumns(dataset, "cell_type").confidence, QString());
    }

    void whatIsOfferedDependsOnTheConfidence()
    {
        const Suggestions suggestions = suggestionsOf(annotated());
        const auto offered = suggestedLabels(suggestions, 0.5, nullptr);
        QCOMPARE(offered.size(), std::size_t{2});
        QCOMPARE(offered[0].name, QString("B"));
        QCOMPARE(offered[0].cells, std::int64_t{4});
        QVERIFY(std::abs(offered[0].meanConfidence - 0.85) < 1e-6);
        QCOMPARE(offered[0].agreement, 0.75);  // by name: the two columns order their labels differently
        QCOMPARE(offered[1].name, QString("T"));
        QCOMPARE(offered[1].agreement, 2.0 / 3.0);
        QCOMPARE(suggestedLabels(suggestions, 0.0, nullptr).size(), std::size_t{3});
        QCOMPARE(suggestedLabels(suggestions, 1.0, nullptr).size(), std::size_t{0});
        // A cell whose confidence is the threshold is no unknown one, as for the task.
        QCOMPARE(suggestions.cellsOf({"T"}, 0.6), (std::vector<std::int64_t>{4, 5, 6}));
        QCOMPARE(suggestions.cellsOf({"T"}, 0.61), (std::vector<std::int64_t>{4, 5}));
    }

    void unknownIsNoSuggestion()
    {
        const data::Dataset dataset = annotated();
        const Suggestions suggestions{fieldOfColumn(dataset, "lexicell_label"), {}, nullptr, {}};
        const auto offered = suggestedLabels(suggestions, 0.0, nullptr);
        QCOMPARE(offered.size(), std::size_t{2});
        QVERIFY(std::isnan(offered[0].meanConfidence) && std::isnan(offered[0].agreement));
        QVERIFY(!acceptEdit(suggestions, nullptr, {"mine", {7, 8, 9}, 0.0, false}));
    }

    void aPersonsLabelsStay()
    {
        const Suggestions suggestions = suggestionsOf(annotated());
        LabelField mine{"mine", std::vector<std::int32_t>(cells, -1), {{"Plasma", QColor(Qt::red), false, "IGHG1"}}, false};
        mine.codes[0] = mine.codes[5] = 0;
        const auto given = std::make_shared<const LabelField>(mine);
        QCOMPARE(suggestedLabels(suggestions, 0.5, given)[0].given, std::int64_t{1});
        const auto edit = acceptEdit(suggestions, given, {"mine", all(), 0.5, false});
        QVERIFY(edit);
        QCOMPARE(edit->kind, LabelEdit::Kind::Replace);
        const LabelField &after = *edit->replacement;
        QCOMPARE(after.labelNames(), (QStringList{"Plasma", "B", "T"}));
        QCOMPARE(after.labels[0].note, QString("IGHG1"));
        QCOMPARE(after.codes, (std::vector<std::int32_t>{0, 1, 1, 1, 2, 0, 2, -1, -1, -1}));
        const auto replacing = acceptEdit(suggestions, given, {"mine", all(), 0.5, true});
        QVERIFY(replacing);
        QCOMPARE(replacing->replacement->codes, (std::vector<std::int32_t>{1, 1, 1, 1, 2, 2, 2, -1, -1, -1}));
        // One label in a field that is there: the same edit as by hand.
        const auto one = acceptEdit(suggestions, given, {"mine", suggestions.cellsOf({"B"}, 0.5), 0.5, false});
        QVERIFY(one);
        QCOMPARE(one->kind, LabelEdit::Kind::Assign);
        QCOMPARE(one->label, QString("B"));
        QCOMPARE(one->cells, (std::vector<std::int64_t>{1, 2, 3}));
        QVERIFY(!acceptEdit(suggestions, given, {"mine", {0, 5, 9}, 0.5, false}));  // there is nothing to change
    }

    void acceptingIsOneEditOfTheJournal()
    {
        QTemporaryDir folder;
        const QString file = folder.filePath("a.lexicell");
        const auto data = std::make_shared<const data::Dataset>(annotated());
        const auto project = [&] {
            auto opened = ProjectFile::open(file);
            return opened.ok() ? std::move(*opened) : nullptr;
        };
        std::vector<std::int32_t> accepted;
        {
            Session session;
            session.open(data, std::make_shared<const DatasetFacts>(), project());
            const auto edit = acceptEdit(suggestionsOf(*data), nullptr, {"mine", all(), 0.5, false});
            QVERIFY(edit);
            VERIFY_OK(session.labels().edit(*edit));
            QUndoStack *stack = session.journal().undoStack();
            QCOMPARE(stack->count(), 1);
            QCOMPARE(stack->undoText(), QString("Accept B, T in mine"));
            accepted = session.labels().field("mine")->codes;
            QCOMPARE(accepted, (std::vector<std::int32_t>{0, 0, 0, 0, 1, 1, 1, -1, -1, -1}));
            stack->undo();
            QVERIFY(!session.labels().field("mine"));
            stack->redo();
            QCOMPARE(session.labels().field("mine")->codes, accepted);
            // The suggestions themselves are as they were.
            QCOMPARE(session.labels().field("lexicell_label_best")->codes, fieldOfColumn(*data, "lexicell_label_best")->codes);
        }
        Session again;
        QVERIFY(!again.open(data, std::make_shared<const DatasetFacts>(), project()).damaged);
        QVERIFY(again.labels().field("mine"));
        QCOMPARE(again.labels().field("mine")->codes, accepted);
    }
};

QTEST_GUILESS_MAIN(TestSuggestions)
#include "tst_suggestions.moc"
