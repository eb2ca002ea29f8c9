// Fine-tuning as a task: what it learns and writes, its baselines and splits, and what it refuses.
#include "core/base/provenance.h"
#include "models/families/open_model.h"
#include "models/input/token_batches.h"
#include "models/tasks/training_place.h"
#include "tests/models/small_fine_tuning.h"
#include "tests/support/fixtures.h"
#include "tests/support/plain_files.h"

#include <algorithm>
#include <cmath>

using namespace lexicell;
using namespace lexicell::test;
using models::tasks::FineTuneJob;
using models::tasks::FineTuneSummary;
namespace fs = std::filesystem;

namespace {

Result<FineTuneSummary> run(const FineTuneJob &job, JobContext &context)
{
    context.threads = 1;
    return models::tasks::fineTune(job, context);
}

bool warned(const JobContext &context, const WarningClass &of)
{
    const auto warnings = context.warnings();
    return std::any_of(warnings.begin(), warnings.end(), [&](const Warning &warning) { return warning.is(of); });
}

}  // namespace

class TestFineTune : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void initTestCase()
    {
        auto made = smallModel(m_root);
        VERIFY_OK(made);
        m_model.emplace(std::move(*made));
        m_cells = labeledCells(240);
    }
    void learnsAndReopens();
    void theSeedFixesTheResult();
    void cancelKeepsTheBestAndResumes();
    void splitsByDonorOrWarns();
    void endsEarly();
    void weightsAndSmoothingChangeTheTraining();
    void refuses_data();
    void refuses();
    void rareLabelsCanBeLeftOut();

  private:
    FineTuneJob job(const std::string &name) { return smallFineTuning(m_cells, *m_model, m_root, name); }

    QTemporaryDir m_root;
    std::optional<SmallModel> m_model;
    data::Dataset m_cells;
};

void TestFineTune::learnsAndReopens()
{
    FineTuneJob job = this->job("learned");
    job.options.epochs = 20;
    JobContext context;
    const auto summary = run(job, context);
    VERIFY_OK(summary);
    QCOMPARE(summary->classes, (std::vector<std::string>{"kind 0", "kind 1", "kind 2"}));
    QCOMPARE(summary->trainingCells + summary->validationCells, 240);
    QCOMPARE(summary->validationCells, 48);
    QCOMPARE(summary->scores.size(), std::size_t{4});
    QCOMPARE(summary->scores[0].method, std::string("fine_tuned"));
    QVERIFY2(summary->scores[0].accuracy > 0.9, qPrintable(QString::number(summary->scores[0].accuracy)));
    QCOMPARE(summary->scores[1].method, std::string("majority"));
    QVERIFY(std::abs(summary->scores[1].accuracy - 1.0 / 3.0) < 0.01);
    QCOMPARE(summary->scores[2].method, std::string("pca_knn"));
    QVERIFY(summary->scores[2].accuracy > 0.9);
    QCOMPARE(summary->scores[3].method, std::string("frozen_centroid"));

    const std::string history = bytesOf(job.folder / "history.csv");
    QVERIFY2(
        history.starts_with("step,epoch,cls_ce,total,learning_rate,validation_cls_ce,validation_accuracy,validation_macro_f1\n"),
        history.c_str());
    QCOMPARE(std::count(history.begin(), history.end(), '\n') - 1, static_cast<std::ptrdiff_t>(summary->steps));
    QVERIFY(bytesOf(job.folder / "validation.csv").starts_with("method,accuracy,macro_f1\nfine_tuned,"));
    QVERIFY(!fs::exists(models::tasks::resumeFileOf(job.folder)));
    QCOMPARE(recordedSteps(bytesOf(job.folder / "lexicell.json")).back().step, std::string("fine-tune"));

    // The reopened checkpoint names the cells as well as the network did.
    auto reopened = models::openModel(job.folder, {"cpu", "fp32", 1}, context);
    VERIFY_OK(reopened);
    QVERIFY(reopened->classifier);
    QCOMPARE(reopened->card.labels, summary->classes);
    models::input::CellOptions options;
    options.geneMatching = "exact";
    options.maxLength = job.options.maxLength;
    const auto prepared = models::input::prepareCells(m_cells, reopened->card, reopened->tokenizer, options, context);
    VERIFY_OK(prepared);
    int right = 0;
    VERIFY_OK(models::input::forEachBatch(
        *prepared, *reopened, "naming",
        [&](const models::input::CellBatch &batch) -> Result<void> {
            LEXICELL_TRY(logits, reopened->classifier->classify(batch.tokens, context));
            for (std::size_t i = 0; i < batch.cells.size(); ++i) {
                const auto row = logits.begin() + static_cast<std::ptrdiff_t>(3 * i);
                right += std::max_element(row, row + 3) - row == batch.cells[i] % 3;
            }
            return {};
        },
        context));
    QVERIFY2(right > 0.9 * 240, qPrintable(QString::number(right)));
}

void TestFineTune::theSeedFixesTheResult()
{
    std::string weights[3];
    for (int i = 0; i < 3; ++i) {
        FineTuneJob job = this->job("seed " + std::to_string(i));
        job.options.epochs = 1;
        job.options.seed = i == 2 ? 7 : 0;
        JobContext context;
        VERIFY_OK(run(job, context));
        weights[i] = bytesOf(job.folder / "best_model.pt");
    }
    QVERIFY(weights[0] == weights[1]);
    QVERIFY(weights[0] != weights[2]);
}

void TestFineTune::cancelKeepsTheBestAndResumes()
{
    const FineTuneJob straight = job("straight");
    JobContext undisturbed;
    VERIFY_OK(run(straight, undisturbed));
    for (const std::size_t step : {std::size_t{5}, std::size_t{30}}) {
        FineTuneJob job = this->job("cancelled " + std::to_string(step));
        JobContext context;
        job.onStep = [&](const models::training::History &history) {
            if (history.rows.size() == step) context.cancel();
        };
        const auto cancelled = run(job, context);
        QVERIFY(!cancelled.ok());
        QCOMPARE(cancelled.error().kind, ErrorKind::Cancelled);
        QCOMPARE(fs::exists(job.folder / "best_model.pt"), step > 12);  // twelve steps in an epoch
        job.onStep = {};
        job.options.resume = true;
        JobContext again;
        VERIFY_OK(run(job, again));
        for (const char *file : {"best_model.pt", "history.csv", "validation.csv", "id2label.json"})
            QVERIFY2(bytesOf(job.folder / file) == bytesOf(straight.folder / file), file);
    }
}

void TestFineTune::splitsByDonorOrWarns()
{
    FineTuneJob job = this->job("donors");
    job.options.epochs = 1;
    JobContext leaking;
    VERIFY_OK(run(job, leaking));
    QVERIFY(warned(leaking, warnings::leakySplit));  // obs has a column "donor"
    job.folder += " apart";
    job.options.batch = "donor";
    JobContext apart;
    const auto summary = run(job, apart);
    VERIFY_OK(summary);
    QVERIFY(!warned(apart, warnings::leakySplit));
    QVERIFY(summary->validationCells == 81 ||
            summary->validationCells == 78);  // one of three donors, as no fewer can be held out
}

void TestFineTune::endsEarly()
{
    FineTuneJob job = this->job("early");
    job.options.epochs = 60;
    job.options.patience = 2;
    job.options.chosenBy = "accuracy";
    JobContext context;
    const auto summary = run(job, context);
    VERIFY_OK(summary);
    QVERIFY(summary->endedEarly);
    const auto &last = summary->history.rows.back();
    QCOMPARE(last.epoch, summary->bestEpoch + 2);
    double best = 0.0;
    int first = 0;
    for (const auto &row : summary->history.rows)
        if (!row.validation.empty() && row.validation[1] > best) {
            best = row.validation[1];
            first = row.epoch;
        }
    QCOMPARE(first, summary->bestEpoch);
    QCOMPARE(summary->scores[0].accuracy, best);
}

void TestFineTune::weightsAndSmoothingChangeTheTraining()
{
    std::vector<double> losses;
    for (int i = 0; i < 3; ++i) {
        FineTuneJob job = this->job("rule " + std::to_string(i));
        job.options.epochs = 1;
        data::Dataset uneven = m_cells;
        std::vector<std::string> kinds;
        kinds.reserve(240);
        for (int cell = 0; cell < 240; ++cell) kinds.push_back(cell % 12 == 0 ? "rare" : "common");
        setColumn(uneven, "kind", kinds);
        if (i == 1) job.options.classWeights = "balanced";
        if (i == 2) job.options.smoothing = 0.2;
        const FineTuneJob changed{uneven, job.model, job.source, job.folder, job.options, job.device};
        JobContext context;
        const auto summary = run(changed, context);
        VERIFY_OK(summary);
        losses.push_back(summary->history.rows.back().terms.front());
    }
    QVERIFY(losses[0] != losses[1] && losses[0] != losses[2]);
}

void TestFineTune::refuses_data()
{
    QTest::addColumn<QString>("what");
    QTest::addColumn<QString>("errorClass");
    QTest::addColumn<QString>("option");
    QTest::newRow("no such column") << "column"
                                    << "missing_column"
                                    << "label";
    QTest::newRow("one label only") << "one label"
                                    << "no_labels"
                                    << "label";
    QTest::newRow("a label of one cell") << "one cell"
                                         << "too_few_cells"
                                         << "rare-labels";
    QTest::newRow("a rate that diverges") << "rate"
                                          << "diverged"
                                          << "lr";
    QTest::newRow("another task") << "task"
                                  << "unsupported"
                                  << "task";
    QTest::newRow("an unreadable freeze") << "freeze"
                                          << "bad_option"
                                          << "freeze";
    QTest::newRow("a layer that is not there") << "layer"
                                               << "bad_option"
                                               << "freeze";
    QTest::newRow("adapters beside frozen layers") << "both"
                                                   << "bad_option"
                                                   << "freeze";
    QTest::newRow("nothing to resume") << "resume"
                                       << "not_found"
                                       << "";
    QTest::newRow("a folder of others") << "folder"
                                        << "output_exists"
                                        << "";
    QTest::newRow("a split by no column") << "split"
                                          << "bad_option"
                                          << "batch";
}
void TestFineTune::refuses()
{
    QFETCH(QString, what);
    QFETCH(QString, errorClass);
    QFETCH(QString, option);
    data::Dataset cells = m_cells;
    std::vector<std::string> kinds(240, "same");
    FineTuneJob job = this->job("refused " + what.toStdString());
    if (what == "column") job.options.label = "celltype";
    if (what == "one label") setColumn(cells, "kind", kinds);
    if (what == "one cell") {
        for (int cell = 0; cell < 240; ++cell)
            kinds[static_cast<std::size_t>(cell)] = cell == 17 ? "lonely" : cell % 2 ? "a" : "b";
        setColumn(cells, "kind", kinds);
    }
    if (what == "rate") job.options.learningRate = 1e30;
    if (what == "task") job.options.task = "expression";
    if (what == "freeze") job.options.freeze = "the first";
    if (what == "layer") job.options.freeze = "0-5";
    if (what == "both") {
        job.options.adapters = "lora";
        job.options.freeze = "0";
    }
    if (what == "resume") job.options.resume = true;
    if (what == "split") job.options.split = "batch";
    if (what == "folder") {
        fs::create_directories(job.folder);
        std::ofstream(job.folder / "notes.txt") << "mine";
        job.overwrite = true;
    }
    const FineTuneJob changed{cells, job.model, job.source, job.folder, job.options, job.device, job.overwrite};
    JobContext context;
    const auto summary = run(changed, context);
    QVERIFY(!summary.ok());
    QVERIFY2(QString::fromStdString(summary.error().errorClass) == errorClass, summary.error().message.c_str());
    if (!option.isEmpty()) {
        QVERIFY(!summary.error().choices.empty());
        QCOMPARE(QString::fromStdString(summary.error().choices.front().option), option);
    }
    if (what == "one cell") QVERIFY(summary.error().message.find("lonely") != std::string::npos);
    QCOMPARE(fs::exists(job.folder), what == "folder");
}

void TestFineTune::rareLabelsCanBeLeftOut()
{
    std::vector<std::string> kinds;
    kinds.reserve(240);
    for (int cell = 0; cell < 240; ++cell)
        kinds.push_back(cell == 17 ? "lonely" : cell < 10 ? "" : "kind " + std::to_string(cell % 3));
    data::Dataset cells = m_cells;
    setColumn(cells, "kind", kinds);
    FineTuneJob job = this->job("rare");
    job.options.epochs = 1;
    job.options.rareLabels = "leave-out";
    const FineTuneJob changed{cells, job.model, job.source, job.folder, job.options, job.device};
    JobContext context;
    const auto summary = run(changed, context);
    VERIFY_OK(summary);
    QCOMPARE(summary->cells, 229);
    QCOMPARE(summary->classes.size(), std::size_t{3});
    QVERIFY(warned(context, warnings::cellsLeftOut));
}

QTEST_APPLESS_MAIN(TestFineTune)
#include "tst_fine_tune.moc"
