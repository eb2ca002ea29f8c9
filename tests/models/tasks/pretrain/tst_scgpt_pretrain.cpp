// Pretraining through the run-time library, as the program does it: it learns, it repeats, and what it writes opens.
#include "models/contracts/model.h"
#include "models/families/open_model.h"
#include "models/tasks/embed/embed.h"
#include "tests/models/small_pretraining.h"
#include "tests/support/fixtures.h"
#include "tests/support/plain_files.h"

#include <nlohmann/json.hpp>

#include <sstream>

using namespace lexicell;
using namespace lexicell::test;
using models::tasks::PretrainJob;
namespace fs = std::filesystem;

class TestScgptPretrain : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void beatsTheBaseline();
    void aSeedFixesTheResult();
    void contrastSpreadsTheKinds();
    void unseenGenesTellNothing();
    void whatItWritesOpens();
    void refuses_data();
    void refuses();

  private:
    QTemporaryDir m_root;
};

void TestScgptPretrain::beatsTheBaseline()
{
    const PretrainJob job = smallJob(m_root, "learns");
    std::string stage;
    JobContext context([&](double, const std::string &text) { stage = text; });
    context.threads = 1;
    const auto summary = models::tasks::pretrain(job, context);
    VERIFY_OK(summary);
    QCOMPARE(summary.value().cells, 240);
    QCOMPARE(summary.value().steps, 40 * 27);  // 216 training cells in batches of 8
    QVERIFY2(summary.value().validationLoss < 0.6 * summary.value().baselineLoss,
             qPrintable(QString("%1 against %2").arg(summary.value().validationLoss).arg(summary.value().baselineLoss)));
    QVERIFY(stage.find("loss") != std::string::npos);

    // history.csv: a row per step; the validation of the kept epoch is in it.
    std::istringstream history(bytesOf(job.folder / "history.csv"));
    std::string line;
    std::getline(history, line);
    QCOMPARE(line, std::string("step,epoch,gep_mse,gepc_mse,total,learning_rate,validation_gep_mse,validation_gepc_mse"));
    int rows = 0;
    double best = 1e30;
    while (std::getline(history, line)) {
        ++rows;
        const QStringList fields = QString::fromStdString(line).split(',');
        QCOMPARE(fields.size(), 8);
        if (!fields[6].isEmpty()) best = std::min(best, fields[6].toDouble());
    }
    QCOMPARE(rows, 40 * 27);
    QVERIFY(std::abs(best - summary.value().validationLoss) < 1e-6 * best);
}

void TestScgptPretrain::aSeedFixesTheResult()
{
    std::vector<std::string> files;
    for (const std::int64_t seed : {3, 3, 4}) {
        PretrainJob job = smallJob(m_root, "seed" + std::to_string(files.size()));
        job.options.epochs = 2;
        job.options.dropout = 0.2;
        job.options.seed = seed;
        JobContext context;
        context.threads = 1;
        VERIFY_OK(models::tasks::pretrain(job, context));
        files.push_back(bytesOf(job.folder / "best_model.pt") + bytesOf(job.folder / "history.csv"));
    }
    QVERIFY(files[0] == files[1]);
    QVERIFY(files[0] != files[2]);
}

void TestScgptPretrain::contrastSpreadsTheKinds()
{
    // Cosine between cells that training has not seen: of one kind, less that of different kinds.
    const auto distinction = [&](double contrast) -> Result<double> {
        PretrainJob job = smallJob(m_root, contrast > 0.0 ? "contrast" : "plain");
        job.options.epochs = 6;
        job.options.hiddenUnseen = true;
        job.options.contrast = contrast;
        job.options.cellGain = 16.0;
        JobContext context;
        context.threads = 1;
        LEXICELL_CHECK(models::tasks::pretrain(job, context));
        LEXICELL_TRY(model, models::openModel(job.folder, {"cpu", "fp32", 1}, context));
        LEXICELL_TRY(cells, models::tasks::embed(cellsOfThreeKinds(30, 2), model, {}, context));
        double same = 0.0;
        double different = 0.0;
        for (std::int64_t a = 0; a < 30; ++a) {
            for (std::int64_t b = 0; b < 30; ++b) {
                if (a == b) continue;
                double cosine = 0.0;
                for (int i = 0; i < 32; ++i) cosine += static_cast<double>(cells.embedding.row(a)[i]) * cells.embedding.row(b)[i];
                (a % 3 == b % 3 ? same : different) += cosine;
            }
        }
        return same / (30 * 9) - different / (30 * 20);
    };
    const auto plain = distinction(0.0);
    VERIFY_OK(plain);
    const auto contrasted = distinction(100.0);
    VERIFY_OK(contrasted);
    QVERIFY2(*contrasted > *plain + 0.3, qPrintable(QString("%1 against %2").arg(*contrasted).arg(*plain)));
    const auto args = nlohmann::json::parse(bytesOf(smallJob(m_root, "contrast").folder / "args.json"));
    QVERIFY(args.at("USE_CCE").get<bool>());
    QVERIFY(!args.at("no_cce").get<bool>());
}

void TestScgptPretrain::unseenGenesTellNothing()
{
    // With nearly everything hidden, the names of the hidden genes give the kind away, if they can be seen.
    const auto error = [&](bool unseen) -> Result<double> {
        PretrainJob job = smallJob(m_root, unseen ? "unseen" : "seen");
        job.options.epochs = 15;
        job.options.maskRatio = 0.95;
        job.options.hiddenUnseen = unseen;
        JobContext context;
        context.threads = 1;
        LEXICELL_TRY(summary, models::tasks::pretrain(job, context));
        return summary.validationLoss;
    };
    const auto seen = error(false);
    VERIFY_OK(seen);
    const auto unseen = error(true);
    VERIFY_OK(unseen);
    QVERIFY2(*unseen > 1.1 * *seen, qPrintable(QString("%1 against %2").arg(*unseen).arg(*seen)));
}

void TestScgptPretrain::whatItWritesOpens()
{
    PretrainJob job = smallJob(m_root, "opens");
    job.options.epochs = 1;
    JobContext context;
    context.threads = 1;
    VERIFY_OK(models::tasks::pretrain(job, context));
    const auto model = models::openModel(job.folder, {"cpu", "fp32", 1}, context);
    VERIFY_OK(model);
    QCOMPARE(model.value().card.family, std::string("scgpt"));
    QCOMPARE(model.value().card.vocabulary, smallGeneCount + 3);
    QCOMPARE(model.value().card.embeddingSize, 32);
    const auto embedding = models::tasks::embed(cellsOfThreeKinds(6, 2), *model, {}, context);
    VERIFY_OK(embedding);
    for (std::int64_t cell = 0; cell < 6; ++cell) {
        double length = 0.0;
        for (int i = 0; i < 32; ++i) length += std::pow(embedding.value().embedding.row(cell)[i], 2);
        QVERIFY(std::abs(length - 1.0) < 1e-5);
    }
    const auto args = nlohmann::json::parse(bytesOf(job.folder / "args.json"));
    for (const char *key :
         {"embsize", "nheads", "d_hid", "nlayers", "n_layers_cls", "dropout", "pad_token", "pad_value", "mask_value", "n_bins"})
        QVERIFY2(args.contains(key), key);
}

void TestScgptPretrain::refuses_data()
{
    QTest::addColumn<QString>("what");
    QTest::addColumn<QString>("errorClass");
    QTest::newRow("heads that do not divide") << "heads"
                                              << "bad_option";
    QTest::newRow("no epochs") << "epochs"
                               << "bad_option";
    QTest::newRow("everything hidden") << "mask"
                                       << "bad_option";
    QTest::newRow("contrast among one cell") << "contrast"
                                             << "bad_option";
    QTest::newRow("no attention at all") << "gain"
                                         << "bad_option";
    QTest::newRow("one cell") << "one"
                              << "too_few_cells";
    QTest::newRow("no data set") << "none"
                                 << "usage";
    QTest::newRow("unknown family") << "family"
                                    << "unsupported_family";
    QTest::newRow("a learning rate that diverges") << "diverges"
                                                   << "diverged";
}

void TestScgptPretrain::refuses()
{
    QFETCH(QString, what);
    QFETCH(QString, errorClass);
    PretrainJob job = smallJob(m_root, "refused");
    if (what == "heads") job.options.heads = 3;
    if (what == "epochs") job.options.epochs = -1;
    if (what == "mask") job.options.maskRatio = 1.0;
    if (what == "contrast") {
        job.options.contrast = 10.0;
        job.options.batchSize = 1;
    }
    if (what == "gain") job.options.cellGain = 0.0;
    if (what == "one") job.datasets = {cellsOfThreeKinds(1, 1)};
    if (what == "none") job.datasets.clear();
    if (what == "family") job.options.family = "nobody";
    if (what == "diverges") job.options.learningRate = 1e30;
    JobContext context;
    context.threads = 1;
    const auto summary = models::tasks::pretrain(job, context);
    QVERIFY(!summary.ok());
    QCOMPARE(QString::fromStdString(summary.error().errorClass), errorClass);
    QVERIFY(!fs::exists(job.folder));
}

QTEST_APPLESS_MAIN(TestScgptPretrain)
#include "tst_scgpt_pretrain.moc"
