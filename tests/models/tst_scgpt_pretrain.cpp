// Pretraining through the run-time library, as the program does it: it learns, it repeats, it can be stopped, and what it
// writes opens.
#include "core/base/random.h"
#include "models/contracts/model.h"
#include "models/families/open_model.h"
#include "models/tasks/embed/embed.h"
#include "models/tasks/pretrain/pretrain.h"
#include "tests/support/fixtures.h"

#include <QtCore/QTemporaryDir>

#include <nlohmann/json.hpp>

#include <fstream>
#include <iterator>
#include <sstream>

using namespace lexicell;
using models::tasks::PretrainJob;
namespace fs = std::filesystem;

namespace {

constexpr std::int64_t geneCount = 48;

// Cells of three kinds; each kind expresses a third of the genes ten times as strongly, and more often.
data::Dataset cellsOfThreeKinds(std::int64_t cells, std::uint64_t seed)
{
    data::Dataset dataset;
    data::CsrBlock block;
    block.rows = cells;
    block.columns = geneCount;
    for (std::int64_t cell = 0; cell < cells; ++cell) {
        Random random(seed, static_cast<std::uint64_t>(cell));
        for (std::int64_t gene = 0; gene < geneCount; ++gene) {
            const bool marker = gene * 3 / geneCount == cell % 3;
            const auto count = static_cast<float>(std::floor((marker ? 40.0 : 4.0) * (0.5 + random.uniform())));
            if (count <= 0.0F || random.uniform() < (marker ? 0.05 : 0.6)) continue;
            block.indices.push_back(static_cast<std::int32_t>(gene));
            block.values.push_back(count);
        }
        block.indptr.push_back(static_cast<std::int64_t>(block.values.size()));
        dataset.obs.index.values.push_back("cell" + std::to_string(cell));
    }
    for (std::int64_t gene = 0; gene < geneCount; ++gene) dataset.var.index.values.push_back("GENE" + std::to_string(gene));
    dataset.obs.index.shape = {cells};
    dataset.var.index.shape = {geneCount};
    dataset.x = data::ExpressionMatrix::ofCsr(std::move(block));
    return dataset;
}

PretrainJob smallJob(const QTemporaryDir &root, const std::string &name)
{
    PretrainJob job;
    job.datasets = {cellsOfThreeKinds(240, 1)};
    job.folder = fs::path(root.path().toStdString()) / name;
    job.device = "cpu";
    job.options.embeddingSize = 32;
    job.options.feedForward = 32;
    job.options.layers = 2;
    job.options.heads = 2;
    job.options.batchSize = 8;
    job.options.learningRate = 3e-3;
    job.options.epochs = 40;
    job.options.dropout = 0.0;
    return job;
}

std::string contents(const fs::path &file)
{
    std::ifstream stream(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), {}};
}

}  // namespace

class TestScgptPretrain : public QObject {
    Q_OBJECT
  private slots:
    void beatsTheBaseline();
    void aSeedFixesTheResult();
    void contrastSpreadsTheKinds();
    void unseenGenesTellNothing();
    void whatItWritesOpens();
    void cancelKeepsTheBest();
    void cancelBeforeAnythingLeavesNothing();
    void refuses_data();
    void refuses();
    void keepsAnExistingFolder();
    void resumingEqualsAStraightRun_data();
    void resumingEqualsAStraightRun();
    void anInterruptedRunIsNotReplaced();
    void resumeIsRefused_data();
    void resumeIsRefused();
    void aFolderOfOthersIsNotResumed();

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
    std::istringstream history(contents(job.folder / "history.csv"));
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
        files.push_back(contents(job.folder / "best_model.pt") + contents(job.folder / "history.csv"));
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
    const auto args = nlohmann::json::parse(contents(smallJob(m_root, "contrast").folder / "args.json"));
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
    QCOMPARE(model.value().card.vocabulary, geneCount + 3);
    QCOMPARE(model.value().card.embeddingSize, 32);
    const auto embedding = models::tasks::embed(cellsOfThreeKinds(6, 2), *model, {}, context);
    VERIFY_OK(embedding);
    for (std::int64_t cell = 0; cell < 6; ++cell) {
        double length = 0.0;
        for (int i = 0; i < 32; ++i) length += std::pow(embedding.value().embedding.row(cell)[i], 2);
        QVERIFY(std::abs(length - 1.0) < 1e-5);
    }
    const auto args = nlohmann::json::parse(contents(job.folder / "args.json"));
    for (const char *key :
         {"embsize", "nheads", "d_hid", "nlayers", "n_layers_cls", "dropout", "pad_token", "pad_value", "mask_value", "n_bins"})
        QVERIFY2(args.contains(key), key);
}

void TestScgptPretrain::cancelKeepsTheBest()
{
    PretrainJob job = smallJob(m_root, "cancelled");
    job.options.epochs = 1000;
    JobContext *running = nullptr;
    JobContext context([&](double, const std::string &text) {
        if (text.starts_with("Epoch 3 ")) running->cancel();
    });
    running = &context;
    context.threads = 1;
    const auto summary = models::tasks::pretrain(job, context);
    QVERIFY(!summary.ok());
    QCOMPARE(summary.error().kind, ErrorKind::Cancelled);
    JobContext opening;
    VERIFY_OK(models::openModel(job.folder, {"cpu", "fp32", 1}, opening));
}

void TestScgptPretrain::cancelBeforeAnythingLeavesNothing()
{
    const PretrainJob job = smallJob(m_root, "nothing");
    JobContext context;
    context.cancel();
    context.threads = 1;
    const auto summary = models::tasks::pretrain(job, context);
    QVERIFY(!summary.ok());
    QCOMPARE(summary.error().kind, ErrorKind::Cancelled);
    QVERIFY(!fs::exists(job.folder));
    QVERIFY(!fs::exists(models::tasks::resumeFileOf(job.folder)));
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
    if (what == "epochs") job.options.epochs = 0;
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

void TestScgptPretrain::keepsAnExistingFolder()
{
    PretrainJob job = smallJob(m_root, "there");
    job.options.epochs = 1;
    fs::create_directories(job.folder);
    std::ofstream(job.folder / "notes.txt") << "mine";
    JobContext context;
    context.threads = 1;
    const auto refused = models::tasks::pretrain(job, context);
    QVERIFY(!refused.ok());
    QCOMPARE(refused.error().errorClass, std::string("output_exists"));
    job.overwrite = true;
    const auto kept = models::tasks::pretrain(job, context);  // what is no part of a checkpoint is never replaced
    QVERIFY(!kept.ok());
    QVERIFY2(kept.error().message.find("notes.txt") != std::string::npos, kept.error().message.c_str());
    QCOMPARE(contents(job.folder / "notes.txt"), std::string("mine"));
    fs::remove(job.folder / "notes.txt");
    VERIFY_OK(models::tasks::pretrain(job, context));
}

namespace {

// Dropout and two views of each cell: every random stream of a run is in use. 54 steps in 6 epochs.
PretrainJob noisyJob(const QTemporaryDir &root, const std::string &name)
{
    PretrainJob job = smallJob(root, name);
    job.options.epochs = 6;
    job.options.batchSize = 24;
    job.options.dropout = 0.3;
    job.options.contrast = 10.0;
    job.options.absentGenes = 0.5;
    job.options.seed = 8;
    return job;
}

// Cancels the job when it has this many steps.
Result<models::tasks::PretrainSummary> cancelledAt(PretrainJob job, std::size_t step)
{
    JobContext context;
    context.threads = 1;
    job.onStep = [&](const models::training::History &history) {
        if (history.rows.size() == step) context.cancel();
    };
    return models::tasks::pretrain(job, context);
}

}  // namespace

void TestScgptPretrain::resumingEqualsAStraightRun_data()
{
    QTest::addColumn<std::vector<std::size_t>>("steps");
    QTest::newRow("after the first step") << std::vector<std::size_t>{1};
    QTest::newRow("in the first epoch") << std::vector<std::size_t>{4};
    QTest::newRow("before a validation") << std::vector<std::size_t>{18};
    QTest::newRow("after a validation") << std::vector<std::size_t>{19};
    QTest::newRow("in the last epoch") << std::vector<std::size_t>{50};
    QTest::newRow("three times") << std::vector<std::size_t>{5, 9, 31};
}

void TestScgptPretrain::resumingEqualsAStraightRun()
{
    QFETCH(std::vector<std::size_t>, steps);
    const PretrainJob straight = noisyJob(m_root, "straight");
    if (!fs::exists(straight.folder)) {
        JobContext context;
        context.threads = 1;
        const auto summary = models::tasks::pretrain(straight, context);
        VERIFY_OK(summary);
        QCOMPARE(summary->steps, 54);
        QVERIFY(!fs::exists(models::tasks::resumeFileOf(straight.folder)));
    }
    PretrainJob job = noisyJob(m_root, std::string("resumed ") + QTest::currentDataTag());
    const fs::path file = models::tasks::resumeFileOf(job.folder);
    for (const std::size_t step : steps) {
        const auto cancelled = cancelledAt(job, step);
        QVERIFY(!cancelled.ok());
        QCOMPARE(cancelled.error().kind, ErrorKind::Cancelled);
        QVERIFY(fs::exists(file));
        QCOMPARE(fs::exists(job.folder), step > 9);  // the best weights so far
        job.options.resume = true;
    }
    JobContext context;
    context.threads = 1;
    const auto summary = models::tasks::pretrain(job, context);
    VERIFY_OK(summary);
    QCOMPARE(summary->steps, 54);
    QVERIFY(!fs::exists(file));
    for (const char *name : {"best_model.pt", "history.csv", "args.json", "vocab.json"})
        QVERIFY2(contents(job.folder / name) == contents(straight.folder / name), name);
}

void TestScgptPretrain::anInterruptedRunIsNotReplaced()
{
    PretrainJob job = noisyJob(m_root, "interrupted");
    QVERIFY(!cancelledAt(job, 4).ok());
    const fs::path file = models::tasks::resumeFileOf(job.folder);
    const std::string before = contents(file);
    QVERIFY(!before.empty());
    JobContext context;
    context.threads = 1;
    const auto refused = models::tasks::pretrain(job, context);
    QVERIFY(!refused.ok());
    QCOMPARE(refused.error().errorClass, std::string("output_exists"));
    QCOMPARE(refused.error().choices.front().option, std::string("resume"));
    QVERIFY(contents(file) == before);
    job.overwrite = true;
    VERIFY_OK(models::tasks::pretrain(job, context));
    QVERIFY(!fs::exists(file));
}

void TestScgptPretrain::resumeIsRefused_data()
{
    QTest::addColumn<QString>("what");
    QTest::addColumn<QString>("errorClass");
    QTest::newRow("nothing to resume") << "none"
                                       << "not_found";
    QTest::newRow("another learning rate") << "lr"
                                           << "bad_option";
    QTest::newRow("another seed") << "seed"
                                  << "bad_option";
    QTest::newRow("other cells") << "cells"
                                 << "dataset_changed";
    QTest::newRow("a damaged file") << "damaged"
                                    << "corrupt_data";
    QTest::newRow("a cut file") << "cut"
                                << "truncated";
    QTest::newRow("another file") << "foreign"
                                  << "not_a_checkpoint";
}

void TestScgptPretrain::resumeIsRefused()
{
    QFETCH(QString, what);
    QFETCH(QString, errorClass);
    PretrainJob job = noisyJob(m_root, "refused resume " + what.toStdString());
    const fs::path file = models::tasks::resumeFileOf(job.folder);
    if (what != "none") QVERIFY(!cancelledAt(job, 4).ok());
    job.options.resume = true;
    if (what == "lr") job.options.learningRate = 1e-3;
    if (what == "seed") job.options.seed = 9;
    if (what == "cells") job.datasets = {cellsOfThreeKinds(240, 2)};
    if (what == "damaged" || what == "cut") {
        std::string bytes = contents(file);
        bytes[bytes.size() / 2] = static_cast<char>(bytes[bytes.size() / 2] ^ 1);
        if (what == "cut") bytes.resize(bytes.size() / 2);
        std::ofstream(file, std::ios::binary) << bytes;
    }
    if (what == "foreign") {
        const std::string header = R"({"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]}})";
        const std::uint64_t size = header.size();
        std::ofstream(file, std::ios::binary) << std::string(reinterpret_cast<const char *>(&size), sizeof size) + header + "x";
    }
    const std::string before = what == "none" ? std::string() : contents(file);
    JobContext context;
    context.threads = 1;
    const auto refused = models::tasks::pretrain(job, context);
    QVERIFY(!refused.ok());
    QVERIFY2(QString::fromStdString(refused.error().errorClass) == errorClass, refused.error().message.c_str());
    QVERIFY(!fs::exists(job.folder));
    if (what != "none") QVERIFY(contents(file) == before);  // nothing is lost
}

void TestScgptPretrain::aFolderOfOthersIsNotResumed()
{
    PretrainJob job = noisyJob(m_root, "mixed");
    QVERIFY(!cancelledAt(job, 20).ok());
    QVERIFY(fs::exists(job.folder / "best_model.pt"));
    std::ofstream(job.folder / "notes.txt") << "mine";
    job.options.resume = true;
    JobContext context;
    context.threads = 1;
    const auto refused = models::tasks::pretrain(job, context);
    QVERIFY(!refused.ok());
    QCOMPARE(refused.error().errorClass, std::string("output_exists"));
    QCOMPARE(contents(job.folder / "notes.txt"), std::string("mine"));
    QVERIFY(fs::exists(models::tasks::resumeFileOf(job.folder)));
}

QTEST_APPLESS_MAIN(TestScgptPretrain)
#include "tst_scgpt_pretrain.moc"
