// Pretraining of every family, from nothing and from a checkpoint: the loss falls below the baseline, a seed fixes the bytes, an
// interrupted run goes on to the same bytes, the folder opens, and what cannot be is refused.
#include "models/families/open_model.h"
#include "models/tasks/embed/embed.h"
#include "models/tasks/record.h"
#include "models/tasks/training_place.h"
#include "tests/models/small_pretraining.h"
#include "tests/support/fixtures.h"
#include "tests/support/plain_files.h"

#include <QTest>

#include <cmath>

using namespace lexicell;
using namespace lexicell::test;
using models::tasks::PretrainJob;
using models::tasks::PretrainSummary;
namespace fs = std::filesystem;

namespace {

struct SmallFamily {
    const char *name;
    int epochs;
    double rate;
    double below;  // the loss falls below this share of the baseline
    std::vector<std::string> files;
};

const std::vector<SmallFamily> &smallFamilies()
{
    static const std::vector<SmallFamily> families{
        {"scemb", 40, 1e-2, 0.985, {"model.safetensors", "config.json", "vocab.json"}},
        {"exceiver", 30, 5e-3, 0.97, {"model.ckpt", "hparams.yaml", "gene-features.pkl", "scaler.csv"}},
        {"scbert", 14, 3e-3, 0.97, {"pretrain.pth", "gene_list.txt"}},
    };
    return families;
}

PretrainJob familyJob(const QTemporaryDir &root, const SmallFamily &family, const std::string &name)
{
    PretrainJob job;
    job.datasets = {cellsOfThreeKinds(240, 1)};
    job.folder = fs::path(root.path().toStdString()) / (std::string(family.name) + " " + name);
    job.device = "cpu";
    job.options.family = family.name;
    job.options.embeddingSize = 16;
    job.options.layers = 1;
    job.options.heads = 2;
    job.options.feedForward = 32;
    job.options.latents = 8;
    job.options.batchSize = 12;
    job.options.learningRate = family.rate;
    job.options.epochs = family.epochs;
    return job;
}

Result<PretrainSummary> run(const PretrainJob &job)
{
    JobContext context;
    context.threads = 1;
    return models::tasks::pretrain(job, context);
}

std::string bytesIn(const fs::path &folder, const SmallFamily &family)
{
    std::string bytes = bytesOf(folder / "history.csv");
    for (const std::string &file : family.files) bytes += bytesOf(folder / file);
    return bytes;
}

void addFamilies()
{
    QTest::addColumn<int>("index");
    for (std::size_t i = 0; i < smallFamilies().size(); ++i) QTest::newRow(smallFamilies()[i].name) << static_cast<int>(i);
}

}  // namespace

class TestPretrainFamilies : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void beatsTheBaselineAndOpens_data() { addFamilies(); }
    void beatsTheBaselineAndOpens();
    void aSeedFixesTheBytes_data() { addFamilies(); }
    void aSeedFixesTheBytes();
    void windowsReachAllCells_data() { addFamilies(); }
    void windowsReachAllCells();
    void goesOnFromACheckpoint_data();
    void goesOnFromACheckpoint();
    void refuses_data();
    void refuses();

  private:
    const SmallFamily &family() const
    {
        QFETCH(int, index);
        return smallFamilies()[static_cast<std::size_t>(index)];
    }
    QTemporaryDir m_root;
};

void TestPretrainFamilies::beatsTheBaselineAndOpens()
{
    const SmallFamily &small = family();
    const PretrainJob job = familyJob(m_root, small, "learns");
    const auto summary = run(job);
    VERIFY_OK(summary);
    QCOMPARE(summary->family, std::string(small.name));
    QCOMPARE(summary->cells, 240);
    QCOMPARE(summary->history.references.size(), std::size_t{1});
    const double first = summary->history.rows.front().terms.front();
    QVERIFY2(summary->validationLoss < small.below * summary->baselineLoss && summary->trainLoss < first,
             qPrintable(QString("first %1, held out %2, baseline %3, training %4")
                            .arg(first)
                            .arg(summary->validationLoss)
                            .arg(summary->baselineLoss)
                            .arg(summary->trainLoss)));
    for (const std::string &file : small.files) QVERIFY2(fs::exists(job.folder / file), file.c_str());
    JobContext context;
    const auto model = models::openModel(job.folder, {"cpu", "fp32", 1}, context);
    VERIFY_OK(model);
    QCOMPARE(model->card.family, std::string(small.name));
    QVERIFY(model->card.missing.empty());
    const auto cells = models::tasks::embed(cellsOfThreeKinds(30, 2), *model, {}, context);
    VERIFY_OK(cells);
    for (std::int64_t i = 0; i < model->card.embeddingSize; ++i) QVERIFY(std::isfinite(cells->embedding.row(29)[i]));
    QVERIFY(bytesOf(models::tasks::recordInside(job.folder)).find(small.name) != std::string::npos);
}

// Two equal runs, one with another seed, and one that is cancelled and goes on.
void TestPretrainFamilies::aSeedFixesTheBytes()
{
    const SmallFamily &small = family();
    PretrainJob job = familyJob(m_root, small, "first");
    job.options.epochs = 3;
    const auto runAs = [&](const std::string &name, std::int64_t seed) {
        PretrainJob again = job;
        again.folder = familyJob(m_root, small, name).folder;
        again.options.seed = seed;
        return run(again).ok() ? bytesIn(again.folder, small) : std::string();
    };
    const std::string first = runAs("first", 3);
    QVERIFY(!first.empty());
    QVERIFY(first == runAs("second", 3));
    QVERIFY(first != runAs("other", 4));
    job.folder = familyJob(m_root, small, "resumed").folder;
    job.options.seed = 3;
    for (const std::size_t step : {std::size_t{4}, std::size_t{25}}) {
        JobContext context;
        context.threads = 1;
        job.onStep = [&](const models::training::History &history) {
            if (history.rows.size() == step) context.cancel();
        };
        const auto cancelled = models::tasks::pretrain(job, context);
        QVERIFY(!cancelled.ok());
        QCOMPARE(cancelled.error().kind, ErrorKind::Cancelled);
        QCOMPARE(fs::exists(job.folder), step > 18);
        job.options.resume = true;
    }
    job.onStep = {};
    VERIFY_OK(run(job));
    QVERIFY(bytesIn(job.folder, small) == first);
}

// Windows of 60 cells of 216, from two data sets with other genes: every cell is trained on once in each epoch.
void TestPretrainFamilies::windowsReachAllCells()
{
    const SmallFamily &small = family();
    PretrainJob job = familyJob(m_root, small, "windows");
    data::Dataset more = cellsOfThreeKinds(120, 5);
    for (std::size_t gene = 0; gene < 8; ++gene) more.var.index.values[gene] = "OTHER" + std::to_string(gene);
    job.datasets.push_back(more);
    job.options.epochs = 2;
    job.options.window = 60;
    const auto summary = run(job);
    VERIFY_OK(summary);
    QCOMPARE(summary->cells, 360);
    QCOMPARE(summary->steps, 2 * 27);  // 324 training cells in batches of 12
    JobContext context;
    const auto card = models::describeModel(job.folder, context);
    VERIFY_OK(card);
    QCOMPARE(card->vocabulary, smallGeneCount + 8 + (std::string(small.name) == "scemb" ? 2 : 0));
    // A cancelled run goes on to the same bytes.
    const std::string straight = bytesIn(job.folder, small);
    job.folder = familyJob(m_root, small, "windows resumed").folder;
    job.onStep = [&](const models::training::History &history) {
        if (history.rows.size() == 31) context.cancel();
    };
    context.threads = 1;
    QVERIFY(!models::tasks::pretrain(job, context).ok());
    job.onStep = {};
    job.options.resume = true;
    VERIFY_OK(run(job));
    QVERIFY(bytesIn(job.folder, small) == straight);
}

void TestPretrainFamilies::goesOnFromACheckpoint_data()
{
    addFamilies();
    QTest::newRow("scgpt") << -1;
}

// One epoch at a small rate leaves the loss where the first run ended, so the weights were those of the checkpoint. A gene
// outside the vocabulary is named.
void TestPretrainFamilies::goesOnFromACheckpoint()
{
    QFETCH(int, index);
    PretrainJob job = index < 0 ? smallJob(m_root, "start") : familyJob(m_root, family(), "start");
    if (index < 0) job.options.epochs = 10;
    const auto begun = run(job);
    VERIFY_OK(begun);
    PretrainJob more;
    more.datasets = job.datasets;
    more.datasets.front().var.index.values.back() = "NOVEL1";
    more.folder = job.folder;
    more.folder += " continued";
    more.device = "cpu";
    more.options.model = job.folder.string();
    more.options.epochs = 1;
    more.options.learningRate = 1e-5;
    more.options.batchSize = job.options.batchSize;
    std::vector<std::string> warned;
    JobContext context;
    context.threads = 1;
    const auto summary = models::tasks::pretrain(more, context);
    VERIFY_OK(summary);
    for (const auto &warning : context.warnings()) warned.push_back(warning.message);
    QVERIFY(std::any_of(warned.begin(), warned.end(),
                        [](const std::string &text) { return text.find("NOVEL1") != std::string::npos; }));
    QVERIFY2(summary->validationLoss < 1.15 * begun->validationLoss,
             qPrintable(QString("%1 after %2").arg(summary->validationLoss).arg(begun->validationLoss)));
    const auto before = models::describeModel(job.folder, context), after = models::describeModel(more.folder, context);
    VERIFY_OK(before);
    VERIFY_OK(after);
    QCOMPARE(after->vocabulary, before->vocabulary);
    QVERIFY(after->sha256 != before->sha256);
    QVERIFY(bytesOf(models::tasks::recordInside(more.folder)).find(before->sha256) != std::string::npos);
}

void TestPretrainFamilies::refuses_data()
{
    QTest::addColumn<QString>("what");
    QTest::addColumn<QString>("errorClass");
    const auto row = [](const char *what, const char *errorClass) {
        QTest::newRow(what) << QString(what) << QString(errorClass);
    };
    row("contrast for scemb", "bad_option");
    row("dropout for scbert", "bad_option");
    row("exceiver's width", "bad_option");
    row("sizes of a checkpoint", "bad_option");
    row("another family", "bad_option");
    row("no checkpoint", "not_found");
    row("output is the checkpoint", "output_is_input");
    row("no common gene", "no_gene_matches");
    row("small window", "bad_option");
    row("a classifier", "bad_option");
}

void TestPretrainFamilies::refuses()
{
    QFETCH(QString, what);
    QFETCH(QString, errorClass);
    const SmallFamily &scemb = smallFamilies()[0], &exceiver = smallFamilies()[1], &scbert = smallFamilies()[2];
    PretrainJob start = familyJob(m_root, scemb, "to go on from");
    start.options.epochs = 1;
    if (!fs::exists(start.folder)) VERIFY_OK(run(start));
    PretrainJob job = familyJob(m_root, scemb, "refused " + what.toStdString());
    const auto from = [&](const fs::path &folder) {
        models::tasks::PretrainOptions options;
        options.model = folder.string();
        options.epochs = 1;
        job.options = options;
    };
    if (what == "contrast for scemb") job.options.contrast = 10.0;
    if (what == "dropout for scbert") {
        job.options.family = scbert.name;
        job.options.dropout = 0.2;
    }
    if (what == "exceiver's width") {
        job.options.family = exceiver.name;
        job.options.embeddingSize = 18;
    }
    if (what == "small window") job.options.window = 4;
    if (what == "sizes of a checkpoint") {
        from(start.folder);
        job.options.layers = 3;
    }
    if (what == "another family") {
        from(start.folder);
        job.options.family = "scgpt";
    }
    if (what == "no checkpoint") from(start.folder.string() + " elsewhere");
    if (what == "output is the checkpoint") {
        from(start.folder);
        job.folder = start.folder;
        job.overwrite = true;
    }
    if (what == "no common gene") {
        from(start.folder);
        for (std::string &gene : job.datasets.front().var.index.values) gene = "X" + gene;
    }
    if (what == "a classifier") {
        const auto root = fixtures("scbert");
        if (!root) QSKIP("no fixtures of this family: set LEXICELL_FIXTURES");
        const auto folders = caseFolders(*root, "input.h5ad", {"classifier_"});
        if (folders.empty()) QSKIP("no fixture of a classifier");
        from(folders.front() / "finetune_best.pth");
    }
    const auto refused = run(job);
    QVERIFY(!refused.ok());
    QVERIFY2(QString::fromStdString(refused.error().errorClass) == errorClass, refused.error().message.c_str());
}

QTEST_APPLESS_MAIN(TestPretrainFamilies)
#include "tst_pretrain_families.moc"
