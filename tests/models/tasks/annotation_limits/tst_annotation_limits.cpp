// Trials of an annotation under worse conditions: which cells and genes each contains, and that the scores say what they must.
#include "core/simulate/simulate.h"
#include "models/baselines/log_values.h"
#include "models/tasks/annotation_limits/annotation_limits.h"
#include "models/tasks/annotation_limits/annotation_limits_task.h"
#include "tests/models/grouped_cells.h"

#include <cmath>
#include <map>
#include <set>

using namespace lexicell;
using namespace lexicell::models;
using namespace lexicell::models::tasks;

namespace {

constexpr const char *labelColumnName = "cell_type";

AnnotationLimitsOptions quickOptions()
{
    AnnotationLimitsOptions options;
    options.label = labelColumnName;
    options.sizes = {"2", "10"};
    options.imbalance = {};
    options.withoutMarkers = {};
    options.seeds = 3;
    options.rounds = 50;
    return options;
}

const LimitRow *rowOf(const AnnotationLimits &limits, LimitTest test, const std::string &setting)
{
    for (const LimitRow &row : limits.rows)
        if (row.place.test == test && row.place.setting == setting) return &row;
    return nullptr;
}

double macroF1Of(const LimitRow &row, const std::string &method)
{
    for (const ComparedMethod &compared : row.methods)
        if (compared.method == method) return compared.scores[1].mean.mean;
    return std::numeric_limits<double>::quiet_NaN();
}

std::map<std::int32_t, std::int64_t> cellsByLabel(const LabeledReference &reference, const std::vector<std::int64_t> &cells)
{
    std::map<std::int32_t, std::int64_t> counts;
    for (const std::int64_t cell : cells) ++counts[reference.codes[static_cast<std::size_t>(cell)]];
    return counts;
}

}  // namespace

class TestAnnotationLimits : public QObject {
    Q_OBJECT

    data::Dataset m_cells;

    LabeledReference reference(const std::string &batch = {})
    {
        JobContext context;
        return *labeledReference(m_cells, {{}, labelColumnName, batch, {}}, context);
    }

  private Q_SLOTS:
    void initTestCase()
    {
        JobContext context;
        auto cells = simulate::simulate({.cells = 360, .genes = 300, .batches = 3, .knockouts = 1, .seed = 3}, context);
        VERIFY_OK(cells);
        m_cells = *cells;
    }

    void trialsOfSizes()
    {
        const LabeledReference labeled = reference();
        TrialOptions options;
        options.sizes = {2, 10};
        options.seeds = 2;
        JobContext context;
        const auto trials = makeTrials(labeled, options, context);
        QCOMPARE(trials.size(), std::size_t{6});  // two sizes and all, twice
        QVERIFY(warned(context, "leaky_split"));
        QCOMPARE(context.warnings().size(), std::size_t{1});
        for (const Trial &trial : trials) {
            std::vector<std::int64_t> both;
            std::set_intersection(trial.train.begin(), trial.train.end(), trial.test.begin(), trial.test.end(),
                                  std::back_inserter(both));
            QVERIFY(both.empty());
            QVERIFY(std::is_sorted(trial.train.begin(), trial.train.end()));
            if (trial.places.front().setting == "all") QCOMPARE(trial.train.size() + trial.test.size(), labeled.codes.size());
            else
                for (const auto &[label, count] : cellsByLabel(labeled, trial.train))
                    QVERIFY(count <= std::stoll(trial.places.front().setting) && count >= 1);
        }
        QVERIFY(trials[0].train != trials[3].train && trials[0].test != trials[3].test);  // another seed
        JobContext again;
        QVERIFY(makeTrials(labeled, options, again)[4].train == trials[4].train);
    }

    void trialsOfBatches()
    {
        const LabeledReference labeled = reference("batch");
        TrialOptions options;
        JobContext context;
        const auto trials = makeTrials(labeled, options, context);
        QCOMPARE(trials.size(), std::size_t{3});
        std::set<std::int64_t> scored;
        for (const Trial &trial : trials) {
            scored.insert(trial.test.begin(), trial.test.end());
            for (const std::int64_t cell : trial.test)
                QCOMPARE(labeled.batches[static_cast<std::size_t>(cell)], trial.places.front().setting);
            for (const std::int64_t cell : trial.train)
                QVERIFY(labeled.batches[static_cast<std::size_t>(cell)] != trial.places.front().setting);
        }
        QCOMPARE(scored.size(), labeled.codes.size());
        options.leaveOutBatches = false;
        QVERIFY(makeTrials(labeled, options, context).empty());
    }

    void trialsOfImbalance()
    {
        const LabeledReference labeled = reference();
        TrialOptions options;
        options.sizes = {16};
        options.ratios = {1, 8};
        options.seeds = 1;
        JobContext context;
        for (const Trial &trial : makeTrials(labeled, options, context)) {
            if (trial.places.front().test != LimitTest::Imbalance) continue;
            std::int64_t most = 0, least = 1000;
            for (const auto &[label, count] : cellsByLabel(labeled, trial.train)) {
                most = std::max(most, count);
                least = std::min(least, count);
            }
            if (trial.places.front().setting == "8") QCOMPARE(least, std::int64_t{2});  // 16 / 8
            QVERIFY(most <= 16);
        }
    }

    // Twelve genes of each type are its markers by construction.
    void markersAreThoseOfTheLabels()
    {
        const data::Dataset cells = cellsOfTypes();
        JobContext context;
        const auto labeled = labeledReference(cells, {{}, "type", {}, {}}, context);
        VERIFY_OK(labeled);
        const auto values = baselines::logValues(cells.x, context);
        VERIFY_OK(values);
        const auto columns = markerColumns(*values, *labeled, {3, 12}, context);
        VERIFY_OK(columns);
        QCOMPARE((*columns)[0].size(), std::size_t{12});
        QCOMPARE((*columns)[1].size(), static_cast<std::size_t>(typeGenes));
        std::map<std::int64_t, int> ofType;
        for (const std::int64_t gene : (*columns)[0]) ++ofType[gene / genesOfType];
        for (const auto &[type, genes] : ofType) QCOMPARE(genes, 3);
    }

    void moreCellsAreBetterAndRowsAreComplete()
    {
        JobContext context;
        const auto limits = annotationLimits(m_cells, nullptr, quickOptions(), context);
        VERIFY_OK(limits);
        QCOMPARE(limits->rows.size(), std::size_t{3});
        const LimitRow *few = rowOf(*limits, LimitTest::CellsOfLabel, "2"), *all = rowOf(*limits, LimitTest::CellsOfLabel, "all");
        QVERIFY(few && all);
        QVERIFY(few->trainedCells < all->trainedCells);
        QVERIFY(macroF1Of(*few, "logistic-l2") < macroF1Of(*all, "logistic-l2"));
        QVERIFY(macroF1Of(*all, "majority") < macroF1Of(*all, "logistic-l2"));
        std::set<std::string> names;
        for (const ComparedMethod &method : all->methods) {
            names.insert(method.method);
            QVERIFY(method.baseline);
            QCOMPARE(method.scores.size(), std::size(limitScores));
            QCOMPARE(method.scores[1].mean.runs, std::size_t{3});
            QVERIFY(method.scores[1].mean.interval.low <= method.scores[1].mean.mean);
        }
        QCOMPARE(names, (std::set<std::string>{"logistic-l2", "logistic-l1", "knn-pca", "majority"}));
        JobContext again;
        const auto same = annotationLimits(m_cells, nullptr, quickOptions(), again);
        QCOMPARE(macroF1Of(same->rows[0], "knn-pca"), macroF1Of(limits->rows[0], "knn-pca"));
    }

    void modelsStandBesideTheBaselines()
    {
        const data::Dataset cells = [this] {
            data::Dataset renamed = m_cells;
            renamed.var.index.values = numbered("GENE", renamed.genes());
            return renamed;
        }();
        const CountingModel model(numbered("GENE", cells.genes()));
        AnnotationLimitsOptions options = quickOptions();
        options.sizes = {};
        options.withoutMarkers = {"4"};
        options.geneMatching = "exact";
        options.seeds = 2;
        JobContext context;
        const auto limits = annotationLimits(cells, &model.loaded, options, context);
        VERIFY_OK(limits);
        QCOMPARE(limits->rows.size(), std::size_t{2});
        QCOMPARE(limits->rows.front().place.setting, std::string("0"));
        QCOMPARE(limits->rows.back().place.setting, std::string("4"));
        QCOMPARE(limits->deletedGenes.size(), std::size_t{1});
        QVERIFY(limits->deletedGenes.front().second > 4);
        const auto &first = limits->rows.back().methods.front();
        QVERIFY(!first.baseline && first.method == "model-logistic");
        QVERIFY(!first.scores[1].bestBaseline.empty());
        QVERIFY(!std::isnan(first.scores[1].difference.mean));
        QVERIFY(macroF1Of(limits->rows.back(), "logistic-l2") < macroF1Of(limits->rows.front(), "logistic-l2"));
    }

    void batchesHaveARowEachAndTheirMean()
    {
        AnnotationLimitsOptions options = quickOptions();
        options.sizes = {};
        options.batch = "batch";
        JobContext context;
        const auto limits = annotationLimits(m_cells, nullptr, options, context);
        VERIFY_OK(limits);
        QCOMPARE(limits->batches, std::int64_t{3});
        QCOMPARE(limits->rows.size(), std::size_t{4});
        QCOMPARE(limits->rows.back().place.setting, std::string(allBatches));
        for (const LimitRow &row : limits->rows) {  // over the cells of a batch, and over the batches
            const RunMean &mean = row.methods.front().scores[1].mean;
            QVERIFY(mean.interval.low < mean.interval.high && mean.interval.low <= mean.mean && mean.mean <= mean.interval.high);
        }
        double sum = 0.0;
        for (int i = 0; i < 3; ++i) sum += macroF1Of(limits->rows[static_cast<std::size_t>(i)], "logistic-l2") / 3.0;
        QVERIFY(std::abs(sum - macroF1Of(limits->rows.back(), "logistic-l2")) < 1e-12);
    }

    void refusals_data()
    {
        QTest::addColumn<int>("which");
        QTest::addColumn<QString>("errorClass");
        int which = 0;
        for (const char *expected : {"bad_option", "bad_option", "bad_option", "bad_option", "bad_option", "missing_column",
                                     "too_few_genes", "bad_option", "bad_option"}) {
            QTest::newRow(qPrintable(QString::number(which))) << which << QString(expected);
            ++which;
        }
    }
    void refusals()
    {
        QFETCH(int, which);
        QFETCH(QString, errorClass);
        AnnotationLimitsOptions options = quickOptions();
        switch (which) {
        case 0: options.label.clear(); break;
        case 1: options.sizes = {"5", "many"}; break;
        case 2: options.sizes = {"0"}; break;
        case 3: options.sizes = {}; break;
        case 4: options.seeds = 0; break;
        case 5: options.batch = "donor?"; break;
        case 6: options.withoutMarkers = {"300"}; break;
        case 7: options.heldOut = 1.0; break;
        default: options.neighbors = 0; break;
        }
        JobContext context;
        const auto limits = annotationLimits(m_cells, nullptr, options, context);
        QVERIFY(!limits.ok());
        QCOMPARE(QString::fromStdString(limits.error().errorClass), errorClass);
    }

    void theEstimateCountsAPassForEachInput()
    {
        AnnotationLimitsOptions options = quickOptions();
        options.batchSize = 100;
        options.withoutMarkers = {"5", "20"};
        const CountingModel model(numbered("GENE", 3));
        const auto task = annotationLimitsTask();
        QCOMPARE(task.estimate({&m_cells, &model.loaded.card}, OptionValues(options)).passes, std::optional<std::int64_t>(3 * 4));
        QVERIFY(!task.estimate({&m_cells, nullptr}, OptionValues(options)).passes);  // no network takes part
    }

    void itStops()
    {
        JobContext context([&context](double, const std::string &) { context.cancel(); });
        const auto limits = annotationLimits(m_cells, nullptr, quickOptions(), context);
        QVERIFY(!limits.ok());
        QCOMPARE(limits.error().kind, ErrorKind::Cancelled);
    }
};

QTEST_GUILESS_MAIN(TestAnnotationLimits)
#include "tst_annotation_limits.moc"
