// Label transfer from nearest reference cells, beside upstream's answers (fixtures/scgpt/refmap).
#include "core/analysis/classification_scores.h"
#include "models/tasks/annotate/reference_vote.h"
#include "tests/support/fixtures.h"
#include "tests/support/hdf5_values.h"

#include <cmath>

using namespace lexicell;
using namespace lexicell::models::tasks;
using test::Hdf5File;

namespace {

std::string joined(const std::vector<std::string> &labels)
{
    std::string text;
    for (const std::string &label : labels) text += (text.empty() ? "" : "|") + label;
    return text;
}

}  // namespace

class TestReferenceVote : public QObject {
    Q_OBJECT

    static void addCases()
    {
        LEXICELL_FIXTURES_OR_SKIP(root, "scgpt");
        QTest::addColumn<QString>("folder");
        const auto folders = test::caseFolders(root, "expected.h5", {"refmap"});
        if (folders.empty()) QSKIP("no such case in this folder");
        for (const auto &folder : folders) QTest::newRow(folder.filename().c_str()) << QString::fromStdString(folder.string());
    }

  private slots:
    void neighborsAndVotes_data() { addCases(); }
    void neighborsAndVotes()
    {
        QFETCH(QString, folder);
        const Hdf5File file(std::filesystem::path(folder.toStdString()) / "expected.h5");
        const auto query = file.floats("query/X_scGPT");
        const auto reference = file.floats("reference/X_scGPT");
        const auto labels = file.strings("reference/labels").values;
        const auto index = file.ints("knn/index");
        JobContext context;
        const auto nearest =
            nearestReferences(data::rowsOf(query.values, query.columns()), data::rowsOf(reference.values, reference.columns()),
                              file.ints("knn/k").values[0], context);
        VERIFY_OK(nearest);
        QCOMPARE(nearest->rows, index.values);
        const auto distances = file.doubles("knn/sq_distance").values;
        for (std::size_t i = 0; i < distances.size(); ++i) QVERIFY(std::abs(nearest->squaredDistances[i] - distances[i]) < 1e-9);

        const auto top = file.strings("vote/top_labels").values;
        const auto tie = file.ints("vote/tie").values;
        const auto fraction = file.doubles("vote/fraction").values;
        for (const auto &[rule, name] :
             {std::pair{VoteTie::Name, "vote/label_categorical"}, std::pair{VoteTie::Nearest, "vote/label_string"},
              std::pair{VoteTie::Distance, "vote/label_by_distance"}}) {
            const auto votes = vote(*nearest, labels, rule);
            const auto expected = file.strings(name).values;
            QCOMPARE(votes.size(), expected.size());
            for (std::size_t i = 0; i < votes.size(); ++i) {
                QCOMPARE(votes[i].label, expected[i]);
                QCOMPARE(joined(votes[i].tied), top[i]);
                QCOMPARE(votes[i].tied.size() > 1, tie[i] != 0);
                QVERIFY(std::abs(votes[i].fraction - fraction[i]) < 1e-12);
            }
        }

        const auto weighted = weightedVotes(*nearest, labels);
        QCOMPARE(weighted.classes, file.strings("weighted_vote/classes").values);
        const auto proportions = file.doubles("weighted_vote/proportion").values;
        for (std::size_t i = 0; i < proportions.size(); ++i) QVERIFY(std::abs(weighted.proportions[i] - proportions[i]) < 1e-12);
        const auto weights = file.doubles("weighted_vote/weights").values;
        QCOMPARE(weighted.weights.size(), weights.size());
        for (std::size_t i = 0; i < weights.size(); ++i) QVERIFY(std::abs(weighted.weights[i] - weights[i]) < 1e-12);
    }

    void scoresOfTheVote_data() { addCases(); }
    void scoresOfTheVote()
    {
        QFETCH(QString, folder);
        const Hdf5File file(std::filesystem::path(folder.toStdString()) / "expected.h5");
        const auto number = [&](const char *name) { return file.doubles(std::string("metrics/") + name).values[0]; };
        const auto scores =
            analysis::classificationScores(file.strings("query/labels").values, file.strings("vote/label_categorical").values);
        QVERIFY(std::abs(scores.accuracy - number("accuracy")) < 1e-12);
        QVERIFY(std::abs(scores.macroPrecision - number("macro_precision")) < 1e-12);
        QVERIFY(std::abs(scores.macroRecall - number("macro_recall")) < 1e-12);
        QVERIFY(std::abs(scores.macroF1 - number("macro_f1")) < 1e-12);
        // On vectors of length 1 the squared distance says the cosine.
        const auto distances = file.doubles("knn/sq_distance");
        double first = 0.0, all = 0.0;
        for (std::int64_t query = 0; query < distances.rows(); ++query)
            for (std::int64_t i = 0; i < distances.columns(); ++i) {
                const double cosine = 1.0 - distances.at(query, i) / 2.0;
                all += cosine;
                if (i == 0) first += cosine;
            }
        const auto queries = static_cast<double>(distances.rows());
        QVERIFY(std::abs(first / queries - number("mean_top1_cosine")) < 1e-6);
        QVERIFY(std::abs(all / queries / static_cast<double>(distances.columns()) - number("mean_topk_cosine")) < 1e-6);
    }

    // scgpt.md §7.8
    void weightsOfTheToyExample()
    {
        // proportions 0.5, 0.1, 0.4 in a reference of ten; votes A6, B3, C1
        const std::vector<std::string> labels{"A", "A", "A", "A", "A", "B", "C", "C", "C", "C"};
        const NearestReferences nearest{10, {0, 1, 2, 3, 4, 0, 5, 5, 5, 6}, std::vector<double>(10, 1.0)};
        const auto votes = weightedVotes(nearest, labels);
        const std::vector<double> expected{0.2741, 0.6736, 0.0523};
        for (std::size_t i = 0; i < expected.size(); ++i) QVERIFY(std::abs(votes.weights[i] - expected[i]) < 5e-5);
    }

    void tiesFollowTheRule()
    {
        const std::vector<std::string> labels{"b", "a", "c"};
        const NearestReferences nearest{4, {0, 1, 1, 0}, {0.0, 1.0, 1.0, 9.0}};
        QCOMPARE(vote(nearest, labels, VoteTie::Name).front().label, std::string("a"));
        QCOMPARE(vote(nearest, labels, VoteTie::Nearest).front().label, std::string("b"));
        QCOMPARE(vote(nearest, labels, VoteTie::Distance).front().label, std::string("a"));
        QCOMPARE(vote(nearest, labels, VoteTie::Name).front().tied, (std::vector<std::string>{"a", "b"}));
    }

    void equalDistancesKeepTheReferenceOrder()
    {
        const std::vector<float> reference{1, 0, 0, 1, 1, 0, 0, 0};
        const std::vector<float> query{0, 0};
        JobContext context;
        const auto nearest = nearestReferences(data::rowsOf(query, 2), data::rowsOf(reference, 2), 3, context);
        VERIFY_OK(nearest);
        QCOMPARE(nearest->rows, (std::vector<std::int64_t>{3, 0, 1}));
    }

    void refusesWhatCannotBeSearched()
    {
        const std::vector<float> reference{1, 0, 0, 1};
        const std::vector<float> query{0, 0};
        JobContext context;
        QCOMPARE(nearestReferences(data::rowsOf(query, 2), data::rowsOf(reference, 2), 0, context).error().errorClass,
                 std::string("bad_option"));
        QCOMPARE(nearestReferences(data::rowsOf(query, 2), data::rowsOf(reference, 2), 3, context).error().errorClass,
                 std::string("bad_option"));
        QCOMPARE(nearestReferences(data::rowsOf(query, 1), data::rowsOf(reference, 2), 1, context).error().errorClass,
                 std::string("shape_mismatch"));
        context.cancel();
        QCOMPARE(nearestReferences(data::rowsOf(query, 2), data::rowsOf(reference, 2), 1, context).error().kind,
                 ErrorKind::Cancelled);
    }
};

QTEST_APPLESS_MAIN(TestReferenceVote)
#include "tst_reference_vote.moc"
