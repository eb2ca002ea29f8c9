// Scores of a representation and of labels beside what needs no model.
#include "core/base/random.h"
#include "core/simulate/simulate.h"
#include "core/steps/steps.h"
#include "models/tasks/evaluate/evaluate.h"
#include "models/tasks/label_scores.h"
#include "tests/models/counting_model.h"

#include <cmath>

using namespace lexicell;
using namespace lexicell::models;
using namespace lexicell::models::tasks;

class TestEvaluate : public QObject {
    Q_OBJECT

    data::Dataset m_cells;

    static EvaluateOptions representation()
    {
        EvaluateOptions options;
        options.embedding = "X_pca";
        options.label = "cell_type";
        options.batch = "batch";
        options.rounds = 40;
        return options;
    }

    // The cells with a matrix in which each type has genes of its own, and the second batch measures every seventh gene higher.
    data::Dataset shiftedBatches() const
    {
        auto cells = m_cells;
        const auto types = *cells.labels("cell_type"), batches = *cells.labels("batch");
        const auto typeCount = static_cast<std::int32_t>(types.categoryNames().size());
        data::CsrBlock block;
        block.rows = cells.cells();
        block.columns = cells.genes();
        Random random(1, 1);
        for (std::size_t cell = 0; cell < types.codes.size(); ++cell) {
            for (std::int32_t gene = 0; gene < static_cast<std::int32_t>(block.columns); ++gene) {
                const int own = gene % typeCount == types.codes[cell] ? 20 : 0;
                const int measured = batches.codes[cell] == 1 && gene % 7 == 0 ? 30 : 0;
                block.indices.push_back(gene);
                block.values.push_back(static_cast<float>(1 + own + measured + static_cast<int>(random.below(10))));
            }
            block.indptr.push_back(static_cast<std::int64_t>(block.indices.size()));
        }
        cells.x = data::ExpressionMatrix::ofCsr(std::move(block));
        return cells;
    }

  private slots:
    void initTestCase()
    {
        JobContext context;
        const auto cells = simulate::simulate({.cells = 300, .genes = 300, .batches = 2, .knockouts = 1, .seed = 5}, context);
        VERIFY_OK(cells);
        const auto mapped = steps::pca(*cells, {}, context);
        VERIFY_OK(mapped);
        m_cells = *mapped;
    }

    void aPcaStandsBesideItself()
    {
        JobContext context;
        const auto found = evaluateRepresentation(m_cells, representation(), context);
        VERIFY_OK(found);
        QCOMPARE(found->cells, m_cells.cells());
        QVERIFY(found->pca);
        const RepresentationScores &own = found->own;
        QVERIFY(std::abs(own.aswLabel - found->pca->aswLabel) < 1e-4);
        QVERIFY(std::abs(own.avgBio - (own.nmi + own.ari + own.aswLabel) / 3.0) < 1e-12);
        QVERIFY(std::abs(own.avgBatch - (own.aswBatch + own.graphConnectivity) / 2.0) < 1e-12);
        QVERIFY(own.aswLabelRange.low < own.aswLabel && own.aswLabel < own.aswLabelRange.high);
        QVERIFY(own.aswBatchRange.low < own.aswBatchRange.high);
        // Random numbers know no types, and mix batches best.
        QVERIFY(found->random.nmi < own.nmi && found->random.aswBatch > own.aswBatch);
    }

    // Corrections of the PCA mix the batches better and keep the types.
    void correctionsStandBesideIt()
    {
        const auto cells = shiftedBatches();
        JobContext context;
        const auto found = evaluateRepresentation(cells, representation(), context);
        VERIFY_OK(found);
        QVERIFY(found->pca);
        QCOMPARE(found->integrated.size(), std::size_t{3});
        const char *const names[] = {"variable_genes", "harmony", "mnn"};
        for (std::size_t i = 0; i < 3; ++i) {
            const auto &[name, scores] = found->integrated[i];
            QCOMPARE(name, std::string(names[i]));
            QVERIFY(std::abs(scores.avgBio - (scores.nmi + scores.ari + scores.aswLabel) / 3.0) < 1e-12);
            QVERIFY(std::abs(scores.avgBatch - (scores.aswBatch + scores.graphConnectivity) / 2.0) < 1e-12);
            QVERIFY(scores.aswBatchRange.low < scores.aswBatchRange.high);
            const std::string values = name + ": NMI " + std::to_string(scores.nmi) + ", ASW_batch " +
                                       std::to_string(scores.aswBatch) + ", of the PCA " + std::to_string(found->pca->aswBatch);
            QVERIFY2(scores.nmi > found->random.nmi + 0.3, values.c_str());
            QVERIFY2(i == 0 || scores.aswBatch > found->pca->aswBatch + 0.1, values.c_str());
        }
        const auto again = evaluateRepresentation(cells, representation(), context);
        VERIFY_OK(again);
        QCOMPARE(again->integrated[1].scores.avgBio, found->integrated[1].scores.avgBio);
    }

    // One batch, or none: there is nothing to correct.
    void aSingleBatchIsNotCorrected()
    {
        auto cells = m_cells;
        cells.obs.columns.set("one", textColumn(std::vector<std::string>(static_cast<std::size_t>(cells.cells()), "all")));
        EvaluateOptions options = representation();
        options.batch = "one";
        options.rounds = 0;
        JobContext context;
        const auto found = evaluateRepresentation(cells, options, context);
        VERIFY_OK(found);
        QVERIFY(found->pca && found->integrated.empty());
    }

    void withoutBatchesAndIntervals()
    {
        EvaluateOptions options = representation();
        options.batch.clear();
        options.rounds = 0;
        options.maxCells = 100;
        JobContext context;
        const auto found = evaluateRepresentation(m_cells, options, context);
        VERIFY_OK(found);
        QCOMPARE(found->cells, std::int64_t{100});
        QVERIFY(found->integrated.empty());
        QVERIFY(std::isnan(found->own.aswBatch) && std::isnan(found->own.avgBatch) && std::isnan(found->own.nmiRange.low));
    }

    void withoutAMatrixThereIsNoBaseline()
    {
        data::Dataset bare = m_cells;
        bare.x = {};
        JobContext context;
        const auto found = evaluateRepresentation(bare, representation(), context);
        VERIFY_OK(found);
        QVERIFY(!found->pca && found->integrated.empty() && warned(context, "no_baseline"));
    }

    void labelsByHand()
    {
        auto cells = staircase(6, 10);
        cells.obs.columns.set("truth", textColumn({"a", "a", "a", "b", "b", "a"}));
        cells.obs.columns.set("guess", textColumn({"a", "a", "b", "b", "b", "c"}));
        cells.obs.columns.set("batch", textColumn({"x", "x", "x", "y", "y", "x"}));
        EvaluateOptions options;
        options.predicted = "guess";
        options.label = "truth";
        options.batch = "batch";
        JobContext context;
        const auto found = evaluateLabels(cells, options, context);
        VERIFY_OK(found);
        QCOMPARE(found->scores.accuracy, 4.0 / 6.0);
        QCOMPARE(found->commonest, std::string("a"));
        QCOMPARE(found->majority.accuracy, 4.0 / 6.0);
        QCOMPARE(found->byBatch->accuracy, 1.0);  // the batch alone says it
        const auto json = labelScoresJson(found->scores);
        QVERIFY(json["confusion"] == nlohmann::ordered_json::parse("[[2,1,1],[0,2,0],[0,0,0]]"));
        QVERIFY(json["classes"] == nlohmann::ordered_json::parse(R"(["a","b","c"])"));
        const auto perClass = perClassJson(found->scores);
        QCOMPARE(perClass[0]["recall"].get<double>(), 0.5);
        QCOMPARE(perClass[1]["precision"].get<double>(), 2.0 / 3.0);
        QCOMPARE(perClass[2]["f1"].get<double>(), 0.0);
        QCOMPARE(confusionMap(found->scores).values, (std::vector<double>{2, 1, 1, 0, 2, 0, 0, 0, 0}));
    }

    void refusals()
    {
        JobContext context;
        EvaluateOptions options = representation();
        options.predicted = "cell_type";
        QCOMPARE(evaluateRepresentation(m_cells, options, context).error().errorClass, std::string("bad_option"));
        options = representation();
        options.embedding = "X_nothing";
        QCOMPARE(evaluateRepresentation(m_cells, options, context).error().errorClass, std::string("missing_embedding"));
        options = representation();
        options.label = "nothing";
        QCOMPARE(evaluateRepresentation(m_cells, options, context).error().errorClass, std::string("missing_column"));
        options = representation();
        auto one = m_cells;
        one.obs.columns.set("same", textColumn(std::vector<std::string>(static_cast<std::size_t>(one.cells()), "all")));
        options.label = "same";
        QCOMPARE(evaluateRepresentation(one, options, context).error().errorClass, std::string("too_small"));
        context.cancel();
        QCOMPARE(evaluateRepresentation(m_cells, representation(), context).error().kind, ErrorKind::Cancelled);
    }
};

QTEST_APPLESS_MAIN(TestEvaluate)
#include "tst_evaluate.moc"
