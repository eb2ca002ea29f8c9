// The folder of a pretraining run: what a cancelled or interrupted run leaves in it, what is never replaced, and that a run which
// is continued ends as an undisturbed one.
#include "models/families/open_model.h"
#include "models/tasks/record.h"
#include "models/tasks/training_place.h"
#include "tests/models/small_pretraining.h"
#include "tests/support/fixtures.h"
#include "tests/support/plain_files.h"

#include <algorithm>
#include <fstream>

using namespace lexicell;
using namespace lexicell::test;
using models::tasks::PretrainJob;
namespace fs = std::filesystem;

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

// Rows below the header: a step each.
std::ptrdiff_t stepsIn(const std::string &history) { return std::count(history.begin(), history.end(), '\n') - 1; }

ProvenanceStep recordIn(const fs::path &folder)
{
    const auto steps = recordedSteps(bytesOf(models::tasks::recordInside(folder)));
    return steps.size() == 1 ? steps.front() : ProvenanceStep();
}

}  // namespace

class TestPretrainFolder : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void cancelKeepsTheBest();
    void cancelBeforeAnythingLeavesNothing();
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

void TestPretrainFolder::cancelKeepsTheBest()
{
    PretrainJob job = smallJob(m_root, "cancelled");
    job.options.epochs = 1000;
    job.files = {{"file", "0123"}};
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
    const ProvenanceStep record = recordIn(job.folder);
    QCOMPARE(record.step, std::string("pretrain"));
    QCOMPARE(valueOf(record.options, "epochs"), std::string("1000"));
    QCOMPARE(valueOf(record.options, "cancelled-after-steps"), std::to_string(stepsIn(bytesOf(job.folder / "history.csv"))));
    QCOMPARE(record.inputs, job.files);
}

void TestPretrainFolder::cancelBeforeAnythingLeavesNothing()
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

void TestPretrainFolder::keepsAnExistingFolder()
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
    QCOMPARE(bytesOf(job.folder / "notes.txt"), std::string("mine"));
    fs::remove(job.folder / "notes.txt");
    VERIFY_OK(models::tasks::pretrain(job, context));
}

void TestPretrainFolder::resumingEqualsAStraightRun_data()
{
    QTest::addColumn<std::vector<std::size_t>>("steps");
    QTest::newRow("after the first step") << std::vector<std::size_t>{1};
    QTest::newRow("in the first epoch") << std::vector<std::size_t>{4};
    QTest::newRow("before a validation") << std::vector<std::size_t>{18};
    QTest::newRow("after a validation") << std::vector<std::size_t>{19};
    QTest::newRow("in the last epoch") << std::vector<std::size_t>{50};
    QTest::newRow("three times") << std::vector<std::size_t>{5, 9, 31};
}

void TestPretrainFolder::resumingEqualsAStraightRun()
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
    const ProvenanceStep record = recordIn(job.folder);
    QCOMPARE(record.step, std::string("pretrain"));
    QCOMPARE(valueOf(record.options, "cancelled-after-steps"), std::string());
    for (const char *name : {"best_model.pt", "history.csv", "args.json", "vocab.json"})
        QVERIFY2(bytesOf(job.folder / name) == bytesOf(straight.folder / name), name);
}

void TestPretrainFolder::anInterruptedRunIsNotReplaced()
{
    PretrainJob job = noisyJob(m_root, "interrupted");
    QVERIFY(!cancelledAt(job, 4).ok());
    const fs::path file = models::tasks::resumeFileOf(job.folder);
    const std::string before = bytesOf(file);
    QVERIFY(!before.empty());
    JobContext context;
    context.threads = 1;
    const auto refused = models::tasks::pretrain(job, context);
    QVERIFY(!refused.ok());
    QCOMPARE(refused.error().errorClass, std::string("output_exists"));
    QCOMPARE(refused.error().choices.front().option, std::string("resume"));
    QVERIFY(bytesOf(file) == before);
    job.overwrite = true;
    VERIFY_OK(models::tasks::pretrain(job, context));
    QVERIFY(!fs::exists(file));
}

void TestPretrainFolder::resumeIsRefused_data()
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

void TestPretrainFolder::resumeIsRefused()
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
        std::string bytes = bytesOf(file);
        bytes[bytes.size() / 2] = static_cast<char>(bytes[bytes.size() / 2] ^ 1);
        if (what == "cut") bytes.resize(bytes.size() / 2);
        std::ofstream(file, std::ios::binary) << bytes;
    }
    if (what == "foreign") {
        const std::string header = R"({"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]}})";
        const std::uint64_t size = header.size();
        std::ofstream(file, std::ios::binary) << std::string(reinterpret_cast<const char *>(&size), sizeof size) + header + "x";
    }
    const std::string before = what == "none" ? std::string() : bytesOf(file);
    JobContext context;
    context.threads = 1;
    const auto refused = models::tasks::pretrain(job, context);
    QVERIFY(!refused.ok());
    QVERIFY2(QString::fromStdString(refused.error().errorClass) == errorClass, refused.error().message.c_str());
    QVERIFY(!fs::exists(job.folder));
    if (what != "none") QVERIFY(bytesOf(file) == before);  // nothing is lost
}

void TestPretrainFolder::aFolderOfOthersIsNotResumed()
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
    QCOMPARE(bytesOf(job.folder / "notes.txt"), std::string("mine"));
    QVERIFY(fs::exists(models::tasks::resumeFileOf(job.folder)));
}

QTEST_APPLESS_MAIN(TestPretrainFolder)
#include "tst_pretrain_folder.moc"
